internal import Evidence
internal import Files
internal import Inspection
internal import Manifest

extension PayloadInspection {
  /// Opens attachments; what can't be opened at all is `unchecked`, unless it is descriptors or memory
  /// that are lacking.
  ///
  /// - Parameter program: nil opens them in this process.
  init(by program: Inspector.Program?) {
    self.init(
      glance: { FileInspection.shortText($0) },
      make: {
        let inspector = Inspector(program: program)
        return { file, offset, count throws(SystemError) in
          do throws(SystemError) {
            return try inspector.inspect(file, at: offset, count: count)
          } catch {
            if error.isShortage { throw error }
            return FileFacts(.other, .unchecked)
          }
        }
      })
  }
}
