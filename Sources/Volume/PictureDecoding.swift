import CPictures
internal import Evidence
internal import Files
import Glibc

/// Puts the pictures of a file on pages of their own.
enum PictureDecoding {
  /// Whether a file of this type is a picture that can be printed.
  static func isPicture(_ type: FileType) -> Bool {
    [.jpeg, .png, .tiff, .heic, .webp].contains(type)
  }

  /// Adds each picture of a file to a PDF.
  ///
  /// - Throws: ``PictureFailure``, or `SystemError` where there is no room on the disk.
  ///
  /// - Parameter isSmall: whether what is decoded becomes JPEG, which can be made smaller later.
  static func add(
    _ bytes: UnsafeRawBufferPointer, _ type: FileType, isSmall: Bool,
    to document: inout ImageDocument
  ) throws {
    func add(_ decode: (inout cpictures_picture) -> Int32) throws {
      try self.add(&document, isSmall: isSmall, decode)
    }
    switch type {
    case .jpeg: try document.add(try RasterImage(jpeg: bytes))
    case .png:
      if let image = try RasterImage.plain(png: bytes), !isSmall || bytes.count < smallPNG {
        try document.add(image)
      } else {
        try add { cpictures_png(bytes.baseAddress, bytes.count, most, &$0) }
      }
    case .heic: try add { cpictures_heic(bytes.baseAddress, bytes.count, most, &$0) }
    case .webp: try add { cpictures_webp(bytes.baseAddress, bytes.count, most, &$0) }
    default:
      let pages = cpictures_tiff_pages(bytes.baseAddress, bytes.count)
      if pages == -2 { throw PictureFailure.noLibrary }
      guard pages > 0 else { throw PictureFailure.damaged }
      for page in 0..<pages {
        try add { cpictures_tiff(bytes.baseAddress, bytes.count, page, most, &$0) }
      }
    }
  }

  private static let most = RasterImage.mostPixels
  /// Bytes of a PNG that need not be made smaller.
  private static let smallPNG = 300_000

  private static func add(
    _ document: inout ImageDocument, isSmall: Bool, _ decode: (inout cpictures_picture) -> Int32
  ) throws {
    var picture = cpictures_picture()
    switch Int(decode(&picture)) {
    case cpictures_well: break
    case cpictures_too_large: throw PictureFailure.tooLarge
    case cpictures_no_library: throw PictureFailure.noLibrary
    default: throw PictureFailure.damaged
    }
    defer { free(picture.pixels) }
    guard let pixels = picture.pixels else { throw PictureFailure.damaged }
    let decoded = DecodedPicture(width: Int(picture.width), height: Int(picture.height)) {
      pixels[$0]
    }
    // Of two colours, a picture is as small as it gets.
    if isSmall, decoded.image.bits > 1, let packed = PackedJPEG(picture) {
      try document.add(try RasterImage(jpeg: packed.bytes))
    } else {
      try document.add(decoded.image)
    }
    withExtendedLifetime(decoded) {}
  }
}
