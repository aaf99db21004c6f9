import CPictures
import Glibc

/// A JPEG of fewer pixels, by libjpeg-turbo.
struct SmallerJPEG {
  let bytes: [UInt8]
  let width: Int
  let height: Int

  /// Halves and the like of a JPEG, until its sides are as long as need be; nil where it is small
  /// enough, in colours of print, broken, or would not take fewer bytes.
  ///
  /// - Parameters:
  ///   - longer: pixels that the longer side keeps at least.
  ///   - shorter: those of the other one.
  init?(_ jpeg: [UInt8], longer: Int, shorter: Int) {
    var made: UnsafeMutablePointer<UInt8>?
    var (count, wide, high) = (0, CInt(0), CInt(0))
    let result = jpeg.withUnsafeBytes {
      cpictures_smaller_jpeg(
        $0.baseAddress, $0.count, CInt(clamping: longer), CInt(clamping: shorter),
        RasterImage.mostPixels, &made, &count, &wide, &high)
    }
    defer { free(made) }
    guard Int(result) == cpictures_well, let made else { return nil }
    bytes = Array(UnsafeBufferPointer(start: made, count: count))
    (width, height) = (Int(wide), Int(high))
  }
}

/// A decoded picture packed as JPEG, valid for as long as this object is.
final class PackedJPEG {
  let bytes: UnsafeRawBufferPointer

  /// - Returns: nil where libjpeg-turbo is not installed or has no memory.
  init?(_ picture: cpictures_picture) {
    var picture = picture
    var made: UnsafeMutablePointer<UInt8>?
    var count = 0
    guard Int(cpictures_jpeg(&picture, &made, &count)) == cpictures_well, let made else {
      return nil
    }
    bytes = UnsafeRawBufferPointer(start: made, count: count)
  }

  deinit { free(UnsafeMutableRawPointer(mutating: bytes.baseAddress)) }
}
