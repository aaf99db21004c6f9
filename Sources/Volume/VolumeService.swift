import CLinux
internal import Files
internal import Inspection

/// What a process that makes a volume is given at first.
struct VolumeRequest: InspectionMessage {
  var order: VolumeOrder
  /// Sources that ended such a process before.
  var broken: [Int]

  func write(to writer: inout MessageWriter) {
    writer.put(order)
    writer.put(broken) { $0.put($1) }
  }

  init(order: VolumeOrder, broken: [Int]) {
    self.order = order
    self.broken = broken
  }

  init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    order = try VolumeOrder(from: &reader)
    broken = try reader.list { reader throws(MessageReader.Malformed) in
      try reader.number(in: 0...Int.max)
    }
  }

  /// Where a source lies in the file that goes along with it.
  struct Place: BitwiseCopyable {
    var offset: Int64
    var count: Int64
  }

  /// Bytes of memory that making a volume may take: a picture of ``RasterImage/mostPixels`` takes
  /// most.
  static let memory: UInt = 768 << 20
  private static let bytesASecond: Int64 = 10 << 20

  /// Seconds of a processor.
  static func seconds(for order: VolumeOrder) -> UInt32 {
    let bytes = order.sources.reduce(Int64(0)) { $0 &+ max(0, $1.size) }
    return UInt32(clamping: 300 + bytes / bytesASecond)
  }
}

/// The other side of a ``VolumeProcess``: takes an order and open files over standard input, a Unix
/// socket, and writes the volume to files that it is given.
public enum VolumeService {
  public static func run() {
    clinux_limit_data(VolumeRequest.memory)
    guard let head = HelperSocket.receive(8) else { return }
    let length = head.withUnsafeBytes { Int64(littleEndian: $0.loadUnaligned(as: Int64.self)) }
    guard (0...Int64(VolumeProcess.longestOrder)).contains(length),
      let bytes = HelperSocket.receive(Int(length))
    else { return }
    var reader = MessageReader(bytes)
    guard let request = try? VolumeRequest(from: &reader) else { return }
    clinux_limit_processor_time(VolumeRequest.seconds(for: request.order))
    var files: [MappedFile] = []
    for _ in request.order.sources {
      var place = VolumeRequest.Place(offset: 0, count: 0)
      let file = withUnsafeMutableBytes(of: &place) { HelperSocket.receiveFile(with: $0) }
      guard let file,
        let mapped = try? MappedFile(file, at: place.offset, count: place.count)
      else { return }
      files.append(mapped)
    }
    do throws(VolumeFailure) {
      let making = try VolumeMaking(
        request.order, files, broken: Set(request.broken), tell: { send(.step($0)) })
      files = []
      send(.planned(parts: making.plan.parts.count))
      var outputs: [Descriptor] = []
      for _ in making.plan.parts {
        var place = VolumeRequest.Place(offset: 0, count: 0)
        let file = withUnsafeMutableBytes(of: &place) { HelperSocket.receiveFile(with: $0) }
        guard let file else { return }
        outputs.append(file)
      }
      for (part, output) in outputs.enumerated() { try making.make(part, to: output) }
      send(.made(making.summary))
    } catch {
      send(.failed(error))
    }
  }

  private static func send(_ answer: VolumeAnswer) {
    var writer = MessageWriter()
    writer.put(answer)
    let length = Int64(writer.bytes.count).littleEndian
    _ = HelperSocket.send(withUnsafeBytes(of: length) { Array($0) } + writer.bytes)
  }
}
