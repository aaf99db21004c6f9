internal import Files

/// A process that runs ``InspectionService``, as seen from the one that started it.
///
/// It answers one request after the other; whoever asks has it for himself meanwhile.
final class InspectionProcess: Sendable {
  private let process: HelperProcess

  /// - Throws: `SystemError`.
  init(_ program: Inspector.Program) throws(SystemError) { process = try HelperProcess(program) }

  /// The answer to a request about an open file; nil where the process ends, takes too long or
  /// answers at greater length than it should. It is of no further use then.
  func answer(to request: InspectionRequest, about file: Descriptor) -> [UInt8]? {
    let deadline = ContinuousClock.now + InspectionRequest.patience
    let isSent = withUnsafeBytes(of: request.head) { process.send(file, with: $0) }
    guard isSent, process.send(request.text, until: deadline),
      let head = process.receive(8, until: deadline)
    else { return nil }
    let length = head.withUnsafeBytes { Int64(littleEndian: $0.loadUnaligned(as: Int64.self)) }
    guard (0...Int64(request.longestAnswer)).contains(length) else { return nil }
    return process.receive(Int(length), until: deadline)
  }
}
