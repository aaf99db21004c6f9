public import Evidence
internal import Files
internal import Manifest

/// A file that comes in, and stands among a dossier's evidence once it is whole, or not at all.
///
/// It comes in without a name, and gets its place only then: folders may be renamed meanwhile.
public struct IncomingFile: Incoming {
  public let content: IncomingContent
  private let root: String
  private let number: Requirement.Number?
  /// Below 佐证材料, outermost first, where no requirement's folder is meant.
  private let folders: [String]
  private let name: String

  /// Starts a file.
  ///
  /// What others have is never replaced: a name that is taken gets a number. Names that make trouble
  /// are mended, and none leads out of the folder 佐证材料.
  ///
  /// - Parameters:
  ///   - path: the file's name, and those of the folders that it was dropped with, outermost first.
  ///   - number: the requirement that it was dropped on; nil keeps its folders.
  /// - Throws: ``DeskError``, `junk` for what systems and Office leave about, such as `Thumbs.db`.
  public init(
    _ path: [String], for number: Requirement.Number?, in root: String
  ) throws(DeskError) {
    guard let last = path.last, !path.contains(where: { [".", "..", ""].contains($0) }) else {
      throw .notAnAttachment(file: path.joined(separator: "/"))
    }
    name = FileName.mended(last)
    guard !FileName.isJunk(last.utf8), !FileName.isJunk(name.utf8) else {
      throw .junk(file: last)
    }
    // Whoever drops the whole folder means what is in it.
    folders =
      number == nil
      ? path.dropLast().drop { $0 == AttachmentScan.folder }.map(FileName.mended) : []
    guard !folders.contains(where: { FileName.isJunkFolder($0.utf8) }) else {
      throw .junk(file: path.joined(separator: "/"))
    }
    self.root = root
    self.number = number
    let place = try Self.place(of: number, folders, in: root)
    guard (try? PackagePath("\(place)/\(name)")) != nil else {
      throw .notAnAttachment(file: path.joined(separator: "/"))
    }
    let folder = try onDisk { () throws(SystemError) in try Descriptor.openFolder(root) }
    content = try IncomingContent(name, in: folder, target: "\(root)/\(place)/\(name)")
  }

  private static func place(
    of number: Requirement.Number?, _ folders: [String], in root: String
  ) throws(DeskError) -> String {
    guard let number else { return ([AttachmentScan.folder] + folders).joined(separator: "/") }
    let file = try DossierFolder.file(in: root)
    let form = try FormDefinition(named: file.form, ofDossier: root).form
    return try DossierEditing.place(of: number, in: root, form)
  }

  /// Puts the file in its place.
  ///
  /// - Parameter batch: what tells the files of one drop, which are taken back together.
  /// - Returns: the file's path.
  /// - Throws: ``DeskError``; there is no file then.
  public func commit(batch: String) throws(DeskError) -> PackagePath {
    try FolderLock.hold(root) { () throws(DeskError) in
      let place = try Self.place(of: number, folders, in: root)
      let folder = try onDisk { () throws(SystemError) in
        try TargetFolder(root).folder(Array(place.utf8))
      }
      let taken = try content.commit(in: folder, underFirstFreeOf: DossierEditing.names(name))
      guard let path = try? PackagePath(bytes: Array("\(place)/".utf8) + taken) else {
        throw .notAnAttachment(file: name)
      }
      let identity = try onDisk { () throws(SystemError) in try content.staged.descriptor.identity()
      }
      var change = try LastChange.begun(.receive, batch: batch, in: root)
      change.steps.append(.added(path: path.description, inode: identity.inode))
      if change.steps.count <= LastChange.mostSteps {
        try change.save(in: root)
      } else {
        try? LastChange.forget(in: root)
      }
      return path
    }
  }

  /// What a file that is dropped among the evidence may be besides.
  public enum FormLikeness: Sendable {
    /// A Word file, and the dossier has no form yet.
    case mayBecomeForm
    /// A Word file, and the dossier has a form, which is replaced only where that is meant.
    case mayBeAnother
  }

  /// Whether a file may be a filled form, by its name; nil for any other.
  public static func formLikeness(_ path: [String], in root: String) -> FormLikeness? {
    guard let name = path.last?.lowercased(), name.hasSuffix(".docx") else { return nil }
    guard (try? DossierFolder.hasDocument(in: root)) == true else {
      return path.count == 1 ? .mayBecomeForm : nil
    }
    return .mayBeAnother
  }
}
