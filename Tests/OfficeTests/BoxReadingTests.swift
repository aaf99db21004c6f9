import Testing

@testable import Office

/// The ways in which boxes are ticked, and those that leave it open.
struct BoxReadingTests {
  static let options = ["是", "否"].map { label in
    PrintedPattern.Part.box(label, label: label.folded)
  }

  private func states(_ runs: String) throws -> [Bool?] {
    let paragraphs = runs.replacing("\n", with: "</w:t></w:r></w:p><w:p><w:r><w:t>")
    let document = try WordText.document("<w:p>\(paragraphs)</w:p>")
    let reading = BoxReading(Self.options, in: document.blocks.lines)
    #expect(reading.missing == [])
    return reading.boxes.map(\.isTicked)
  }

  @Test(arguments: [
    "☑是  □否", "☒是  ☐否", "✔是  □否", "✓是\t\t□否", "√是  □否", "■是  □否", "●是  ○否", "☑是□否",
    "☑ 是 □ 否", "■是  口否", " ☑是 ❑否（如涉及，需提供佐证材料）", "□√是  □否", "√□是 □否", "（√）是  （ ）否",
    "(√)是 ()否", "[√]是  [ ]否", "是否：☑是 □否",
    "□是√  □否", "□是（√）  □否", "□是 √    □否", "是√  □否", "是（√）  否（ ）", "是☑  否□", "☑️是 ☐️否", "☑、是 □、否",
    "□√⃞是 □否", "√是√ □否", "□√是；□否", "☑是（选一项） □否",
  ])
  func `the first of two is ticked`(text: String) throws {
    #expect(try states(WordText.run(text)) == [true, false])
  }

  @Test(arguments: [
    ("√是  否", [true, nil]), ("是  否", [nil, nil]), ("是√□否", [nil, nil]),
    ("□是 √ □否", [nil, nil]), ("□是 √ 否", [nil, nil]), ("□是××  □否", [nil, false]),
    ("□是\n√\n□否", [nil, nil]), ("□是☑ 否", [nil, nil]), ("×是  □否", [nil, false]),
    ("V是  □否", [nil, false]), ("□V是  □否", [nil, false]), ("□☑是  □否", [nil, false]),
    ("□是  □否√", [false, true]), ("√是×  □否", [nil, false]), ("□是√√  □否", [nil, false]),
    ("�是 □否", [nil, false]),
  ])
  func `what is not plain is left open`(text: String, expected: [Bool?]) throws {
    #expect(try states(WordText.run(text)) == expected)
  }

  static func symbols(_ font: String, _ ticked: String, _ empty: String) -> String {
    "<w:r><w:sym w:font=\"\(font)\" w:char=\"\(ticked)\"/></w:r>\(WordText.run("是 "))"
      + "<w:r><w:sym w:font=\"\(font)\" w:char=\"\(empty)\"/></w:r>\(WordText.run("否"))"
  }

  @Test(arguments: [
    ("Wingdings 2", "F052", "F0A3"), ("Wingdings 2", "0052", "00A3"),
    ("Wingdings 2", "F053", "F0A3"), ("Wingdings 2", "F054", "F0A3"),
    ("Wingdings 2", "0050", "00A3"), ("Wingdings", "F0FE", "F0A8"), ("Wingdings", "00FD", "006F"),
    ("Wingdings", "F0FC", "F071"), ("Wingdings", "F0FB", "F072"), ("wingdings", "F0FE", "F0A8"),
  ])
  func `symbols are boxes`(font: String, ticked: String, empty: String) throws {
    #expect(try states(Self.symbols(font, ticked, empty)) == [true, false])
  }

  @Test func `a box with a dot in it is neither`() throws {
    #expect(try states(Self.symbols("Wingdings 2", "00A4", "00A3")) == [nil, false])
  }

  static func control(_ state: String, _ shown: String) -> String {
    "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val=\"\(state)\"/></w14:checkbox></w:sdtPr>"
      + "<w:sdtContent>\(WordText.run(shown))</w:sdtContent></w:sdt>"
  }

  @Test func `a control that shows what it says is believed`() throws {
    let runs =
      Self.control("1", "☒") + WordText.run("是 ") + Self.control("0", "☐") + WordText.run("否")
    #expect(try states(runs) == [true, false])
  }

  @Test func `a control that shows the opposite is left open`() throws {
    let runs =
      Self.control("1", "☐") + WordText.run("是 ") + Self.control("0", "☒") + WordText.run("否")
    #expect(try states(runs) == [nil, nil])
  }

  /// What takes the place of a box, so that the option beside a ticked one isn't left out silently.
  @Test(arguments: [
    ("☑是 ★否", [false, false]), ("☑是 ❎ 否", [false, false]), ("☑是\n◪\n否", [false, false]),
    ("☑是 O否", [false, false]), ("☑是 回否", [false, false]), ("☑是 （凹）否", [false, false]),
    ("◆是 ☑否", [false, false]), ("☑是 否★", [false, false]), ("是√ 否▪", [false, false]),
    ("☑是 否", [false, true]), ("☑是；　否。", [false, true]), ("☑是\n否\n说明", [false, true]),
  ])
  func `an option is bare only where nothing stands by it`(text: String, bare: [Bool]) throws {
    let paragraphs = text.replacing("\n", with: "</w:t></w:r></w:p><w:p><w:r><w:t>")
    let document = try WordText.document("<w:p>\(WordText.run(paragraphs))</w:p>")
    let reading = BoxReading(Self.options, in: document.blocks.lines)
    #expect(reading.boxes.map(\.isBare) == bare)
  }

  @Test func `a deleted tick does not count, an inserted one does`() throws {
    let runs = """
      <w:del><w:r><w:delText>□</w:delText></w:r></w:del><w:ins>\(WordText.run("☑"))</w:ins>\
      \(WordText.run("是 "))<w:del><w:r><w:delText>☑</w:delText></w:r></w:del>\
      <w:ins>\(WordText.run("□"))</w:ins>\(WordText.run("否"))
      """
    #expect(try states(runs) == [true, false])
  }

  @Test func `a picture in the line may be a tick, so empty boxes are left open`() throws {
    let runs = "<w:r><w:drawing/></w:r>" + WordText.run("□是  ☑否")
    #expect(try states(runs) == [nil, true])
  }

  @Test func `options on other lines than printed are found`() throws {
    let body = "<w:p>\(WordText.run("□是"))</w:p><w:p>\(WordText.run("☑否"))</w:p>"
    let reading = BoxReading(Self.options, in: try WordText.document(body).blocks.lines)
    #expect(reading.boxes.map(\.isTicked) == [false, true])
    #expect(reading.boxes.map(\.text) == ["□是", "☑否"])
  }

  @Test func `an option that is gone is missing`() throws {
    let body = "<w:p>\(WordText.run("☑是"))</w:p>"
    let reading = BoxReading(Self.options, in: try WordText.document(body).blocks.lines)
    #expect(reading.missing == ["否"])
    #expect(reading.boxes.map(\.isTicked) == [true])
  }
}
