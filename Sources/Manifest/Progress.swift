/// How far a long operation has come. `bytesTotal` is 0 where it is not known (a pipe).
public struct Progress: Hashable, Sendable {
  public var bytesDone: Int64
  public var bytesTotal: Int64
  public var filesDone: Int
  public var filesTotal: Int

  package init(bytesDone: Int64, bytesTotal: Int64, filesDone: Int, filesTotal: Int) {
    self.bytesDone = bytesDone
    self.bytesTotal = bytesTotal
    self.filesDone = filesDone
    self.filesTotal = filesTotal
  }
}
