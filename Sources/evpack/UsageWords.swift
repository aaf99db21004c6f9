import Reports

/// What swift-argument-parser says of commands, options and wrong usage, in Chinese.
///
/// The library has no translations: each of its sentences is known by its fixed words, and a test
/// holds every kind of them, so that another version can't bring English back unseen.
enum UsageWords {
  /// - Parameter text: a help screen, or what is said of a wrong use, with the usage below it.
  static func inChinese(_ text: String) -> String {
    var isTable = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if line.hasSuffix("S:") { isTable = true }
      return translated(String(line), isRow: isTable)
    }.joined(separator: "\n")
  }

  private static func translated(_ line: String, isRow: Bool) -> String {
    for (heading, words) in headings where line.hasPrefix(heading) {
      return words + withPlaceholders(String(line.dropFirst(heading.count)))
    }
    if isRow, let row = line.wholeMatch(of: #/  (\S.*?)(  +)(\S.*)/#) {
      return tableRow(String(row.1), columns: row.1.count + row.2.count, String(row.3))
    }
    return withPlaceholders(sentence(line) ?? (isRow ? explanation(line) : line))
  }

  private static let headings = [
    ("OVERVIEW: ", ""), ("USAGE: ", "用法："), ("Usage: ", "用法："), ("ARGUMENTS:", "参数："),
    ("OPTIONS:", "选项："), ("SUBCOMMANDS:", "命令："), ("Help:  ", "说明："),
  ]

  /// One option or command, its explanation beginning where that of the others does.
  private static func tableRow(_ label: String, columns: Int, _ words: String) -> String {
    let label = withPlaceholders(label)
    let width = label.unicodeScalars.reduce(0) { $0 + ($1.isWide ? 2 : 1) }
    let gap = String(repeating: " ", count: max(2, columns - width))
    return "  \(label)\(gap)\(explanation(words))"
  }

  private static func explanation(_ words: String) -> String {
    switch words {
    case "Show the version.": return "显示版本"
    case "Show help information.": return "显示帮助"
    default: return words.replacing(#/ ?\(default: [^)]*\)$/#, with: "")
    }
  }

  private static func sentence(_ line: String) -> String? {
    if let more = line.wholeMatch(of: #/  See '(.*)' for (?:more information|detailed help)\./#) {
      return "  详见 \(more.1)"
    }
    let prefix = "evpack: "
    guard line.hasPrefix(prefix) || line.hasPrefix("   or: ") else { return nil }
    let isOther = !line.hasPrefix(prefix)
    let message = String(line.dropFirst(isOther ? 7 : prefix.count))
    return refusal(message).map { (isOther ? "   或者：" : prefix) + $0 }
  }

  /// Why a line of commands was refused (`ErrorMessageGenerator` of swift-argument-parser 1.8.2).
  private static func refusal(_ message: String) -> String? {
    if let found = message.wholeMatch(of: #/Unknown option '(.*)'\. Did you mean '(.*)'\?/#) {
      return "没有选项 \(found.1)；是不是 \(found.2)？"
    }
    if let found = message.wholeMatch(of: #/Unknown option '(.*)'/#) { return "没有选项 \(found.1)" }
    if let found = message.wholeMatch(of: #/Missing value for '(\S*)(.*)'(?: in '(.*)')?/#) {
      return "选项 \(found.1) 后面要写内容" + (found.2.isEmpty ? "" : "：\(found.2.dropFirst())")
    }
    if let found = message.wholeMatch(of: #/Missing expected argument '(.*)'/#) {
      return "缺少 \(found.1)"
    }
    if let found = message.wholeMatch(of: #/Missing one of: '(.*)'/#) {
      return "要写其中一个：\(found.1.replacing("', '", with: "、"))"
    }
    if let found = message.wholeMatch(
      of: #/(?:\d+ unexpected arguments: |Unexpected argument )'(.*)'/#)
    {
      return "不认识“\(found.1.replacing("', '", with: "”“"))”：命令写错了，或者多写了"
    }
    if let found = message.wholeMatch(
      of: #/The option '(.*)' does not take any value, but '(.*)' was specified\./#)
    {
      return "选项 \(found.1) 后面不写内容，却写了“\(found.2)”"
    }
    if let found = message.wholeMatch(of: #/The value '(.*)' is invalid for '(.*?)'(.*)/#) {
      let values = found.3.wholeMatch(of: #/\. Please provide one of (.*)\./#).map { listed in
        "，可以是 " + listed.1.matches(of: #/'([^']*)'/#).map { String($0.1) }.joined(separator: "、")
      }
      return "\(found.2) 不能是“\(found.1)”\(values ?? "")"
    }
    if let found = message.wholeMatch(
      of: #/Value to be set with flag '(.*)' had already been set with flag '(.*)'/#)
    {
      return "\(found.2) 和 \(found.1) 只能用一个"
    }
    if let found = message.wholeMatch(of: #/Invalid option: (.*)/#) { return "没有选项 \(found.1)" }
    if message == "Missing required subcommand." { return "要写明命令" }
    if let found = message.wholeMatch(of: #/Can't generate completion scripts for '(.*)'\./#) {
      return "没有为“\(found.1)”准备补全脚本"
    }
    if message == "Can't autodetect a supported shell." { return "认不出用的是哪种命令行" }
    return nil
  }

  /// What stands for something to be written, by its name in the sources.
  private static let placeholders = [
    "copies": "份数", "dir": "文件夹", "directory": "文件夹", "dir|package": "文件夹|材料包", "docx": "申报表.docx",
    "file": "文件", "file.html": "文件.html", "file.tar": "文件.tar", "file|dir": "文件|文件夹",
    "form": "申报表", "id": "编号", "key": "密钥", "n": "数字", "new": "新材料包", "note": "说明",
    "number": "编号", "old": "原材料包", "options": "选项", "package": "材料包", "package|number": "材料包|编号",
    "pages": "页数", "pdf": "合订本.pdf",
    "place": "位置", "port": "端口", "role": "身份", "size": "大小", "subcommand": "命令", "url": "网址",
    "shell": "命令行",
  ]

  private static func withPlaceholders(_ line: String) -> String {
    line.replacing(#/<([a-z.|]+)>/#) { match in
      "<\(placeholders[String(match.1)] ?? String(match.1))>"
    }
  }
}

extension Unicode.Scalar {
  /// Whether a terminal gives it two columns: Chinese, and its marks (UAX #11).
  fileprivate var isWide: Bool {
    (0x1100...0x115F).contains(value) || (0x2E80...0xFFE6).contains(value)
  }
}
