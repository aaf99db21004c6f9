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
  static func add(
    _ bytes: UnsafeRawBufferPointer, _ type: FileType, to document: inout ImageDocument
  ) throws {
    switch type {
    case .jpeg: try document.add(try RasterImage(jpeg: bytes))
    case .png:
      if let image = try RasterImage.plain(png: bytes) {
        try document.add(image)
      } else {
        try add(&document) { cpictures_png(bytes.baseAddress, bytes.count, most, &$0) }
      }
    case .heic: try add(&document) { cpictures_heic(bytes.baseAddress, bytes.count, most, &$0) }
    case .webp: try add(&document) { cpictures_webp(bytes.baseAddress, bytes.count, most, &$0) }
    default:
      let pages = cpictures_tiff_pages(bytes.baseAddress, bytes.count)
      if pages == -2 { throw PictureFailure.noLibrary }
      guard pages > 0 else { throw PictureFailure.damaged }
      for page in 0..<pages {
        try add(&document) { cpictures_tiff(bytes.baseAddress, bytes.count, page, most, &$0) }
      }
    }
  }

  private static let most = RasterImage.mostPixels

  private static func add(
    _ document: inout ImageDocument, _ decode: (inout cpictures_picture) -> Int32
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
    try document.add(decoded.image)
    withExtendedLifetime(decoded) {}
  }
}
