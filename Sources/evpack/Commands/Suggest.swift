import ArgumentParser
import Desk
import Evidence
import Glibc
import Reports

struct Suggest: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest",
    abstract: say("为没有关联的文件推荐佐证要求", "Suggest requirements for files that nothing is linked to."),
    discussion: say(
      """
      按名称里的编号和词语，以及 Word 文件里的标题来推荐，只是建议，不移动也不改名。
      --apply 关联“确定”的；在终端里运行时，其余的逐个问您。

      示例：
        evpack suggest 福清电子
        evpack suggest 福清电子 --apply
        evpack suggest 福清电子 --from 收到的文件
      """,
      """
      It goes by numbers and words in the names, and by the titles inside Word files. Nothing is moved
      or renamed. --apply links what is certain; on a terminal it asks about the others.

      Examples:
        evpack suggest fuqing
        evpack suggest fuqing --apply
        evpack suggest fuqing --from received
      """))

  @Argument(
    help: ArgumentHelp(say("材料文件夹（默认当前文件夹）", "The folder (default: this one)."), valueName: "dir"))
  var folder = "."

  @Option(
    help: ArgumentHelp(
      say("看哪个文件夹里的文件（默认材料文件夹的“佐证材料”）", "The folder with the files (default: the dossier's 佐证材料)."),
      valueName: "dir"))
  var from: String?

  @Flag(help: ArgumentHelp(say("关联确定的，其余的逐个问", "Link what is certain, ask about the rest.")))
  var apply = false

  @Flag(help: ArgumentHelp(say("输出 JSON", "Print JSON.")))
  var json = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if apply, json {
      throw ValidationError(say("--apply 和 --json 只能选一个", "choose either --apply or --json"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    let report = try Suggesting.suggest(folder, from: from)
    if json {
      try console.print(report.json(console.language))
      return .well
    }
    guard apply else {
      try console.print(report.text(console.language, colour: Console.isColoured))
      return .well
    }
    guard report.canLink else {
      try console.print(report.text(console.language, colour: Console.isColoured))
      console.complain(
        console.say(
          "没有关联任何文件：它们在材料文件夹以外", "nothing was linked: the files lie outside of the dossier"))
      return .failed
    }
    let links = report.certainLinks
    try Linking.add(links, in: folder)
    for link in links {
      try console.print("\(link.requirement) ← \(console.shown(link.attachment.description))")
    }
    try console.print(
      console.say("已关联确定的 \(links.count) 处", "linked as certain: \(links.count)"))
    let open = report.open
    if open.isEmpty { return .well }
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      console.complain(
        console.say(
          "还有 \(open.count) 个文件要由您来定", "files for you to decide on: \(open.count)"),
        hint: console.say(
          "在终端里运行 evpack suggest \(folder) --apply 逐个选定，或用 evpack link 关联",
          "run evpack suggest \(folder) --apply on a terminal, or use evpack link"))
      return .well
    }
    try ask(open, report, console)
    return .well
  }

  // MARK: Asking

  private enum Reply {
    case skip, stop, more
    case links([Requirement.Number])
    case unclear
  }

  private func ask(
    _ open: [SuggestionReport.Item], _ report: SuggestionReport, _ console: Console
  ) throws {
    let prompt = console.say(
      "选哪项？输入序号或编号，几项用空格隔开；回车跳过，? 列出还缺的要求，q 结束：",
      "Which? Type the choice or the requirement's number, several with blanks; Enter skips, ? lists what is missing, q stops: "
    )
    for (index, item) in open.enumerated() {
      try console.print("\n[\(index + 1)/\(open.count)] " + report.question(item, console.language))
      asking: while true {
        try console.ask(prompt)
        guard let line = readLine() else { return try console.print("") }
        switch reply(line, item, report) {
        case .skip: break asking
        case .stop: return
        case .more: try console.print(report.missingList(console.language))
        case .unclear:
          try console.print(
            console.say(
              "没看懂。请输入上面的序号，或像 3-3-1 这样的编号",
              "Not understood: a choice above, or a number such as 3-3-1"))
        case .links(let numbers):
          guard let path = try? PackagePath(item.path) else { break asking }
          // Each answer is kept at once, so that none is lost when the terminal goes away.
          try Linking.add(
            numbers.map { EvidenceLink(requirement: $0, attachment: path) }, in: folder)
          for number in numbers { try console.print("\(number) ← \(console.shown(item.path))") }
          break asking
        }
      }
    }
  }

  private func reply(
    _ line: String, _ item: SuggestionReport.Item, _ report: SuggestionReport
  ) -> Reply {
    let words = line.split { " ,，、\t\u{3000}".contains($0) }
    guard let first = words.first else { return .skip }
    if words.count == 1, ["q", "Q", "ｑ"].contains(first) { return .stop }
    if words.count == 1, ["?", "？"].contains(first) { return .more }
    var numbers: [Requirement.Number] = []
    let known = Set(report.form.requirements.map(\.number))
    for word in words {
      if let choice = Int(word), item.suggestions.indices.contains(choice - 1) {
        numbers.append(item.suggestions[choice - 1].requirement)
      } else if let number = Requirement.Number(prefixOf: String(word)), known.contains(number) {
        numbers.append(number)
      } else {
        return .unclear
      }
    }
    return .links(numbers)
  }
}
