import Testing

@testable import Office

/// What counts as the text of a Word file.
struct WordDocumentTests {
  static let run = WordText.run

  @Test(arguments: [
    ("<w:ins>\(run("甲"))</w:ins><w:del><w:r><w:delText>乙</w:delText></w:r></w:del>", "甲"),
    ("<w:del>\(run("乙"))</w:del>\(run("丙"))", "丙"),
    ("<w:moveFrom>\(run("乙"))</w:moveFrom><w:moveTo>\(run("丁"))</w:moveTo>", "丁"),
    ("<w:hyperlink>\(run("甲"))</w:hyperlink><w:smartTag>\(run("乙"))</w:smartTag>", "甲乙"),
    ("<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>\(run("甲"))</w:sdtContent></w:sdt>", "甲"),
    (
      "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        + "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>\(run("4"))", "4"
    ),
    ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>乙</w:t></w:r>\(run("甲"))", "甲"),
    ("<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>甲</w:t></w:r>", "甲"),
    ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:noBreakHyphen/></w:r>", "甲⏎乙-"),
    (
      "<w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>",
      "a\tb"
    ),
    (
      "<w:r><w:ruby><w:rt>\(run("pin"))</w:rt><w:rubyBase>\(run("拼"))</w:rubyBase></w:ruby></w:r>",
      "拼"
    ),
    ("<w:r><w:t>a&amp;b&#x25A1;</w:t></w:r>", "a&b□"),
  ])
  func `only what is shown is read`(runs: String, text: String) throws {
    #expect(try WordText.document("<w:p>\(runs)</w:p>").texts == [text])
  }

  @Test func `of alternate contents one is read, and a text box after its paragraph`() throws {
    let box = "<w:txbxContent><w:p>\(Self.run("框"))</w:p></w:txbxContent>"
    let body = """
      <w:p>\(Self.run("甲"))<w:r><mc:AlternateContent><mc:Choice Requires="wps">\(box)</mc:Choice>\
      <mc:Fallback><w:pict>\(box)</w:pict></mc:Fallback></mc:AlternateContent></w:r>\
      \(Self.run("乙"))</w:p>
      """
    #expect(try WordText.document(body).texts == ["甲乙", "框"])
  }

  @Test func `a paragraph whose mark was deleted runs on into the next`() throws {
    let body = """
      <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>\(Self.run("甲"))</w:p><w:p>\(Self.run("乙"))</w:p>
      """
    #expect(try WordText.document(body).texts == ["甲乙"])
  }

  @Test func `a deleted row is gone, merged cells and spans are told`() throws {
    let cell = { (properties: String, text: String) in
      "<w:tc><w:tcPr>\(properties)</w:tcPr><w:p>\(Self.run(text))</w:p></w:tc>"
    }
    let table = """
      <w:tbl><w:tr>\(cell("<w:gridSpan w:val=\"3\"/><w:vMerge w:val=\"restart\"/>", "甲"))</w:tr>\
      <w:tr><w:trPr><w:del/></w:trPr>\(cell("", "乙"))</w:tr>\
      <w:tr>\(cell("<w:vMerge/>", ""))\(cell("", "丙"))</w:tr></w:tbl>
      """
    guard case .table(let found)? = try WordText.document(table).blocks.first else {
      Issue.record("no table")
      return
    }
    #expect(found.rows.map(\.cells.count) == [1, 2])
    #expect(found.rows[0].cells[0].columns == 3)
    #expect(found.rows.flatMap(\.cells).map(\.merge) == [.start, .continued, .none])
  }

  @Test func `another prefix and the strict format's namespace are the same`() throws {
    let body = """
      <x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:r>\
      <x:t>甲</x:t></x:r></x:p></x:body></x:document>
      """
    let relations = """
      <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
      <Relationship Id="1" Target="/word/document2.xml" \
      Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"/></Relationships>
      """
    let document = try WordDocument(parts: [
      "_rels/.rels": Array(relations.utf8), "word/document2.xml": Array(body.utf8),
    ])
    #expect(document.texts == ["甲"])
  }

  static let wingdings2 =
    "<w:rPr><w:rFonts w:ascii=\"Wingdings 2\" w:hAnsi=\"Wingdings 2\"/></w:rPr>"
  static let style = """
    <w:style w:styleId="a"><w:rPr><w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/></w:rPr>\
    </w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>
    """

  @Test(arguments: [
    "<w:r><w:sym w:font=\"Wingdings 2\" w:char=\"F052\"/></w:r>",
    "<w:r><w:sym w:font=\"Wingdings 2\" w:char=\"0052\"/></w:r>",
    "<w:r>\(wingdings2)<w:t>R</w:t></w:r>",
    "<w:r>\(wingdings2)<w:t>\u{F052}</w:t></w:r>",
    "<w:r><w:rPr><w:rStyle w:val=\"b\"/></w:rPr><w:t>R</w:t></w:r>",
    "<w:pPr><w:pStyle w:val=\"a\"/></w:pPr><w:r><w:t>R</w:t></w:r>",
  ])
  func `a letter in a symbol font is a symbol, however the font is set`(runs: String) throws {
    let symbol = WordDocument.Symbol(font: "Wingdings 2", code: 0x52)
    #expect(try WordText.pieces(runs, styles: Self.style) == [.symbol(symbol)])
  }

  @Test func `ideographs in a run with a symbol font stay text`() throws {
    let pieces = try WordText.pieces("<w:r>\(Self.wingdings2)<w:t>£否</w:t></w:r>")
    let box = WordDocument.Symbol(font: "Wingdings 2", code: 0xA3)
    #expect(pieces == [.symbol(box), .text("否")])
  }

  @Test(arguments: [
    ("<w:checked/>", true), ("<w:checked w:val=\"1\"/>", true), ("<w:checked w:val=\"0\"/>", false),
    ("<w:default w:val=\"1\"/>", true),
    ("<w:default w:val=\"1\"/><w:checked w:val=\"false\"/>", false),
    ("", false),
  ])
  func `a form field's box has its own state or the default`(state: String, isTicked: Bool) throws {
    let field = """
      <w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:sizeAuto/>\(state)</w:checkBox>\
      </w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>\
      <w:r><w:fldChar w:fldCharType="end"/></w:r>
      """
    let box = WordDocument.Box(isTicked: isTicked, shown: nil)
    #expect(try WordText.pieces(field) == [.box(box)])
  }

  @Test(arguments: [("1", true), ("true", true), ("on", true), ("0", false), ("false", false)])
  func `a content control's box has its state and the mark that it shows`(
    value: String, isTicked: Bool
  ) throws {
    let control = """
      <w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="\(value)"/></w14:checkbox></w:sdtPr>\
      <w:sdtContent>\(Self.run("☒是"))</w:sdtContent></w:sdt>\(Self.run("否"))
      """
    let box = WordDocument.Box(isTicked: isTicked, shown: .character("☒"))
    #expect(try WordText.pieces(control) == [.box(box), .text("是否")])
  }
}
