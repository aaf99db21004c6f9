import ArgumentParser
import Desk
import Reports
import Volume

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
        evpack catalogue 福清电子 -o 佐证材料目录.docx --volume 合订本.pdf
      """,
      """
      Lists by number what each requirement is proven by, with pages and the beginning of the
      SHA-256, and what is missing.

      Examples:
        evpack catalogue fuqing -o catalogue.docx
        evpack catalogue fuqing.tar -o catalogue.xlsx
        evpack catalogue fuqing -o catalogue.docx --volume volume.pdf
      """))

  @OptionGroup var source: PaperSource
  @OptionGroup var target: PaperTarget
  @Option(
    help: ArgumentHelp(
      say(
        "合订本（evpack volume 做的 PDF）：目录里加上起止页",
        "The bound volume (a PDF by evpack volume), whose page numbers are told."),
      valueName: "pdf"))
  var volume: String?

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
    let volume = try volume.map { try VolumeRecord(at: $0) }
    let papers = try source.papers(for: target, console)
    if let volume {
      let lacking = papers.lacking(in: volume)
      if lacking > 0 {
        console.remark(
          console.say(
            "有 \(lacking) 个文件不在这个合订本里，起止页空着；材料有改动时请重做合订本，或做补充册",
            "files that are not in that volume, and have no pages: \(lacking); bind it anew, or a supplement"
          ))
      }
    }
    return try target.deliver(
      papers.catalogue(as: format, console.language, on: try Today.text(), volume: volume),
      console)
  }
}
