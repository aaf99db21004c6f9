internal import Evidence
internal import Manifest
internal import Pages

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

extension DifferencePage {
  var html: HTML {
    frame.page(
      HTML {
        "<section>"
        sides.html
        "<p>\(succession)</p>"
        #"<p class="verdict">\#(summary)</p>"#
        "</section>"
        if hasRequirements {
          "<section>"
          "<h2>\(requirementsHeading)</h2>"
          for group in groups {
            #"""
            <h3 lang="zh-CN">\#(group.heading)</h3>
            <table>
            <tbody>
            """#
            for line in group.lines {
              #"<tr><th scope="row" class="number">\#(line.what)</th><td lang="zh-CN">\#(line.text)</td></tr>"#
            }
            "</tbody>"
            "</table>"
          }
          "</section>"
        }
        if let answers { answers.html }
      })
  }
}

extension DifferencePage.Sides {
  fileprivate var html: HTML {
    HTML {
      #"""
      <table>
      <thead><tr><th scope="col" class="number">\#(label)</th><th scope="col">\#(file)</th><th scope="col">\#(seal)</th><th scope="col">\#(sealedAt)</th><th scope="col">\#(state)</th></tr></thead>
      <tbody>
      """#
      for row in rows {
        #"<tr><th scope="row">\#(row.label)</th><td lang="zh-CN">\#(row.file)</td><td>\#(row.seal)</td><td>\#(row.sealedAt)</td><td class="\#(row.isIntact ? "done" : "open")">\#(row.state)</td></tr>"#
      }
      "</tbody>"
      "</table>"
    }
  }
}

extension DifferencePage.Table {
  fileprivate var html: HTML {
    HTML {
      #"""
      <section>
      <h2>\#(heading)</h2>
      <table>
      <thead><tr><th scope="col">\#(placeLabel)</th><th scope="col">\#(beforeLabel)</th><th scope="col">\#(afterLabel)</th></tr></thead>
      <tbody lang="zh-CN">
      """#
      for row in rows {
        "<tr><td>\(row.place)</td><td>\(row.before)</td><td>\(row.after)</td></tr>"
      }
      """
      </tbody>
      </table>
      </section>
      """
    }
  }
}
