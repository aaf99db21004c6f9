public import ArgumentParser
import Desk
public import Reports

extension PackageDifference.Format: EnumerableFlag {}

/// In which format a report is wanted, and where.
struct ReportOptions<Format: EnumerableFlag & RawRepresentable<String> & Sendable>:
  ParsableArguments
{
  @Flag(
    exclusivity: .exclusive,
    help: ArgumentHelp(
      say(
        "报告的格式（默认文本；也可由 -o 的扩展名决定）", "The report's format (default: text, or by the ending of -o).")
    ))
  var flag: Format?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      say("把报告写入文件，代替以前的报告", "Write the report to a file, in place of an earlier one."),
      valueName: "file"))
  var output: String?

  /// The format that is asked for, or else the one of the file's ending; nil where neither is given.
  var format: Format? { flag ?? output.flatMap(Self.format(of:)) }

  private static func format(of file: String) -> Format? {
    if let format = ReportFormat(fileName: file) { return Format(rawValue: format.rawValue) }
    return file.lowercased().hasSuffix(".xlsx") ? Format(rawValue: "xlsx") : nil
  }

  func validate() throws {
    guard let output else { return }
    guard let byName = Self.format(of: output), flag == nil || flag == byName else {
      let endings = Format.allCases.map { $0.rawValue == "text" ? ".txt" : ".\($0.rawValue)" }
      let others = endings.dropLast()
      let last = endings.last ?? ""
      throw ValidationError(
        say(
          "-o 的文件名要以 \(others.joined(separator: "、")) 或 \(last) 结尾，并与所选格式一致",
          "the file name of -o must end in \(others.joined(separator: ", ")) or \(last), as the format does"
        ))
    }
  }

  /// Makes sure, before the work, that no evidence is in the report's place.
  func checkTarget() throws {
    if let output { try ReportTarget.check(output) }
  }

  func deliver(_ report: [UInt8], _ console: Console) throws {
    if let output { try console.deliver(report, to: output) }
  }

  func deliver(_ report: String, _ console: Console) throws {
    try console.deliver(report, to: output, replacing: true)
  }
}
