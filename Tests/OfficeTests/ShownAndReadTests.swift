import Testing

@testable import Evidence
@testable import Office

/// What programs show otherwise than the file's text says, or otherwise than each other.
struct ShownAndReadTests {
  static let run = WordText.run

  /// The states of the boxes 集中采销 and 共享车间 in a cell with these blocks.
  private static func boxes(
    _ body: String, styles: String? = nil, numbering: String? = nil
  ) throws -> [Bool?] {
    let document = try WordText.document(body, styles: styles, numbering: numbering)
    let labels = [
      PrintedPattern.Part.box("a", label: "集中采销".folded), .box("b", label: "共享车间".folded),
    ]
    let reading = BoxReading(
      labels, in: document.blocks.lines, isDrawnOver: document.blocks.areDrawnOver)
    #expect(reading.missing == [])
    return reading.boxes.map(\.isTicked)
  }

  /// A paragraph in which `first` stands before 集中采销, and an empty box before 共享车间.
  private static func line(_ first: String, labelled: String = "集中采销") -> String {
    "<w:p>\(first)\(run(labelled))</w:p><w:p>\(run("□共享车间"))</w:p>"
  }

  private static func alternatives(_ choice: String, _ fallback: String, requires: String = "zzz")
    -> String
  {
    """
    <mc:AlternateContent><mc:Choice Requires="\(requires)" xmlns:zzz="urn:zzz">\(choice)</mc:Choice>\
    <mc:Fallback>\(fallback)</mc:Fallback></mc:AlternateContent>
    """
  }

  @Test(arguments: [
    // In a run, in a paragraph, in a content control, in others; either way round.
    "<w:r>\(alternatives("<w:t>□</w:t>", "<w:t>☑</w:t>"))</w:r>",
    "<w:r>\(alternatives("<w:t>☑</w:t>", "<w:t>□</w:t>"))</w:r>",
    alternatives(run("□"), run("☑")),
    alternatives(run("☑"), run("□"), requires: "w14"),
    "<w:sdt><w:sdtContent>\(alternatives(run("□"), run("☑")))</w:sdtContent></w:sdt>",
    alternatives(alternatives(run("□"), run("☑"), requires: "w14"), run("□"), requires: "w14"),
    alternatives("", run("☑")) + run("□"),
    // A control's state, a form field's, and the look of a run.
    """
    <w:sdt><w:sdtPr>\(alternatives("<w14:checkbox><w14:checked w14:val=\"0\"/></w14:checkbox>",
      "<w14:checkbox><w14:checked w14:val=\"1\"/></w14:checkbox>", requires: "w14"))</w:sdtPr>\
    <w:sdtContent>\(run("☐"))</w:sdtContent></w:sdt>
    """,
    """
    <w:r><w:fldChar w:fldCharType="begin"><w:ffData>\(alternatives("<w:checkBox/>",
      "<w:checkBox><w:checked/></w:checkBox>"))</w:ffData></w:fldChar></w:r>\
    <w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
    """,
    """
    <w:r><w:rPr>\(alternatives("<w:vanish/>", ""))</w:rPr><w:t>☑</w:t></w:r>\(run("□"))
    """,
    // What Word doesn't understand it leaves out.
    "<zzz:tick xmlns:zzz=\"urn:zzz\">\(run("☑"))</zzz:tick>\(run("□"))",
  ]) func `where programs would show different boxes, none is guessed`(first: String) throws {
    #expect(try Self.boxes(Self.line(first)) == [nil, false])
  }

  @Test(arguments: [
    (alternatives(run("☑集中采销"), run("☑集中采销")), true),
    (alternatives(run("□集中采销"), run("□ 集中采销")), false),
    // Word writes characters beyond its old fonts so.
    (
      "<w:r>\(alternatives("<w16se:symEx w16se:font=\"Segoe UI Symbol\" w16se:char=\"2611\"/>", "<w:t>☑</w:t>", requires: "w16se"))</w:r>\(run("集中采销"))",
      true
    ),
    (
      "<w:r>\(alternatives("<w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/>", "<w:t>☑</w:t>", requires: "w14"))</w:r>\(run("集中采销"))",
      true
    ),
    // A name bound to another namespace than the usual one.
    (
      """
      <mc:AlternateContent xmlns:wps="urn:zzz"><mc:Choice Requires="wps"/>\
      <mc:Fallback/></mc:AlternateContent>\(run("☑集中采销"))
      """, true
    ),
    (
      "<w:r><w:rPr><mc:AlternateContent><mc:Choice Requires=\"w16se\"/><mc:Fallback><w:rFonts w:ascii=\"Segoe UI Emoji\"/></mc:Fallback></mc:AlternateContent></w:rPr><w:t>☑集中采销</w:t></w:r>",
      true
    ),
  ]) func `alternatives that look alike raise no doubt`(runs: String, isTicked: Bool) throws {
    #expect(
      try Self.boxes("<w:p>\(runs)</w:p><w:p>\(Self.run("□共享车间"))</w:p>") == [isTicked, false])
  }

  @Test func `of alternatives that is taken which Word shows, by namespace and not by prefix`()
    throws
  {
    for (requires, text) in [
      ("zzz", "乙"), ("wps", "甲"), ("wps zzz", "乙"), ("nowhere", "乙"), ("", "乙"),
    ] {
      let body = Self.alternatives(Self.run("甲"), Self.run("乙"), requires: requires)
      #expect(try WordText.document("<w:p>\(body)</w:p>").texts == [text], "\(requires)")
    }
    let rebound = """
      <w:p><mc:AlternateContent xmlns:zzz="http://schemas.microsoft.com/office/word/2010/wordml" \
      xmlns:w14="urn:zzz"><mc:Choice Requires="w14">\(Self.run("甲"))</mc:Choice>\
      <mc:Choice Requires="zzz">\(Self.run("乙"))</mc:Choice><mc:Fallback>\(Self.run("丙"))\
      </mc:Fallback></mc:AlternateContent></w:p>
      """
    #expect(try WordText.document(rebound).texts == ["乙"])
  }

  @Test func `whole paragraphs, rows and cells are alternatives as well`() throws {
    let paragraphs = Self.alternatives(
      "<w:p>\(Self.run("□集中采销"))</w:p>", "<w:p>\(Self.run("☑集中采销"))</w:p>")
    #expect(try Self.boxes(paragraphs + "<w:p>\(Self.run("□共享车间"))</w:p>") == [nil, false])
    for open in ["", "<w:tr>"] {
      let close = open.isEmpty ? "" : "</w:tr>"
      let cell = { (text: String) in
        (open.isEmpty ? "<w:tr>" : "") + "<w:tc><w:p>\(Self.run(text))</w:p></w:tc>"
          + (open.isEmpty ? "</w:tr>" : "")
      }
      let table = "<w:tbl>\(open)\(Self.alternatives(cell("□集中采销"), cell("☑集中采销")))\(close)</w:tbl>"
      guard case .table(let read)? = try WordText.document(table).blocks.first else {
        Issue.record("no table")
        return
      }
      #expect(read.rows.map(\.cells.count) == [1])
      let line = try #require(read.rows[0].cells[0].blocks.lines.first)
      #expect(line.text == "☑集中采销")
      #expect(line.glyphs.map(\.isDisputed) == [true, false, false, false, false])
    }
  }

  @Test func `an answer that programs show differently is told, with its place`() throws {
    let lines = [PrintedLine.tokens([.answer("a")])]
    let table = Self.alternatives(Self.run("12"), Self.run("21"))
    let read = { (body: String) in
      CellReading(lines, in: try WordText.document("<w:p>\(body)</w:p>").blocks)
    }
    #expect(try read(table).answers == ["a": "21"])
    #expect(try read(table).disputed == ["a"])
    #expect(try read(Self.alternatives(Self.run("12"), Self.run("12"))).disputed == [])
  }

  @Test func `a text box in both alternatives is read once and raises no doubt`() throws {
    let box = { (text: String) in "<w:txbxContent><w:p>\(Self.run(text))</w:p></w:txbxContent>" }
    let drawn = { (choice: String, fallback: String) in
      "<w:r>\(Self.alternatives("<w:drawing>\(choice)</w:drawing>", "<w:pict>\(fallback)</w:pict>", requires: "wps"))</w:r>"
    }
    let same = try WordText.document("<w:p>\(drawn(box("附注"), box("附注")))</w:p>")
    #expect(same.texts == ["", "附注"])
    #expect(!same.blocks.lines.contains { $0.isDisputed })
    let bare = try WordText.document("<w:p>\(drawn(box("附注"), ""))</w:p>")
    #expect(!bare.blocks.lines.contains { $0.isDisputed })
    let ticked = try WordText.document("<w:p>\(drawn(box("√"), ""))</w:p>")
    #expect(ticked.blocks.lines.contains { $0.isDisputed })
  }

  @Test(arguments: [
    // Ink, pictures and shapes beside the box, or anywhere in the row where they float.
    "<w:r><w:drawing/></w:r>\(run("□"))", "<w:r><w:contentPart/></w:r>\(run("□"))",
    "<w:r><w14:contentPart/></w:r>\(run("□"))", "<w:r><w:object/></w:r>\(run("□"))",
    // A tick over the box as its phonetic line.
    "<w:r><w:ruby><w:rt>\(run("√"))</w:rt><w:rubyBase>\(run("□"))</w:rubyBase></w:ruby></w:r>",
    // White and tiny marks.
    "<w:r><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr><w:t>☑</w:t></w:r>",
    "<w:r><w:rPr><w:sz w:val=\"2\"/></w:rPr><w:t>☑</w:t></w:r>",
    // A part of another file.
    "<w:subDoc/>\(run("□"))",
  ]) func `what may be a tick is never read as an empty box`(first: String) throws {
    #expect(try Self.boxes(Self.line(first)) == [nil, false])
  }

  @Test(arguments: [
    "<w:drawing><wp:anchor xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"/></w:drawing>",
    "<w:pict><v:shape style=\"position:absolute;margin-left:20pt\"/></w:pict>",
  ]) func `under a floating drawing no box of the cell is empty for certain`(drawing: String) throws
  {
    let body = "<w:p><w:r>\(drawing)</w:r></w:p>"
    #expect(try Self.boxes(body + Self.line(Self.run("□"))) == [nil, nil])
    #expect(try Self.boxes(body + Self.line(Self.run("☑"))) == [true, nil])
    // In a line of boxes it is anchored to that line.
    #expect(try Self.boxes(Self.line(Self.run("□") + "<w:r>\(drawing)</w:r>")) == [nil, false])
    let inline = "<w:p><w:r><w:pict><v:shape style=\"width:20pt\"/></w:pict></w:r></w:p>"
    #expect(try Self.boxes(Self.line(Self.run("□")) + inline) == [false, false])
  }

  @Test(arguments: [
    (
      "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>MACROBUTTON Tick ☑</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
      true
    ),
    ("<w:fldSimple w:instr=\" MACROBUTTON Tick ☑ \"/>", true),
    (
      "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>MACROBUTTON Tick </w:instrText><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
      true
    ),
    ("<w:fldSimple w:instr=\"SYMBOL 254 \\f Wingdings\"/>", true),
    ("<w:fldSimple w:instr=\"SYMBOL 254 \\f Wingdings\">\(run("□"))</w:fldSimple>", false),
    // What stands in a code is not shown; its result is.
    (
      "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>IF 1=1 \"☑\" \"</w:instrText></w:r>\(run("☑"))<w:r><w:instrText>\"</w:instrText><w:fldChar w:fldCharType=\"separate\"/></w:r>\(run("□"))<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
      false
    ),
    // A field that never ends is text.
    ("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>\(run("☑"))", true),
    // The font of the run holds where the symbol names none.
    (
      "<w:r><w:rPr><w:rFonts w:ascii=\"Wingdings\" w:hAnsi=\"Wingdings\"/></w:rPr><w:sym w:char=\"F0FE\"/></w:r>",
      true
    ),
    // White on a ground of its own is seen; a box drawn around a tick is one.
    (
      "<w:r><w:rPr><w:color w:val=\"FFFFFF\"/><w:highlight w:val=\"black\"/></w:rPr><w:t>☑</w:t></w:r>",
      true
    ),
    (run("✓\u{20DE}"), true),
    // Hidden on the web alone, tracked moves and insertions.
    ("<w:r><w:rPr><w:webHidden/></w:rPr><w:t>☑</w:t></w:r>", true),
    ("<w:moveFrom>\(run("□"))</w:moveFrom><w:moveTo>\(run("☑"))</w:moveTo>", true),
    ("<w:del><w:r><w:delText>☑</w:delText></w:r></w:del><w:ins>\(run("□"))</w:ins>", false),
  ]) func `what Word shows is read`(first: String, isTicked: Bool) throws {
    #expect(try Self.boxes(Self.line(first)) == [isTicked, false])
  }

  @Test(arguments: [
    ("☑", "", "", Bool?.some(true)), ("□", "", "", false), ("\u{F0FE}", "Wingdings", "", true),
    ("✓", "", "", nil), ("☑", "", "□", nil), ("□", "", "☑", true), ("●", "", "□", false),
    ("\u{F0B7}", "Symbol", "□", false),
  ]) func `a box that Word puts there as a bullet is a box`(
    bullet: String, font: String, typed: String, isTicked: Bool?
  ) throws {
    let numbering = """
      <w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>\
      <w:lvlText w:val="\(bullet)"/><w:rPr><w:rFonts w:ascii="\(font)" w:hAnsi="\(font)"/></w:rPr>\
      </w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>
      """
    let first = """
      <w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr>\(Self.run(typed))
      """
    #expect(try Self.boxes(Self.line(first), numbering: numbering) == [isTicked, false])
    let styled = "<w:pPr><w:pStyle w:val=\"L\"/></w:pPr>\(Self.run(typed))"
    let styles = """
      <w:style w:type="paragraph" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>\
      </w:style>
      """
    #expect(
      try Self.boxes(Self.line(styled), styles: styles, numbering: numbering) == [isTicked, false])
  }

  @Test func `a drawing that floats over a section with boxes is told`() throws {
    let form = try Samples.form()
    var document = try Samples.document("forms/cluster1-v1.docx")
    let heading = try #require(
      document.blocks.firstIndex { block in
        if case .paragraph(let paragraph) = block {
          paragraph.lines.contains { $0.text == "二、主导产业情况" }
        } else {
          false
        }
      })
    document.blocks.insert(
      .paragraph(WordDocument.Paragraph(pieces: [.floating])), at: heading + 1)
    let filled = FilledForm(form, in: document)
    #expect(
      filled.findings == [Finding("form-drawn-over", .warning, at: "industry", ["count": "1"])])
  }
}
