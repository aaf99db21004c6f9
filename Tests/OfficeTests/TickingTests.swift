import Evidence
import Testing

@testable import Office

/// A whole form, its boxes ticked in every way that is known.
struct TickingTests {
  typealias Piece = WordDocument.Piece

  /// A way of ticking: what stands in the place of a ticked and of an empty box.
  struct Way: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var ticked: Piece
    var empty: Piece

    init(_ name: String, _ ticked: Piece, _ empty: Piece) {
      (testDescription, self.ticked, self.empty) = (name, ticked, empty)
    }
  }

  static func symbol(_ font: String, _ code: UInt32) -> Piece {
    .symbol(WordDocument.Symbol(font: font, code: code))
  }

  static func box(_ isTicked: Bool, _ shown: WordDocument.Shown?) -> Piece {
    .box(WordDocument.Box(isTicked: isTicked, shown: shown))
  }

  static let ways: [Way] =
    ["☑", "☒", "✔", "✓", "√", "■", "●", "□√", "√□", "（√）"].map { ticked in
      Way("\(ticked) for □", .text(ticked), .text("□"))
    }
    + ["☐", "◻", "❑", "口", "○", "（　）"].map { empty in
      Way("☑ for \(empty)", .text("☑"), .text(empty))
    }
    + [
      Way("Wingdings 2", symbol("Wingdings 2", 0xF052), symbol("Wingdings 2", 0xF0A3)),
      Way("Wingdings 2 without offset", symbol("Wingdings 2", 0x53), symbol("Wingdings 2", 0xA3)),
      Way("Wingdings", symbol("Wingdings", 0xF0FE), symbol("Wingdings", 0xF0A8)),
      Way("Wingdings beside □", symbol("Wingdings", 0xFD), .text("□")),
      Way("form fields", box(true, nil), box(false, nil)),
      Way("content controls", box(true, .character("☒")), box(false, .character("☐"))),
      Way(
        "content controls with symbols",
        box(true, .symbol(WordDocument.Symbol(font: "Wingdings 2", code: 0x52))),
        box(false, .symbol(WordDocument.Symbol(font: "Wingdings 2", code: 0xA3)))),
    ]

  /// The document with every ☑ and □ of its text replaced.
  private static func document(_ blocks: [WordDocument.Block], in way: Way) -> [WordDocument.Block]
  {
    blocks.map { block in
      switch block {
      case .paragraph(var paragraph):
        paragraph.pieces = paragraph.pieces.flatMap { piece -> [Piece] in
          guard case .text(let text) = piece else { return [piece] }
          return text.unicodeScalars.map { scalar in
            switch scalar {
            case "☑": way.ticked
            case "□": way.empty
            default: .text(String(scalar))
            }
          }
        }
        return .paragraph(paragraph)
      case .table(var table):
        for row in table.rows.indices {
          for cell in table.rows[row].cells.indices {
            table.rows[row].cells[cell].blocks = document(
              table.rows[row].cells[cell].blocks, in: way)
          }
        }
        return .table(table)
      }
    }
  }

  @Test(arguments: [1, 2]) func `a form says the same however it is ticked`(
    cluster: Int
  ) throws {
    let form = try Samples.form()
    let truth = try Samples.truth("forms/cluster\(cluster)-v1.truth.json")
    let document = try Samples.document("forms/cluster\(cluster)-v1.docx")
    for way in Self.ways {
      let blocks = Self.document(document.blocks, in: way)
      let filled = FilledForm(form, in: WordDocument(blocks: blocks))
      #expect(filled.findings == [], "\(way.testDescription)")
      for (place, expected) in zip(form.places, truth) where place.kind == .checkbox {
        let answer = expected.ticked.map(Answers.Answer.ticked)
        #expect(filled.answers[place.id] == answer, "\(way.testDescription): \(place.id)")
      }
    }
  }

  /// The questions of the printed form that have no box for 否.
  private static let withoutBox: Set<String> = ["solid-waste-above", "water-reuse-above"]

  @Test(arguments: ["❎", "★", "◆", "▪", "◪", "O", "回", "凹", "⬤", "❶", "☺", "▲", "0", "\u{E000}"])
  func `a strange mark in the place of an empty box is never an empty box`(mark: String) throws {
    let form = try Samples.form()
    let truth = try Samples.truth("forms/cluster1-v1.truth.json")
    let document = try Samples.document("forms/cluster1-v1.docx")
    let way = Way(mark, .text("☑"), .text(mark))
    let filled = FilledForm(form, in: WordDocument(blocks: Self.document(document.blocks, in: way)))
    for (place, expected) in zip(form.places, truth) where place.kind == .checkbox {
      let field = place.fieldID.split(separator: ".").last.map(String.init) ?? ""
      let answer: Answers.Answer =
        expected.ticked == true
        ? .ticked(true) : Self.withoutBox.contains(field) ? .ticked(false) : .undetermined
      #expect(filled.answers[place.id] == answer, "\(place.id)")
    }
  }

  @Test(arguments: [
    (box(false, .character("☑")), box(false, .character("☐")), "shown-ticked"),
    (box(false, .character("☒")), .text("□"), "shown-ticked"),
    (box(true, .character("☑")), box(true, .character("☐")), "shown-empty"),
    (.text("☑"), box(true, .character("□")), "shown-empty"),
  ])
  func `a control that shows the opposite of what it holds is told as such`(
    ticked: Piece, empty: Piece, what: String
  ) throws {
    let form = try Samples.form()
    let document = try Samples.document("forms/cluster1-v1.docx")
    let blocks = Self.document(document.blocks, in: Way(what, ticked, empty))
    let found = FilledForm(form, in: WordDocument(blocks: blocks)).findings
      .filter { $0.rule == "box-undetermined" }
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.details["what"] == what })
  }
}
