import CLinux
internal import Evidence
internal import Files
internal import FoundationEssentials
import Glibc

/// The other side of an ``Inspector``: takes open files over standard input, a Unix socket, and
/// answers what they are.
public enum InspectionService {
  /// What goes along with a file.
  struct Request {
    var offset: Int64
    var count: Int64
  }

  /// Bytes of memory for whatever a file asks for; libqpdf needs some 200 bytes for each object.
  static let memory: UInt = 160 << 20
  /// Seconds of a processor for a file, and one more for every so many bytes: a PDF without a table
  /// is searched from end to end.
  static let seconds = 2
  static let bytesASecond: Int64 = 50 << 20
  /// An answer is some hundred bytes; the title in it has a limit.
  static let longestAnswer = 1 << 16

  /// Answers until the other side goes away.
  public static func run() {
    clinux_limit_memory(memory)
    while let (file, request) = next() {
      clinux_limit_processor_time(UInt32(clamping: Int64(seconds) + request.count / bytesASecond))
      let facts =
        (try? FileInspection.inspect(file, at: request.offset, count: request.count))
        ?? FileFacts(.other, .unchecked)
      guard let answer = try? JSONEncoder().encode(facts) else { return }
      let bytes = [UInt8](answer)
      guard send(STDIN_FILENO, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
      else { return }
    }
  }

  private static func next() -> (Descriptor, Request)? {
    var request = Request(offset: 0, count: 0)
    var number: Int32 = -1
    let received = withUnsafeMutableBytes(of: &request) { bytes in
      while true {
        let count = clinux_receive_descriptor(
          STDIN_FILENO, &number, bytes.baseAddress, UInt(bytes.count))
        if count >= 0 || errno != EINTR { return count }
      }
    }
    guard number >= 0 else { return nil }
    let file = Descriptor(taking: number, path: "-")
    return received == MemoryLayout<Request>.size ? (file, request) : nil
  }
}
