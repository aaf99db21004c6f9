internal import Evidence
internal import Inspection
internal import Manifest

extension PayloadInspection {
  /// Opens attachments; what can't be opened at all is `unchecked`.
  ///
  /// - Parameter program: nil opens them in this process.
  init(by program: Inspector.Program?) {
    self.init(
      glance: { FileInspection.shortText($0) },
      make: {
        let inspector = Inspector(program: program)
        return { file, offset, count in
          (try? inspector.inspect(file, at: offset, count: count)) ?? FileFacts(.other, .unchecked)
        }
      })
  }
}
