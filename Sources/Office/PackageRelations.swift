/// The relations of one part of an Office file to others (ECMA-376-2 §6.5).
final class PackageRelations: XMLHandler {
  private struct Relation {
    var id: String
    /// The last part of the type's address; what stands before it differs between the
    /// transitional and the strict format.
    var type: Substring
    var target: PackagePartName
  }

  /// A workbook has some ten; a document one for each picture and link.
  private static let most = 10_000

  /// The part that lists the relations.
  let name: PackagePartName
  private let folder: String
  private var relations: [Relation] = []

  /// - Parameter part: the part whose relations these are; nil for those of the whole file.
  init(of part: PackagePartName?) {
    let part = part?.text ?? ""
    folder = part.lastIndex(of: "/").map { String(part[...$0]) } ?? ""
    name = PackagePartName(entry: "\(folder)_rels/\(part.dropFirst(folder.count)).rels")
  }

  /// The name of the first part of a type.
  func target(ofType type: String) -> PackagePartName? {
    relations.first { $0.type == type }?.target
  }

  /// The name of the part with an id; nil where it is of another type.
  func target(ofType type: String, id: String) -> PackagePartName? {
    relations.first { $0.id == id }.flatMap { $0.type == type ? $0.target : nil }
  }

  /// A name in the folder of the part.
  func neighbour(_ name: String) -> PackagePartName { PackagePartName(entry: folder + name) }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    guard name.local == "Relationship", relations.count < Self.most,
      attributes["TargetMode"] != "External",
      let type = attributes["Type"]?.split(separator: "/").last, let target = attributes["Target"]
    else { return }
    relations.append(
      Relation(
        id: attributes["Id"] ?? "", type: type,
        target: PackagePartName(target: target, in: folder)))
  }

  func end(_ name: XMLName) {}
  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}
