import ArgumentParser

/// Where a paper is to be written.
struct PaperTarget: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      say("写入的文件，代替以前的", "The file to write, in place of an earlier one."),
      valueName: "file"))
  var output: String

  /// The ending of the file's name in small letters, without its dot.
  var ending: String {
    output.lastIndex(of: ".").map { output[output.index(after: $0)...].lowercased() } ?? ""
  }

  func deliver(_ bytes: [UInt8], _ console: Console) throws -> Exit {
    try console.deliver(bytes, to: output)
    return .well
  }
}
