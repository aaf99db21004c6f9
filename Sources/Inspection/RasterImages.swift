internal import Evidence

// The headers of images, read here rather than by the image libraries: those decode, which nobody
// needs here, and bring in dozens of others.

/// What a reader of an image's headers found.
struct ImageFacts {
  var pixels: FileFacts.PixelSize?
  /// Dots per inch, as the file states them.
  var stated: Int?
  /// Whether the image is there to its end; nil where that can't be told.
  var isWhole: Bool? = false
  var pages: Int?
  /// Whether the end is missing, whatever else is.
  var isCut = false

  func facts(_ type: FileType) -> FileFacts {
    let state: FileFacts.State =
      switch isWhole {
      case nil: .unchecked
      case true?: pixels == nil ? .damaged : .ok
      case false?: pixels == nil && !isCut ? .damaged : .truncated
      }
    var facts = FileFacts(type, state)
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
    var hasPicture = false
    while let length = bytes.big(4, at: offset), bytes.count - offset >= length + 12 {
      let data = offset + 8
      if bytes.has("IHDR", at: offset + 4) {
        pixels = .init(bytes.big(4, at: data), bytes.big(4, at: data + 4))
      } else if bytes.has("pHYs", at: offset + 4), bytes[data + 8] == 1 {
        stated = bytes.big(4, at: data).map(Self.perInch)
      } else if bytes.has("IDAT", at: offset + 4) {
        hasPicture = hasPicture || length > 0
      } else if bytes.has("IEND", at: offset + 4) {
        isWhole = hasPicture
        return
      }
      offset = data + length + 4
    }
  }

  /// JPEG, marker by marker (ITU-T T.81, annex B).
  init(jpeg bytes: Bytes) {
    readSegments(bytes)
    // Without the mark of the end the picture itself shows whether it was cut.
    if isWhole == false, pixels != nil { isWhole = JPEGScans.areWhole(bytes) }
  }

  private mutating func readSegments(_ bytes: Bytes) {
    var offset = 2
    var hasPicture = false
    while let marker = bytes[offset + 1] {
      guard bytes[offset] == 0xFF, marker != 0 else {
        // Readers pass over what stands between the segments.
        guard let next = bytes.index(of: 0xFF, from: offset + 1) else { return }
        offset = next
        continue
      }
      switch marker {
      case 0xFF:
        offset += 1
        continue
      case 0xD9:
        isWhole = hasPicture
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
      if marker == 0xDA {
        let end = Self.endOfScan(bytes, from: offset)
        hasPicture = hasPicture || end > offset
        offset = end
      }
    }
  }

  /// The marker that ends the entropy-coded data: FF, and neither a stuffed zero nor a restart.
  private static func endOfScan(_ bytes: Bytes, from start: Int) -> Int {
    var offset = start
    while let next = bytes.index(of: 0xFF, from: offset) {
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
    @discardableResult func skipBlocks() -> Bool {
      while let length = bytes[offset] {
        offset += 1 + Int(length)
        if length == 0 { return true }
      }
      return false
    }
    var hasPicture = false
    while let introducer = bytes[offset] {
      switch introducer {
      case 0x3B:
        isWhole = hasPicture
        return
      case 0x21:
        offset += 2
        skipBlocks()
      case 0x2C:
        offset += 10 + tableSize(bytes[offset + 9] ?? 0) + 1
        hasPicture = skipBlocks()
      // Zeros stand between the blocks of some files; what stands behind the last is nothing.
      default:
        isWhole = hasPicture
        return
      }
    }
    // Readers do not miss the mark of the end behind a picture that is there.
    isWhole = hasPicture && offset == bytes.count
  }

  /// The sizes of the headers of bitmaps, by which versions of them are told apart: of OS/2, and of
  /// Windows from BITMAPINFOHEADER on.
  private static let bmpHeaders: Set<Int> = [12, 16, 40, 52, 56, 64, 108, 124]

  /// Whether what begins with `BM` is a bitmap.
  static func isBMP(_ bytes: Bytes) -> Bool {
    bytes.little(4, at: 14).map { bmpHeaders.contains($0) } ?? (bytes.little(4, at: 6) == 0)
  }

  /// BMP (BITMAPFILEHEADER and BITMAPINFOHEADER, Microsoft; BITMAPCOREHEADER of OS/2).
  init(bmp bytes: Bytes) {
    let header = bytes.little(4, at: 14) ?? 40
    let isCore = header == 12
    let lines = isCore ? bytes.little(2, at: 20) : bytes.little(4, at: 22)
    // Below zero where the first line stands first.
    let height = lines.map { isCore ? $0 : Int(abs(Int64(Int32(truncatingIfNeeded: $0)))) }
    pixels = .init(isCore ? bytes.little(2, at: 18) : bytes.little(4, at: 18), height)
    if header >= 40 { stated = bytes.little(4, at: 38).map(Self.perInch) }
    guard let pixels, let depth = bytes.little(2, at: isCore ? 24 : 28),
      var start = bytes.little(4, at: 10)
    else { return }
    if start < 14 + header || start > bytes.count { start = 14 + header }
    let compression = isCore ? 0 : bytes.little(4, at: 30) ?? 0
    guard [0, 3, 6].contains(compression) else {
      // What is compressed states its size, and RLE ends in a mark.
      let size = bytes.little(4, at: 34) ?? 0
      isWhole =
        size > 0 && size <= bytes.count - start
        || Self.hasEnd(bytes, ofRunsFrom: start, halves: compression == 2)
      return
    }
    // The size in the file's header is often wrong: the lines must be there, each filled up to four
    // bytes but the last.
    let (bits, isTooWide) = pixels.width.multipliedReportingOverflow(by: depth)
    guard depth <= 64, !isTooWide, bits < 1 << 40 else { return }
    let (others, isTooHigh) = ((bits + 31) / 32 * 4)
      .multipliedReportingOverflow(by: pixels.height - 1)
    isWhole =
      !isTooHigh && others <= bytes.count - start
      && (bits + 7) / 8 <= bytes.count - start - others
  }

  /// Whether the runs of RLE8, or RLE4 with two dots a byte, end in their mark (BITMAPINFOHEADER).
  private static func hasEnd(_ bytes: Bytes, ofRunsFrom start: Int, halves: Bool) -> Bool {
    var offset = start
    while let count = bytes[offset], let value = bytes[offset + 1] {
      offset += 2
      if count > 0 { continue }
      switch value {
      case 0: break
      case 1: return true
      case 2: offset += 2
      // Dots as they are, filled up to an even number of bytes.
      default:
        let length = halves ? (Int(value) + 1) / 2 : Int(value)
        offset += (length + 1) / 2 * 2
      }
    }
    return false
  }

  /// WebP (RFC 9649).
  init(webp bytes: Bytes) {
    isWhole =
      (bytes.little(4, at: 4).map { $0 + 8 <= bytes.count } ?? false) && Self.hasFrame(bytes)
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

  /// Whether one of the chunks of a WebP is a picture, or a picture of several.
  private static func hasFrame(_ bytes: Bytes) -> Bool {
    var offset = 12
    while let length = bytes.little(4, at: offset + 4) {
      if length > 0, ["VP8 ", "VP8L", "ANMF"].contains(where: { bytes.has($0, at: offset) }) {
        return true
      }
      offset += 8 + length + length % 2
    }
    return false
  }

  /// More pages than this are not counted: no scan has them.
  private static let mostDirectories = 10_000

  /// TIFF, directory by directory (TIFF 6.0, section 2), and BigTIFF, whose offsets and counts have
  /// eight bytes.
  init(tiff bytes: Bytes) {
    let order: Bytes.Order = bytes.has("MM", at: 0) ? .bigEndian : .littleEndian
    func number(_ width: Int, _ offset: Int) -> Int? { bytes.number(width, at: offset, order) }
    let isBig = number(2, 2) == 43
    let wide = isBig ? 8 : 4
    var seen: Set<Int> = []
    var next = number(wide, wide) ?? 0
    var isWhole = next != 0
    var hasPicture = false
    while next != 0, seen.count < Self.mostDirectories {
      guard seen.insert(next).inserted, next <= bytes.count,
        let entries = number(isBig ? 8 : 2, next), entries < 1 << 16
      else {
        isWhole = false
        break
      }
      let first = next + (isBig ? 8 : 2)
      let width = isBig ? 20 : 12
      var fields: [Int: (type: Int, count: Int, place: Int)] = [:]
      for index in 0..<entries {
        let entry = first + index * width
        guard let tag = number(2, entry), let type = number(2, entry + 2),
          let count = number(wide, entry + 4)
        else { break }
        fields[tag] = (type, count, entry + 4 + wide)
      }
      /// SHORT (3), LONG (4) and LONG8 (16) values, which stand in the entry where they fit.
      func values(_ tag: Int) -> [Int] {
        guard let field = fields[tag], let width = [3: 2, 4: 4, 16: 8][field.type] else {
          return []
        }
        let fits = field.count <= wide / width
        guard let start = fits ? field.place : number(wide, field.place), start <= bytes.count
        else { return [] }
        let most = max(0, min(field.count, (bytes.count - start) / width))
        return (0..<most).compactMap { number(width, start + $0 * width) }
      }
      if pixels == nil {
        pixels = .init(values(256).first, values(257).first)
        if let field = fields[282],
          let place = isBig ? field.place : number(4, field.place), place < bytes.count,
          let dividend = number(4, place), let divisor = number(4, place + 4), divisor > 0
        {
          let perUnit = Double(dividend / divisor)
          stated = Int(clamping: Int(values(296).first == 3 ? perUnit * 2.54 : perUnit))
        }
      }
      let offsets = values(273) + values(324)
      let counts = values(279) + values(325)
      // 513 is where a JPEG stands (TIFF 6.0, section 22).
      hasPicture = hasPicture || !offsets.isEmpty || fields[513] != nil
      if zip(offsets, counts).contains(where: { $0 > bytes.count || $1 > bytes.count - $0 }) {
        isWhole = false
      }
      guard let following = number(wide, first + entries * width) else {
        isWhole = false
        break
      }
      next = following
    }
    self.isWhole = isWhole && hasPicture
    isCut = next > bytes.count
    pages = seen.isEmpty ? nil : seen.count
  }
}
