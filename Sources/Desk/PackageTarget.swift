internal import Files

extension DossierSealing {
  /// A path in `folder` for the package of a dossier of this name: `NAME.tar`, or where that is
  /// taken, `NAME-2.tar`.
  public static func freeTarget(for name: String, in folder: String) -> String {
    let paths = (1...9_999).lazy.map { "\(folder)/\(name)\($0 == 1 ? "" : "-\($0)").tar" }
    return paths.first { !isTaken($0) } ?? "\(folder)/\(name).tar"
  }
}
