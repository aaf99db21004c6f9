/// The styles of the documents that ``WordPaper`` writes.
enum PaperStyles {
  private struct Style {
    var id: String
    var name: String
    /// In points.
    var size: Int
    var isBold = false
    var isCentred = false
    var isRight = false
    var isSans = false
    /// Whether it is set in 仿宋, as the body of official documents is.
    var isFangSong = false
    /// Whether it is red over a red rule.
    var isLetterhead = false
    /// Whether its first line is indented by two characters.
    var isIndented = false
    /// Before and after, in twentieths of a point.
    var space = (0, 0)
    var isHeading = false
  }

  private static let styles = [
    Style(id: "Normal", name: "Normal", size: 11),
    Style(
      id: "Title", name: "Title", size: 20, isBold: true, isCentred: true, isSans: true,
      space: (0, 160)),
    Style(id: "Lines", name: "Lines", size: 11, isCentred: true, space: (0, 60)),
    Style(
      id: "Letterhead", name: "Letterhead", size: 22, isBold: true, isCentred: true, isSans: true,
      isLetterhead: true, space: (0, 360)),
    Style(id: "Addressee", name: "Addressee", size: 16, isFangSong: true, space: (240, 60)),
    Style(id: "Body", name: "Body", size: 16, isFangSong: true, isIndented: true, space: (0, 120)),
    Style(
      id: "Signature", name: "Signature Block", size: 16, isRight: true, isFangSong: true,
      space: (240, 0)),
    Style(
      id: "Heading", name: "Table Heading", size: 10, isBold: true, isCentred: true, isSans: true),
    Style(id: "Cell", name: "Table Cell", size: 10),
    Style(id: "Figure", name: "Table Figure", size: 10, isCentred: true),
    Style(id: "Section", name: "Cover Section", size: 16, isCentred: true, space: (2_400, 600)),
    Style(
      id: "Number", name: "Cover Number", size: 48, isBold: true, isCentred: true, isSans: true,
      space: (600, 400)),
    Style(
      id: "Heading1", name: "heading 1", size: 22, isBold: true, isCentred: true, isSans: true,
      space: (0, 900), isHeading: true),
    Style(id: "Files", name: "Cover Files", size: 12, isCentred: true, space: (0, 60)),
    Style(id: "Footer", name: "footer", size: 9, isCentred: true),
  ]

  /// The part `word/styles.xml`, given the namespace's declaration.
  static func part(_ namespace: String) -> String {
    "<w:styles \(namespace)><w:docDefaults><w:rPrDefault><w:rPr>\(fonts(isSans: false))"
      + "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault></w:docDefaults>"
      + styles.map(xml).joined() + "</w:styles>"
  }

  private static func fonts(isSans: Bool, isFangSong: Bool = false) -> String {
    let (latin, chinese) =
      isSans
      ? ("Arial", "SimHei") : ("Times New Roman", isFangSong ? "FangSong" : "SimSun")
    return "<w:rFonts w:ascii=\"\(latin)\" w:hAnsi=\"\(latin)\" w:eastAsia=\"\(chinese)\"/>"
  }

  private static let rule =
    "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"6\" w:color=\"C00000\"/></w:pBdr>"

  private static func xml(_ style: Style) -> String {
    let isDefault = style.id == "Normal" ? " w:default=\"1\"" : ""
    let (before, after) = style.space
    return """
      <w:style w:type="paragraph"\(isDefault) w:styleId="\(style.id)"><w:name w:val="\(style.name)"/>\
      \(isDefault.isEmpty ? "<w:basedOn w:val=\"Normal\"/>" : "")<w:qFormat/>\
      <w:pPr>\(style.isLetterhead ? rule : "")<w:spacing w:before="\(before)" w:after="\(after)"/>\
      \(style.isIndented ? "<w:ind w:firstLineChars=\"200\" w:firstLine=\"\(40 * style.size)\"/>" : "")\
      \(style.isCentred ? "<w:jc w:val=\"center\"/>" : style.isRight ? "<w:jc w:val=\"right\"/>" : "")\
      \(style.isHeading ? "<w:outlineLvl w:val=\"0\"/>" : "")</w:pPr>\
      <w:rPr>\(fonts(isSans: style.isSans, isFangSong: style.isFangSong))\
      \(style.isBold ? "<w:b/>" : "")\(style.isLetterhead ? "<w:color w:val=\"C00000\"/>" : "")\
      <w:sz w:val="\(2 * style.size)"/></w:rPr></w:style>
      """
  }
}
