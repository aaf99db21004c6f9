import Definitions
import Evidence
import Testing

/// A dossier filled by a fixed pattern, with some evidence and some of everything that goes wrong.
struct SampleDossier {
  let form: Form
  var dossier: Dossier
  var findings: [Finding] = []

  var report: CompletenessReport { dossier.assess(with: findings) }

  /// - Parameter name: a hostile name may stand here.
  init(name: String = "福清电子") throws {
    form = try #require(try BundledForms.form("fujian-sme-cluster-2026"))
    var answers = Answers()
    for place in form.places {
      if place.kind == .checkbox {
        let field = try #require(form.field(place.fieldID))
        let isFirst = field.options.first.map { "\(field.id).\($0.id)" } == place.id
        answers.set(.ticked(field.kind == .checklist || isFirst), at: place.id, from: .document)
      } else {
        let text = place.kind == .text ? "云溪县竹木产业园管理委员会" : "12.30"
        answers.set(.text(text), at: place.id, from: .document)
      }
    }
    dossier = Dossier(form: form, name: name, answers: answers, attachments: [], links: [])
  }

  /// A dossier as it is halfway: two thirds of the required evidence, blanks, doubts.
  static func halfway() throws -> SampleDossier {
    var sample = try SampleDossier()
    for (index, requirement) in sample.form.requirements.enumerated()
    where requirement.level == .required && index % 3 != 1 {
      try sample.attach(requirement, "\(requirement.number) 证明材料.pdf", size: 1_234_567)
    }
    let second = try #require(sample.form.requirements.first { $0.number.description == "2-2-1" })
    try sample.attach(second, "共享合同（扫描件）.jpg", size: 845_120, place: "第3页")
    try sample.attachLoose("佐证材料/照片.jpg", size: 2_345_678)
    try sample.attachLoose("佐证材料/会议纪要.docx", size: 45_678)
    let texts = sample.form.places.filter { $0.kind != .checkbox }
    for place in texts.prefix(4) { sample.answer(.text(""), at: place.id) }
    for place in sample.form.places where place.fieldID == "innovation.standards" {
      sample.answer(.text(""), at: place.id)
    }
    sample.answer(.text("12.345"), at: "industry.output.2021")
    sample.answer(.text("118"), at: "industry.sme-share.2020")
    sample.answer(.text("500"), at: "industry.smes.2020")
    sample.findings = [
      Finding("box-undetermined", .error, at: "basics.sector.primary", ["text": "◪第一产业"]),
      Finding(
        "form-altered", .warning, at: "innovation", ["what": "row-added", "count": "2"]),
      Finding("attachment-junk", .note, at: "佐证材料/Thumbs.db"),
    ]
    return sample
  }

  mutating func answer(_ answer: Answers.Answer, at place: String) {
    dossier.answers.set(answer, at: place, from: .document)
  }

  mutating func attach(
    _ requirement: Requirement, _ name: String, size: Int64, place: String? = nil,
    note: String? = nil
  ) throws {
    let section = try #require(form.sections.first { $0.number == requirement.section })
    let path = try PackagePath(
      "佐证材料/\(section.folderName)/\(requirement.folderName)/\(name)")
    dossier.attachments.append(
      Attachment(
        path: path, size: size,
        sha256: Digest(hex: String(repeating: "0123456789abcdef", count: 4))))
    dossier.links.append(
      EvidenceLink(requirement: requirement.number, attachment: path, place: place, note: note))
  }

  mutating func attachLoose(_ path: String, size: Int64) throws {
    dossier.attachments.append(
      Attachment(path: try PackagePath(path), size: size))
  }
}
