import Evidence

@testable import Manifest

/// A bag as a list of files, to be spoiled and then written as a folder; its manifests are made
/// from the files unless they are set by hand.
struct HandmadeBag {
  var version = "1.0"
  var encoding = "UTF-8"
  var files: [String: [UInt8]] = ["data/a.txt": Array("a".utf8), "data/甲/b": Array("b".utf8)]
  var algorithms: [DigestAlgorithm] = [.sha512]
  var tagAlgorithms: [DigestAlgorithm] = [.sha512]
  var info: String? = "Bagging-Date: 2026-11-24\nPayload-Oxum: 2.2\n"
  /// Applied to every manifest's text.
  var spell: (String) -> String = { $0 }
  /// Written as they are, after all else.
  var overrides: [String: [UInt8]?] = [:]

  static func line(_ path: String, _ content: [UInt8], _ algorithm: DigestAlgorithm) throws
    -> String
  {
    guard let context = try DigestContext(algorithm) else { return "" }
    try content.withUnsafeBytes { try context.update($0) }
    let escaped = path.replacing("%", with: "%25").replacing("\n", with: "%0A")
      .replacing("\r", with: "%0D")
    return "\(hexadecimal(try context.finish()))  \(escaped)\n"
  }

  func manifest(_ algorithm: DigestAlgorithm) throws -> String {
    try files.filter { $0.key.hasPrefix("data/") }.sorted { $0.key < $1.key }
      .map { try Self.line($0.key, $0.value, algorithm) }.joined()
  }

  /// All files of the bag, by path.
  func contents() throws -> [String: [UInt8]] {
    var all = files
    all["bagit.txt"] = Array(
      "BagIt-Version: \(version)\nTag-File-Character-Encoding: \(encoding)\n".utf8)
    if let info { all["bag-info.txt"] = Array(info.utf8) }
    for algorithm in algorithms {
      all["manifest-\(algorithm.rawValue).txt"] = Array(spell(try manifest(algorithm)).utf8)
    }
    for (path, content) in overrides where !path.hasPrefix("tagmanifest") { all[path] = content }
    let tagFiles = all.filter { !$0.key.hasPrefix("data/") }.sorted { $0.key < $1.key }
    for algorithm in tagAlgorithms {
      let lines = try tagFiles.map { try Self.line($0.key, $0.value, algorithm) }
      all["tagmanifest-\(algorithm.rawValue).txt"] = Array(spell(lines.joined()).utf8)
    }
    for (path, content) in overrides where path.hasPrefix("tagmanifest") { all[path] = content }
    return all
  }

  /// Writes the bag as a folder and checks it.
  func verify(_ folder: TemporaryFolder, as name: String = "bag") throws -> PackageReport {
    for (path, content) in try contents() { try folder.write(content, to: "\(name)/\(path)") }
    return try Verification.verify(path: folder[name])
  }
}
