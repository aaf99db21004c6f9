public import Files
public import Inspection

/// Has a volume made by a process of its own, which a hostile file may starve, hang, crash or take over
/// without harm to this one.
public enum VolumeProcess {
  /// Where a source's bytes are: a file, or a part of one.
  public struct Input: Sendable {
    public var file: Descriptor
    public var offset: Int64
    public var count: Int64

    public init(file: Descriptor, offset: Int64 = 0, count: Int64) {
      self.file = file
      self.offset = offset
      self.count = count
    }
  }

  static let longestOrder = 256 << 20
  static let mostParts = 500
  /// So many files may bring the process down before the work is given up.
  private static let mostBroken = 20
  private static let longestAnswer: Int64 = 64 << 20
  /// How long it may say nothing: while it looks at one file, and while it writes.
  private static let patience = (file: Duration.seconds(60), writing: Duration.seconds(900))

  /// Makes the volume; a file that brings the process down gets a notice in its place.
  ///
  /// - Parameters:
  ///   - open: is asked for the bytes of each source, in the order's sequence.
  ///   - program: a program that runs ``VolumeService``; nil makes the volume in this process, for
  ///     tests.
  ///   - outputs: is asked for so many empty files to write the parts to, more than once where the
  ///     work is begun anew.
  ///   - progress: called with pages that are done and with all pages, 0 until they are counted.
  ///   - isCancelled: asked often.
  /// - Throws: ``VolumeFailure``, `SystemError` where the process can't be started, and what `outputs`
  ///   throws.
  public static func make(
    _ order: VolumeOrder, from open: (Int) throws -> Input, by program: Inspector.Program?,
    into outputs: (Int) throws -> [Descriptor],
    progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in },
    isCancelled: @escaping () -> Bool = { false }
  ) throws -> VolumeSummary {
    guard let program else {
      return try makeHere(order, open, outputs, progress)
    }
    var broken: Set<Int> = []
    while true {
      var work = Attempt(
        process: try HelperProcess(program), progress: progress, isCancelled: isCancelled)
      if let summary = try work.make(
        VolumeRequest(order: order, broken: broken.sorted()), open, outputs)
      {
        return summary
      }
      guard let culprit = work.source, broken.count < mostBroken,
        broken.insert(culprit).inserted
      else { throw VolumeFailure.brokenDown }
    }
  }

  private static func makeHere(
    _ order: VolumeOrder, _ open: (Int) throws -> Input, _ outputs: (Int) throws -> [Descriptor],
    _ progress: (Int, Int) -> Void
  ) throws -> VolumeSummary {
    let files = try order.sources.indices.map { index in
      let input = try open(index)
      return try MappedFile(input.file, at: input.offset, count: input.count)
    }
    let making = try VolumeMaking(order, files, tell: { _ in })
    for (part, output) in try outputs(making.plan.parts.count).enumerated() {
      try making.make(part, to: output)
    }
    progress(making.summary.pages, making.summary.pages)
    return making.summary
  }

  private struct Attempt {
    let process: HelperProcess
    let progress: (Int, Int) -> Void
    let isCancelled: () -> Bool
    /// What it looked at last.
    var source: Int?

    /// - Returns: nil where the process broke down.
    mutating func make(
      _ request: VolumeRequest, _ open: (Int) throws -> Input,
      _ outputs: (Int) throws -> [Descriptor]
    ) throws -> VolumeSummary? {
      var writer = MessageWriter()
      writer.put(request)
      let length = Int64(writer.bytes.count).littleEndian
      let deadline = ContinuousClock.now + VolumeProcess.patience.file
      guard
        process.send(withUnsafeBytes(of: length) { Array($0) } + writer.bytes, until: deadline)
      else { return nil }
      for index in request.order.sources.indices {
        let input = try open(index)
        let place = VolumeRequest.Place(offset: input.offset, count: input.count)
        guard withUnsafeBytes(of: place, { process.send(input.file, with: $0) }) else {
          return nil
        }
      }
      while let answer = try next() {
        switch answer {
        case .step(let step):
          source = step.source
          progress(step.done, step.total)
        case .planned(let parts):
          let files = try outputs(parts)
          for file in files {
            let place = VolumeRequest.Place(offset: 0, count: 0)
            guard withUnsafeBytes(of: place, { process.send(file, with: $0) }) else { return nil }
          }
        case .made(let summary): return summary
        case .failed(let failure):
          if failure == .brokenDown { return nil }
          throw failure
        }
      }
      return nil
    }

    private func next() throws(VolumeFailure) -> VolumeAnswer? {
      let patience =
        source == nil ? VolumeProcess.patience.writing : VolumeProcess.patience.file
      let deadline = ContinuousClock.now + patience
      while !process.hasAnswer(until: .now + .milliseconds(100)) {
        if isCancelled() { throw .cancelled }
        if .now > deadline { return nil }
      }
      guard let head = process.receive(8, until: deadline) else { return nil }
      let length = head.withUnsafeBytes { Int64(littleEndian: $0.loadUnaligned(as: Int64.self)) }
      guard (0...VolumeProcess.longestAnswer).contains(length),
        let bytes = process.receive(Int(length), until: deadline)
      else { return nil }
      var reader = MessageReader(bytes)
      return try? VolumeAnswer(from: &reader)
    }
  }
}
