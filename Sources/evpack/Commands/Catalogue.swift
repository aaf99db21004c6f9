import ArgumentParser
import Desk
import Reports

struct Catalogue: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "catalogue",
    abstract: say(
      "写出佐证材料目录（Word、Excel 或网页）", "Write the catalogue of evidence for Word, Excel or as a page."),
    discussion: say(
      """
      目录按编号列出每项佐证要求和它的文件、页数、SHA-256 前 16 位，缺的也列出。

      示例：
        evpack catalogue 福清电子 -o 佐证材料目录.docx
        evpack catalogue 福清电子.tar -o 佐证材料目录.xlsx
      """,
      """
      Lists by number what each requirement is proven by, with pages and the beginning of the
      SHA-256, and what is missing.

      Examples:
        evpack catalogue fuqing -o catalogue.docx
        evpack catalogue fuqing.tar -o catalogue.xlsx
      """))

  @OptionGroup var source: PaperSource
  @OptionGroup var target: PaperTarget
  @OptionGroup var common: CommonOptions

  private var format: Papers.CatalogueFormat? {
    Papers.CatalogueFormat(rawValue: target.ending)
  }

  func validate() throws {
    if format == nil {
      throw ValidationError(
        say(
          "-o 的文件名要以 .docx、.xlsx 或 .html 结尾",
          "the file name of -o must end in .docx, .xlsx or .html"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    guard let format else { return .failed }
    let papers = try source.papers(for: target, console)
    return try target.deliver(
      papers.catalogue(as: format, console.language, on: try Today.text()), console)
  }
}
