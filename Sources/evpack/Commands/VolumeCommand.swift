import ArgumentParser
import Desk
import Reports
import Volume

struct VolumeCommand: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "volume",
    abstract: say(
      "做合订本：一个编好页码的 PDF，用来装订和上传", "Bind everything into one PDF with page numbers."),
    discussion: say(
      """
      封面、目录、申报表、隔页和全部佐证材料合成一个 PDF：每页有页码，目录写明起止页，缺的写“无”。
      印不出来的文件（例如压缩包）占一页说明；与电子文件不一样的地方列在最后。
      怎样装订可以写在 dossier.yaml 的 volume 里，也可以在这里指定。

      示例：
        evpack volume 福清电子 -o 合订本.pdf
        evpack volume 福清电子.tar -o 合订本.pdf --copies 4
        evpack volume 福清电子 -o 合订本.pdf --split-size 100MB
        evpack volume 福清电子 -o 合订本上传用.pdf --small
        evpack volume 福清电子 -o 补充册.pdf --supplement 合订本.pdf
      """,
      """
      Cover, contents, the form, dividers and all evidence in one PDF: every page has its number, the
      contents tell each document's pages, and what is missing. A file that can't be printed has a
      page that says so; the last page lists what differs from the files. How it is bound can stand
      in dossier.yaml under volume, or be said here.

      Examples:
        evpack volume fuqing -o volume.pdf
        evpack volume fuqing.tar -o volume.pdf --copies 4
        evpack volume fuqing -o volume.pdf --split-size 100MB
        evpack volume fuqing -o upload.pdf --small
        evpack volume fuqing -o supplement.pdf --supplement volume.pdf
      """))

  @OptionGroup var source: PaperSource
  @OptionGroup var target: PaperTarget
  @OptionGroup var binding: BindingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if target.ending != "pdf" {
      throw ValidationError(
        say("-o 的文件名要以 .pdf 结尾", "the file name of -o must end in .pdf"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    try ReportTarget.check(target.output)
    let split = try binding.split()
    var volume = try console.follow(console.say("正在读取", "reading")) { progress, isCancelled in
      try VolumeBinding(
        of: source.source, form: source.form, at: Today.now, progress: progress,
        isCancelled: isCancelled)
    }
    binding.apply(to: &volume.settings)
    if let earlier = binding.supplement { try volume.supplement(earlier) }
    let line = ProgressLine(console.say("正在装订", "binding"))
    defer { line?.end() }
    let outcome = try volume.make(
      target.output, console.language, on: try Today.text(), split: split,
      by: Service.makeVolume.program,
      progress: { line?.show(pages: $0, of: $1) }, isCancelled: { Interruption.isRequested })
    line?.end()
    for (file, pages) in zip(outcome.files, outcome.summary.parts) {
      console.remark(
        console.say("已写入 \(file)（\(pages) 页）", "wrote \(file) (\(pages) pages)"))
    }
    for remark in outcome.summary.remarks { console.remark(remark) }
    return .well
  }
}

/// How a volume is bound, where it is not as the dossier says.
struct BindingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      say("每册不超过这么多页", "Split it into parts of no more pages than this."),
      valueName: "pages"))
  var splitPages: Int?

  @Option(
    help: ArgumentHelp(
      say("每册不超过这么大，例如 100MB", "Split it into parts no larger than this, as 100MB."),
      valueName: "size"))
  var splitSize: String?

  @Option(
    help: ArgumentHelp(
      say("印在封面上的份数", "How many copies are bound; printed on the cover."),
      valueName: "copies"))
  var copies: Int?

  @Option(
    help: ArgumentHelp(
      say("单面或双面打印：one 或 two（默认 two）", "Print on one side or two (default: two)."),
      valueName: "one|two"), transform: choice)
  var sides: Sides?

  @Option(
    help: ArgumentHelp(
      say(
        "从右页开始的：none、requirement（每项）或 file（每个文件）",
        "What starts on a right-hand page: none, requirement or file."),
      valueName: "none|requirement|file"),
    transform: choice)
  var rightHand: VolumeSettings.RightHandStarts?

  @Option(
    help: ArgumentHelp(
      say("页码的位置：outer（外侧）、right 或 center", "Where the numbers stand: outer, right or center."),
      valueName: "outer|right|center"), transform: choice)
  var numbers: VolumeSettings.NumberPosition?

  @Option(
    help: ArgumentHelp(
      say("比 A4 大的页：fit 缩小，keep 保持原样", "Pages larger than A4: fit shrinks them, keep does not."),
      valueName: "fit|keep"), transform: choice)
  var largePages: VolumeSettings.LargePages?

  @Flag(help: ArgumentHelp(say("不要隔页", "No dividers.")))
  var noDividers = false

  @Flag(
    help: ArgumentHelp(
      say(
        "供网上上传：照片和扫描件缩小到约 150 dpi，封面上注明",
        "For uploading: pictures are reduced to about 150 dpi, as the cover says.")))
  var small = false

  @Option(
    help: ArgumentHelp(
      say(
        "做补充册：只装这个合订本里没有的材料，页码接着编",
        "A supplement: only what is not in this volume is bound, and its numbers go on."),
      valueName: "pdf"))
  var supplement: String?

  enum Sides: String, CaseIterable { case one, two }

  func validate() throws {
    _ = try split()
    if let copies, !(1...VolumeSettings.mostCopies).contains(copies) {
      throw ValidationError(
        say(
          "份数是 1 到 \(VolumeSettings.mostCopies)", "copies are 1 to \(VolumeSettings.mostCopies)"))
    }
  }

  func split() throws -> VolumeSplit {
    switch (splitPages, splitSize) {
    case (nil, nil): return .whole
    case (let pages?, nil):
      guard pages >= Self.fewestPages else {
        throw ValidationError(
          say(
            "每册至少 \(Self.fewestPages) 页", "a part has \(Self.fewestPages) pages at least"))
      }
      return .pages(pages)
    case (nil, let size?):
      guard let bytes = Self.bytes(size), bytes >= Self.fewestBytes else {
        throw ValidationError(
          say("大小写成 100MB 这样，至少 2MB", "write the size as 100MB; 2MB at least"))
      }
      return .bytes(bytes)
    default:
      throw ValidationError(
        say("--split-pages 和 --split-size 只能用一个", "--split-pages does not go with --split-size"))
    }
  }

  private static let fewestPages = 10
  private static let fewestBytes: Int64 = 2_000_000

  /// Reads `100MB`; units are of 1000, so that a part is never over the limit of an office that counts
  /// by 1024.
  static func bytes(_ text: String) -> Int64? {
    let text = text.uppercased()
    let digits = text.prefix { ("0"..."9").contains($0) }
    let units: [String: Int64] = [
      "": 1, "B": 1, "K": 1_000, "KB": 1_000, "M": 1_000_000, "MB": 1_000_000,
      "G": 1_000_000_000, "GB": 1_000_000_000,
    ]
    guard let number = Int64(digits), let unit = units[String(text.dropFirst(digits.count))]
    else { return nil }
    let (bytes, isOver) = number.multipliedReportingOverflow(by: unit)
    return isOver ? nil : bytes
  }

  func apply(to settings: inout VolumeSettings) {
    if let copies { settings.copies = copies }
    if let sides { settings.isTwoSided = sides == .two }
    if let rightHand { settings.rightHandStarts = rightHand }
    if let numbers { settings.numbers = numbers }
    if let largePages { settings.largePages = largePages }
    if noDividers { settings.hasDividers = false }
    if small { settings.isSmall = true }
  }
}

/// Reads one of the values that an option may have.
private func choice<Value: RawRepresentable & CaseIterable>(_ text: String) throws -> Value
where Value.RawValue == String {
  if let value = Value(rawValue: text) { return value }
  let allowed = Value.allCases.map(\.rawValue).joined(separator: say("、", ", "))
  throw ValidationError(say("只能是 \(allowed)", "it is one of \(allowed)"))
}
