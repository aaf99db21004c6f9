import CPango

/// Why a picture can't be put on a page.
enum PictureFailure: Error, Hashable, Sendable {
  case damaged, tooLarge, noLibrary
}

/// Bytes of a stranger's file; what lies beyond its end is nil.
struct PictureBytes {
  let bytes: UnsafeRawBufferPointer

  func byte(_ offset: Int) -> Int? {
    offset >= 0 && offset < bytes.count ? Int(bytes[offset]) : nil
  }

  func big(_ count: Int, at offset: Int) -> Int? {
    guard offset >= 0, count <= 4, offset <= bytes.count - count else { return nil }
    return (0..<count).reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
  }

  func little(_ count: Int, at offset: Int) -> Int? {
    guard offset >= 0, count <= 4, offset <= bytes.count - count else { return nil }
    return (0..<count).reversed().reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
  }

  func has(_ text: StaticString, at offset: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard offset >= 0, offset <= bytes.count - count else { return false }
    return (0..<count).allSatisfy { bytes[offset + $0] == text.utf8Start[$0] }
  }

  func slice(_ offset: Int, _ count: Int) -> UnsafeRawBufferPointer? {
    guard offset >= 0, count >= 0, offset <= bytes.count - count else { return nil }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
  }
}

extension RasterImage {
  /// More pixels than these are not decoded.
  static let mostPixels = 64_000_000

  // MARK: JPEG

  /// A JPEG as it is: PDF holds its bytes unchanged (ISO 32000-1, 7.4.8).
  ///
  /// - Throws: ``PictureFailure/damaged``.
  init(jpeg bytes: UnsafeRawBufferPointer) throws(PictureFailure) {
    let file = PictureBytes(bytes: bytes)
    var offset = 2
    var orientation = 1
    var isAdobe = false
    while let marker = file.big(2, at: offset), marker >= 0xFF00 {
      if marker == 0xFFFF {
        offset += 1
        continue
      }
      // SOI, TEM and RSTn have no length.
      if marker == 0xFFD8 || marker == 0xFF01 || (0xFFD0...0xFFD7).contains(marker) {
        offset += 2
        continue
      }
      guard let length = file.big(2, at: offset + 2), length >= 2 else { break }
      let content = offset + 4
      switch marker {
      case 0xFFC0...0xFFCF where marker != 0xFFC4 && marker != 0xFFC8 && marker != 0xFFCC:
        guard let bits = file.byte(content), let height = file.big(2, at: content + 1),
          let width = file.big(2, at: content + 3), let components = file.byte(content + 5),
          width > 0, height > 0, bits == 8
        else { throw .damaged }
        let colours = [1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"]
        guard let colour = colours[components] else { throw .damaged }
        self.init(
          width: width, height: height, colours: colour, filter: "/DCTDecode",
          decode: components == 4 && isAdobe ? "[1 0 1 0 1 0 1 0]" : nil,
          orientation: orientation, pieces: [bytes])
        return
      case 0xFFE1:
        if file.has("Exif\0\0", at: content) {
          orientation = Self.orientation(inTIFF: file, at: content + 6) ?? orientation
        }
      case 0xFFEE: isAdobe = isAdobe || file.has("Adobe", at: content)
      case 0xFFDA, 0xFFD9: throw .damaged
      default: break
      }
      offset += 2 + length
    }
    throw .damaged
  }

  /// The orientation that a TIFF header's first directory tells (TIFF 6.0, tag 274).
  private static func orientation(inTIFF file: PictureBytes, at start: Int) -> Int? {
    let isLittle = file.has("II", at: start)
    func number(_ count: Int, _ offset: Int) -> Int? {
      isLittle ? file.little(count, at: offset) : file.big(count, at: offset)
    }
    guard let directory = number(4, start + 4), let count = number(2, start + directory) else {
      return nil
    }
    for entry in 0..<min(count, 200) {
      let place = start + directory + 2 + entry * 12
      guard number(2, place) == 0x0112 else { continue }
      return number(2, place + 8).flatMap { (1...8).contains($0) ? $0 : nil }
    }
    return nil
  }

  // MARK: PNG

  /// A PNG whose compressed data can stand in a PDF as it is (PNG §11, ISO 32000-1, 7.4.4.4); nil for
  /// one that has to be decoded: interlaced, or with transparency.
  ///
  /// - Throws: ``PictureFailure/damaged``.
  static func plain(png bytes: UnsafeRawBufferPointer) throws(PictureFailure) -> RasterImage? {
    let file = PictureBytes(bytes: bytes)
    guard file.has("IHDR", at: 12), let width = file.big(4, at: 16),
      let height = file.big(4, at: 20), let bits = file.byte(24), let kind = file.byte(25),
      let interlace = file.byte(28), width > 0, height > 0, width < 1 << 24, height < 1 << 24
    else { throw .damaged }
    guard interlace == 0, [0, 2, 3].contains(kind) else { return nil }
    var colours = kind == 0 ? "/DeviceGray" : "/DeviceRGB"
    var pieces: [UnsafeRawBufferPointer] = []
    var offset = 8
    var isEnded = false
    while let length = file.big(4, at: offset), let content = file.slice(offset + 8, length) {
      if file.has("PLTE", at: offset + 4), kind == 3 {
        let count = min(content.count / 3, 256)
        guard count > 0 else { throw .damaged }
        let table = content.prefix(count * 3).map { byte in
          String(Int(byte) + 256, radix: 16).dropFirst()
        }.joined()
        colours = "[/Indexed /DeviceRGB \(count - 1) <\(table)>]"
      }
      if file.has("tRNS", at: offset + 4) { return nil }
      if file.has("IDAT", at: offset + 4) { pieces.append(content) }
      if file.has("IEND", at: offset + 4) {
        isEnded = true
        break
      }
      offset += 12 + length
    }
    guard isEnded, !pieces.isEmpty, kind != 3 || colours.hasPrefix("[") else { throw .damaged }
    let count = kind == 2 ? 3 : 1
    return RasterImage(
      width: width, height: height, colours: colours, bits: bits, filter: "/FlateDecode",
      parameters:
        "<< /Predictor 15 /Colors \(count) /BitsPerComponent \(bits) /Columns \(width) >>",
      pieces: pieces)
  }
}

/// A picture decoded into memory: three bytes a pixel or, where no more is needed, one, or an eighth.
final class DecodedPicture {
  /// Valid for as long as this object is.
  let image: RasterImage
  private let samples: UnsafeMutableRawBufferPointer

  /// - Parameter pixel: the colour at a place, red in the lowest byte.
  init(width: Int, height: Int, pixel: (Int) -> UInt32) {
    let kind = Kind(count: width * height, pixel: pixel)
    let row = kind == .twoTone ? (width + 7) / 8 : width * (kind == .grey ? 1 : 3)
    samples = .allocate(byteCount: max(1, row * height), alignment: 1)
    switch kind {
    case .twoTone:
      samples.initializeMemory(as: UInt8.self, repeating: 0)
      for y in 0..<height {
        for x in 0..<width where pixel(y * width + x) & 255 != 0 {
          samples[y * row + x / 8] |= 0x80 >> UInt8(x % 8)
        }
      }
    case .grey:
      for index in 0..<(width * height) { samples[index] = UInt8(pixel(index) & 255) }
    case .colour:
      for index in 0..<(width * height) {
        let value = pixel(index)
        samples[index * 3] = UInt8(value & 255)
        samples[index * 3 + 1] = UInt8(value >> 8 & 255)
        samples[index * 3 + 2] = UInt8(value >> 16 & 255)
      }
    }
    image = RasterImage(
      width: width, height: height, colours: kind == .colour ? "/DeviceRGB" : "/DeviceGray",
      bits: kind == .twoTone ? 1 : 8,
      pieces: [UnsafeRawBufferPointer(rebasing: samples[..<(row * height)])])
  }

  deinit { samples.deallocate() }

  private enum Kind {
    case twoTone, grey, colour

    init(count: Int, pixel: (Int) -> UInt32) {
      self = .twoTone
      for index in 0..<count {
        let value = pixel(index)
        let red = value & 255
        if red != value >> 8 & 255 || red != value >> 16 & 255 {
          self = .colour
          return
        }
        if red != 0, red != 255 { self = .grey }
      }
    }
  }
}
