internal import Evidence
internal import Manifest

/// The difference of two packages as a page.
struct DifferencePage: Sendable {
  struct Table: Sendable {
    var heading: String
    var placeLabel: String
    var beforeLabel: String
    var afterLabel: String
    var rows: [DifferenceWords.Answer]
  }
  struct Sides: Sendable {
    var label: String
    var file: String
    var seal: String
    var sealedAt: String
    var state: String
    var rows: [DifferenceWords.Side]
  }

  var frame: PageFrame
  var sides: Sides
  var succession: String
  var summary: String
  var requirementsHeading: String
  var hasRequirements: Bool
  var groups: [DifferenceWords.Group]
  var answers: Table?

  init(_ difference: PackageDifference, on date: String, _ wording: Wording) {
    let words = DifferenceWords(difference, longest: .max, wording)
    frame = PageFrame(
      title: "diff.title", form: difference.form.title,
      name: difference.new.package.info.values(of: BagLayout.sourceField).first ?? "",
      remarks: ["page.made-by-packages"], wording)
    frame.add("page.date", date, wording)
    sides = Sides(
      label: wording["diff.package"], file: wording["column.file"], seal: wording["verify.seal"],
      sealedAt: wording["verify.sealed-at"], state: wording["column.state"], rows: words.sides)
    succession = words.succession
    summary = words.summary
    requirementsHeading = wording["diff.requirements-heading"]
    groups = words.groups
    hasRequirements = !groups.isEmpty
    if words.answers.isEmpty { return }
    answers = Table(
      heading: wording["diff.answers-heading"], placeLabel: wording["diff.place"],
      beforeLabel: wording["diff.old"], afterLabel: wording["diff.new"],
      rows: words.answers)
  }
}
