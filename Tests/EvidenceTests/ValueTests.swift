import Testing

@testable import Evidence

struct ValueTests {
  @Test(arguments: [
    // The example of a Word count, and the form's own units.
    ("使用 Adobe Photoshop 打开图片", 8), ("2025年", 2), ("", 0), ("   ", 0), ("，。", 2),
    ("ＡＢ", 2), ("a\u{3000}b", 2),
  ])
  func `a text is as long as Word counts it`(text: String, count: Int) {
    #expect(WordCount(text).least == count)
    #expect(WordCount(text).most == count)
  }

  @Test func `curly quotes are counted both ways`() {
    #expect(WordCount("“甲”").least == 3)
    #expect(WordCount("a“b").least == 1)
    #expect(WordCount("a“b").most == 3)
  }

  @Test(arguments: [
    ("86.52", 86.52, 2, ""), ("1,260.00", 1260, 2, ""), ("62家", 62, 0, "家"),
    ("-2.18", -2.18, 2, ""),
    ("１２.５％", 12.5, 1, "%"), ("约18", 18, 0, ""), (" 46 个 ", 46, 0, "个"),
    ("0.62吨/万元", 0.62, 2, "吨/万元"),
  ])
  func `a figure is read as it is typed`(
    text: String, value: Double, decimals: Int, unit: String
  ) throws {
    let figure = try #require(Figure(text))
    #expect(figure.value == value)
    #expect(figure.decimals == decimals)
    #expect(figure.unit == unit)
  }

  @Test(arguments: [
    "", "无", "3家5", "1.2.3", "12-15", "家12", "--", "出口50个", String(repeating: "9", count: 400),
  ])
  func `what is not plainly one figure is none`(text: String) {
    #expect(Figure(text) == nil)
  }

  @Test(arguments: [
    ("3-3-1 技术路线图.pdf", "3-3-1"), ("3-1", "3-1"), ("５－１截图.png", "5-1"), ("7-2（信息）.zip", "7-2"),
    ("2—1.pdf", "2-1"),
  ])
  func `a name's number is read`(name: String, number: String) {
    #expect(Requirement.Number(prefixOf: name)?.description == number)
  }

  @Test(arguments: ["三、创新", "附件1.pdf", "2026-4-15 照片.jpg", "3 清单.xlsx", "-1.pdf", "3-.pdf", ""])
  func `a name without a number has none`(name: String) {
    #expect(Requirement.Number(prefixOf: name) == nil)
  }

  @Test(arguments: [
    ("", PackagePath.Problem.empty), ("/a", .absolute), ("a//b", .emptyComponent),
    ("a/../b", .dotComponent), ("./a", .dotComponent), ("a\nb", .controlCharacter),
    ("a\\b", .backslash), ("a/", .emptyComponent),
    (String(repeating: "长", count: 86), .componentTooLong),
  ])
  func `a path that could lead astray is refused`(path: String, problem: PackagePath.Problem) {
    #expect(throws: problem) { try PackagePath(path) }
  }

  @Test func `composed and decomposed names are two paths`() throws {
    let composed = try PackagePath("\u{E9}.pdf")
    let decomposed = try PackagePath("e\u{301}.pdf")
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect(throws: PackagePath.Problem.notUTF8) { try PackagePath(bytes: [0xB8, 0xA3]) }
  }
}
