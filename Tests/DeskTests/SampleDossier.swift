import Definitions
import Evidence
import Foundation

@testable import Desk

/// A sample cluster's form and attachments as a dossier in a scratch folder, linked as the truth
/// file says that they were gathered.
struct SampleDossier {
  static let samples = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/Samples")

  struct TrueAttachment: Decodable {
    var path: String
    var bytes: Int
    var sha256: String
    var state: String
    var `for`: [TruePlace]
  }

  struct TruePlace: Decodable, Hashable {
    var section: String
    var label: String
    var option: String?
    var parent: String?
  }

  struct TrueSlot: Decodable {
    var section: String
    var label: String
    var option: String?
    var parent: String?
    var status: String
    var files: [TrueFile]

    var place: TruePlace {
      TruePlace(section: section, label: label, option: option, parent: parent)
    }
  }

  struct TrueFile: Decodable {
    var path: String
    var state: String
  }

  struct TrueFinding: Decodable {
    var what: String
    var section: String
    var label: String
    var parent: String?
    var row: String?
    var column: String?
  }

  let root: String
  let attachments: [TrueAttachment]
  let slots: [TrueSlot]

  init(cluster: Int, variant: Int = 1) throws {
    let manager = FileManager.default
    let folder = manager.temporaryDirectory.appending(path: "evpack-\(UUID().uuidString)")
    root = folder.path(percentEncoded: false)
    attachments = try Self.truth("cluster\(cluster).evidence")
    slots = try Self.truth("cluster\(cluster).slots")
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    // cp keeps the names' bytes, which Foundation may normalise.
    let copy = Process()
    copy.executableURL = URL(filePath: "/bin/cp")
    copy.arguments = [
      "-r",
      Self.samples.appending(path: "evidence/cluster\(cluster)/佐证材料").path(percentEncoded: false),
      root,
    ]
    try copy.run()
    copy.waitUntilExit()
    try manager.copyItem(
      at: Self.samples.appending(path: "forms/cluster\(cluster)-v\(variant).docx"),
      to: folder.appending(path: "申报表.docx"))
    guard let form = try BundledForms.form("fujian-sme-cluster-2026") else {
      throw CocoaError(.fileNoSuchFile)
    }
    let links = try attachments.flatMap { attachment in
      try attachment.for.compactMap { place in
        try Self.requirement(place, of: form).map {
          EvidenceLink(requirement: $0.number, attachment: try PackagePath(attachment.path))
        }
      }
    }
    let file = DossierFile(form: form.id, title: "cluster\(cluster)", links: links)
    try file.text.write(
      to: folder.appending(path: DossierFile.name), atomically: true, encoding: .utf8)
  }

  /// The dossier with its attachments opened, in this process.
  func read() throws -> DossierFolder {
    var folder = try DossierFolder(root)
    try folder.read()
    return folder
  }

  func remove() { try? FileManager.default.removeItem(atPath: root) }

  /// The labels of those items whose lists don't have what the form states.
  func labelsWhoseListsDiffer(cluster: Int) throws -> Set<String> {
    let findings: [TrueFinding] = try Self.truth("cluster\(cluster).findings")
    return Set(findings.filter { $0.what == "count-differs-from-list" }.map(\.label))
  }

  /// The requirement that the truth files mean by a place.
  static func requirement(_ place: TruePlace, of form: Form) -> Requirement? {
    form.requirements.first { requirement in
      requirement.section == place.section && requirement.label == place.label
        && requirement.level == .required
        && (requirement.option == place.option || place.option == nil)
    }
  }

  static func truth<Value: Decodable>(_ name: String) throws -> Value {
    try JSONDecoder().decode(
      Value.self, from: Data(contentsOf: samples.appending(path: "truth/\(name).json")))
  }
}
