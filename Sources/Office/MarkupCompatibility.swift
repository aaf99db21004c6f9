/// Which extensions of its format Word understands (ECMA-376-3, Markup Compatibility).
///
/// Of `AlternateContent` it shows the first `Choice` all of whose namespaces it understands, else
/// the `Fallback`; elements that it doesn't understand it leaves out.
enum MarkupCompatibility {
  /// Whether Word understands the elements of a namespace, by its address.
  static func isUnderstood(_ address: String) -> Bool {
    namespaces.contains(address) || families.contains { address.hasPrefix($0) }
  }

  /// What the standards define, transitional and strict, and what came with Office before 2007.
  private static let families = [
    "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/",
    "urn:schemas-microsoft-com:",
  ]

  /// The extensions of [MS-DOCX] §2.1 and of the drawings in it ([MS-ODRAWXML] §2.1).
  private static let namespaces: Set<String> = Set(
    [
      "2006/wordml", "2010/wordml", "2010/wordprocessingCanvas", "2010/wordprocessingDrawing",
      "2010/wordprocessingGroup", "2010/wordprocessingInk", "2010/wordprocessingShape",
      "2012/wordml", "2012/wordprocessingDrawing", "2015/wordml/symex", "2016/wordml/cid",
      "2018/wordml", "2018/wordml/cex", "2020/wordml/sdtdatahash", "2023/wordml/word16du",
      "2024/wordml/sdtformatlock",
    ].map { "http://schemas.microsoft.com/office/word/" + $0 }
      + [
        "2007/8/2/chart", "2008/diagram", "2010/chartDrawing", "2010/compatibility",
        "2010/diagram", "2010/main", "2010/picture", "2010/slicer", "2012/chart",
        "2012/chartStyle", "2012/main", "2012/timeslicer", "2013/main/command", "2014/chart",
        "2014/chartex", "2014/main", "2015/9/8/chartex", "2015/10/21/chartex",
        "2016/5/9/chartex", "2016/5/10/chartex", "2016/5/11/chartex", "2016/5/12/chartex",
        "2016/5/13/chartex", "2016/5/14/chartex", "2016/11/diagram", "2016/11/main",
        "2016/12/diagram", "2016/ink", "2016/SVG/main", "2017/03/chart", "2017/decorative",
        "2017/model3d", "2018/animation", "2018/hyperlinkcolor", "2021/scriptlink", "2022/svg",
      ].map { "http://schemas.microsoft.com/office/drawing/" + $0 }
      + [
        "http://schemas.microsoft.com/office/2019/extlst",
        "http://schemas.microsoft.com/ink/2010/main",
        "http://www.w3.org/2003/InkML",
        "http://www.w3.org/1998/Math/MathML",
        "http://schemas.microsoft.com/office/thememl/2012/main",
        "http://www.wps.cn/officeDocument/2013/wpsCustomData",
      ])
}
