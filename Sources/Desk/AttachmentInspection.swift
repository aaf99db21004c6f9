internal import Evidence
internal import Files
internal import Inspection
internal import Manifest

extension PayloadInspection {
  /// Opens attachments; what can't be opened at all is `unchecked`, unless it is descriptors or memory
  /// that are lacking.
  init(by inspector: Inspector) {
    self.init(
      // Whatever people may open, wherever it lies.
      isWanted: { !PackageContents.isDescription($0) && !BagLayout.isOwn($0) },
      glance: { FileInspection.shortText($0) },
      make: {
        { file, offset, count throws(SystemError) in
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
