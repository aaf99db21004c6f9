internal import Evidence

// The headers of images, read here rather than by the image libraries: those decode, which nobody
// needs here, and bring in dozens of others.

/// What a reader of an image's headers found.
struct ImageFacts {
  var pixels: FileFacts.PixelSize?
  /// Dots per inch, as the file states them.
  var stated: Int?
  /// Whether the image is there to its end.
  var isWhole = false
  var pages: Int?

  func facts(_ type: FileType) -> FileFacts {
    var facts = FileFacts(type, pixels == nil ? .damaged : isWhole ? .ok : .truncated)
    facts.pixels = pixels
    facts.pages = pages
    if let pixels, Self.isShapedLikeA4(pixels) {
      // A scanner states what it scanned at, which matters for a page of another size. Cameras and
      // screens state 72 or 96 whatever the picture.
      facts.resolution = max(
        FileFacts.resolutionOfA4(pixels), stated.flatMap { $0 > 96 ? $0 : nil } ?? 0)
    }
    return facts
  }

  /// Whether the sides are as 1 to √2, which all pages of ISO 216 are and photographs (3:4, 2:3,
  /// 9:16) are not; 3 % for the scanner's margins.
  static func isShapedLikeA4(_ pixels: FileFacts.PixelSize) -> Bool {
    let (short, long) = (min(pixels.width, pixels.height), max(pixels.width, pixels.height))
    guard short > 0 else { return false }
    return abs(Double(long) / Double(short) / 2.0.squareRoot() - 1) < 0.03
  }

  fileprivate static func perInch(perMetre value: Int) -> Int {
    value < 1_000_000 ? Int((Double(value) * 0.0254).rounded()) : 0
  }
}

extension FileFacts.PixelSize {
  /// nil where a side is missing or none.
  init?(_ width: Int?, _ height: Int?) {
    guard let width, let height, width > 0, height > 0 else { return nil }
    self.init(width: width, height: height)
  }
}

extension ImageFacts {
  /// PNG, chunk by chunk (PNG specification, third edition, §5).
  init(png bytes: Bytes) {
    var offset = 8
    while let length = bytes.big(4, at: offset), bytes.count - offset >= length + 12 {
      let data = offset + 8
      if bytes.has("IHDR", at: offset + 4) {
        pixels = .init(bytes.big(4, at: data), bytes.big(4, at: data + 4))
      } else if bytes.has("pHYs", at: offset + 4), bytes[data + 8] == 1 {
        stated = bytes.big(4, at: data).map(Self.perInch)
      } else if bytes.has("IEND", at: offset + 4) {
        isWhole = true
        return
      }
      offset = data + length + 4
    }
  }

  /// JPEG, marker by marker (ITU-T T.81, annex B).
  init(jpeg bytes: Bytes) {
    var offset = 2
    while let marker = bytes[offset + 1] {
      guard bytes[offset] == 0xFF else { return }
      switch marker {
      case 0xFF:
        offset += 1
        continue
      case 0xD9:
        isWhole = true
        return
      case 0x01, 0xD0...0xD8:
        offset += 2
        continue
      default: break
      }
      guard let length = bytes.big(2, at: offset + 2), length >= 2 else { return }
      switch marker {
      case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker):
        pixels = .init(bytes.big(2, at: offset + 7), bytes.big(2, at: offset + 5))
      // JFIF 1.02: units 1 is dots per inch, 2 per centimetre.
      case 0xE0 where bytes.has("JFIF", at: offset + 4):
        let density = bytes.big(2, at: offset + 12)
        switch bytes[offset + 11] {
        case 1?: stated = density
        case 2?: stated = density.map { Int((Double($0) * 2.54).rounded()) }
        default: break
        }
      default: break
      }
      offset += 2 + length
      if marker == 0xDA { offset = Self.endOfScan(bytes, from: offset) }
    }
  }

  /// The marker that ends the entropy-coded data: FF, and neither a stuffed zero nor a restart.
  private static func endOfScan(_ bytes: Bytes, from start: Int) -> Int {
    var offset = start
    while let next = bytes.buffer[min(max(0, offset), bytes.count)...].firstIndex(of: 0xFF) {
      guard let marker = bytes[next + 1] else { return bytes.count }
      if marker != 0, !(0xD0...0xD7).contains(marker), marker != 0xFF { return next }
      offset = next + (marker == 0xFF ? 1 : 2)
    }
    return bytes.count
  }

  /// GIF, block by block (GIF89a specification).
  init(gif bytes: Bytes) {
    pixels = .init(bytes.little(2, at: 6), bytes.little(2, at: 8))
    func tableSize(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }
    var offset = 13 + tableSize(bytes[10] ?? 0)
    func skipBlocks() {
      while let length = bytes[offset] {
        offset += 1 + Int(length)
        if length == 0 { return }
      }
    }
    while let introducer = bytes[offset] {
      switch introducer {
      case 0x3B:
        isWhole = true
        return
      case 0x21:
        offset += 2
        skipBlocks()
      case 0x2C:
        offset += 10 + tableSize(bytes[offset + 9] ?? 0) + 1
        skipBlocks()
      default: return
      }
    }
  }

  /// BMP (BITMAPFILEHEADER and BITMAPINFOHEADER, Microsoft).
  init(bmp bytes: Bytes) {
    let height = bytes.little(4, at: 22).map { Int(abs(Int64(Int32(truncatingIfNeeded: $0)))) }
    pixels = .init(bytes.little(4, at: 18), height)
    stated = bytes.little(4, at: 38).map(Self.perInch)
    // The size stands in the header; some programs leave it 0.
    isWhole = bytes.little(4, at: 2).map { $0 <= bytes.count } ?? false
  }

  /// WebP (RFC 9649).
  init(webp bytes: Bytes) {
    isWhole = bytes.little(4, at: 4).map { $0 + 8 <= bytes.count } ?? false
    if bytes.has("VP8X", at: 12) {
      pixels = .init(
        bytes.little(3, at: 24).map { $0 + 1 }, bytes.little(3, at: 27).map { $0 + 1 })
    } else if bytes.has("VP8L", at: 12) {
      let packed = bytes.little(4, at: 21)
      pixels = .init(
        packed.map { $0 & 0x3FFF + 1 }, packed.map { $0 >> 14 & 0x3FFF + 1 })
    } else {
      pixels = .init(
        bytes.little(2, at: 26).map { $0 & 0x3FFF }, bytes.little(2, at: 28).map { $0 & 0x3FFF })
    }
  }

  /// More pages than this are not counted: no scan has them.
  private static let mostDirectories = 10_000

  /// TIFF, directory by directory (TIFF 6.0, section 2).
  init(tiff bytes: Bytes) {
    let order: Bytes.Order = bytes.has("MM", at: 0) ? .bigEndian : .littleEndian
    func number(_ width: Int, _ offset: Int) -> Int? { bytes.number(width, at: offset, order) }
    var seen: Set<Int> = []
    var next = number(4, 4) ?? 0
    isWhole = true
    while next != 0, seen.count < Self.mostDirectories {
      guard seen.insert(next).inserted, let entries = number(2, next) else {
        isWhole = false
        break
      }
      var fields: [Int: (type: Int, count: Int, place: Int)] = [:]
      for index in 0..<entries {
        let entry = next + 2 + index * 12
        guard let tag = number(2, entry), let type = number(2, entry + 2),
          let count = number(4, entry + 4)
        else { break }
        fields[tag] = (type, count, entry + 8)
      }
      /// SHORT (3) and LONG (4) values, which stand in the entry where they fit into four bytes.
      func values(_ tag: Int) -> [Int] {
        guard let field = fields[tag], field.type == 3 || field.type == 4 else { return [] }
        let width = field.type == 3 ? 2 : 4
        let fits = field.count <= 4 / width
        guard let start = fits ? field.place : number(4, field.place) else { return [] }
        let most = max(0, min(field.count, (bytes.count - start) / width))
        return (0..<most).compactMap { number(width, start + $0 * width) }
      }
      if pixels == nil {
        pixels = .init(values(256).first, values(257).first)
        if let field = fields[282], let place = number(4, field.place),
          let dividend = number(4, place), let divisor = number(4, place + 4), divisor > 0
        {
          let perUnit = Double(dividend / divisor)
          stated = Int(clamping: Int(values(296).first == 3 ? perUnit * 2.54 : perUnit))
        }
      }
      let offsets = values(273) + values(324)
      let counts = values(279) + values(325)
      if zip(offsets, counts).contains(where: { $0 + $1 > bytes.count }) { isWhole = false }
      guard let following = number(4, next + 2 + entries * 12) else {
        isWhole = false
        break
      }
      next = following
    }
    pages = seen.isEmpty ? nil : seen.count
  }
}
