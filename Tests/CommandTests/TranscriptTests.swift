import Foundation
import Testing

/// Replays the files of `Transcripts/`.
///
/// A line `$ command` is run; then `1: text` and `2: text` are lines that its output and its errors
/// hold, in this order (`…` stands for anything), `1! text` and `2! text` ones that they must not
/// hold, and `exit N` is its exit code (0 where none is given). `# …` is a comment.
struct TranscriptTests {
  static let files: [String] = {
    let folder = Shell.project.appending(path: "Tests/CommandTests/Transcripts")
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.path(percentEncoded: false))
    return (names ?? []).filter { $0.hasSuffix(".txt") }.sorted()
  }()

  @Test func `there are transcripts`() { #expect(Self.files.count > 5) }

  @Test(arguments: files)
  func `the commands say what the transcript says`(file: String) throws {
    let url = Shell.project.appending(path: "Tests/CommandTests/Transcripts/\(file)")
    let shell = try Shell()
    defer { shell.remove() }
    for step in Transcript(try String(contentsOf: url, encoding: .utf8)).steps {
      let outcome = try shell.run(step.command)
      let told = Comment(
        rawValue: "\(file): $ \(step.command)\n\(outcome.output)\n\(outcome.errors)")
      #expect(outcome.exit == step.exit, told)
      #expect(Transcript.missing(step.output, in: outcome.output) == nil, told)
      #expect(Transcript.missing(step.errors, in: outcome.errors) == nil, told)
      for text in step.absentOutput { #expect(!outcome.output.contains(text), told) }
      for text in step.absentErrors { #expect(!outcome.errors.contains(text), told) }
    }
  }

  @Test func `the transcript in the README is what evpack prints`() throws {
    let text = try String(
      contentsOf: Shell.project.appending(path: "README.md"), encoding: .utf8)
    let block = try #require(text.split(separator: "```console\n").dropFirst().first)
    let shell = try Shell()
    defer { shell.remove() }
    let setting = try shell.run(
      """
      cp -r "$EXAMPLES/云溪竹木家居" . && cp 云溪竹木家居/佐证材料/其他/统*.pdf 协议.pdf &&
        cp 协议.pdf 手册.pdf && cp 协议.pdf 无密码.pdf
      """)
    #expect(setting.exit == 0, Comment(rawValue: setting.errors))
    var expected: [String] = []
    var command: String?
    func settle() throws {
      guard let command else { return }
      var setting = shell
      setting.environment["LC_ALL"] = "zh_CN.UTF-8"
      setting.environment["SOURCE_DATE_EPOCH"] = "1795478400"
      let outcome = try setting.run(command + " 2>&1")
      #expect(
        Transcript.missing(expected, in: outcome.output) == nil,
        Comment(rawValue: "$ \(command)\n\(outcome.output)"))
    }
    for line in block.split(separator: "```")[0].split(separator: "\n") {
      if line.hasPrefix("$ ") {
        try settle()
        command = String(line.dropFirst(2))
        expected = []
      } else if line != "…" {
        expected.append(String(line))
      }
    }
    try settle()
    #expect(command != nil)
  }
}

/// A transcript's commands with what is expected of each.
struct Transcript {
  struct Step {
    var command: String
    var output: [String] = []
    var errors: [String] = []
    var absentOutput: [String] = []
    var absentErrors: [String] = []
    var exit: Int32 = 0
  }

  var steps: [Step] = []

  init(_ text: String) {
    for line in text.split(separator: "\n").map(String.init) where !line.hasPrefix("#") {
      let rest = String(line.dropFirst(3))
      if line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2))))
      } else if line.hasPrefix("1: ") {
        steps[steps.count - 1].output.append(rest)
      } else if line.hasPrefix("2: ") {
        steps[steps.count - 1].errors.append(rest)
      } else if line.hasPrefix("1! ") {
        steps[steps.count - 1].absentOutput.append(rest)
      } else if line.hasPrefix("2! ") {
        steps[steps.count - 1].absentErrors.append(rest)
      } else if line.hasPrefix("exit ") {
        steps[steps.count - 1].exit = Int32(line.dropFirst(5)) ?? -1
      } else {
        preconditionFailure("no line of a transcript: \(line)")
      }
    }
  }

  /// The first of `expected` that is no line of `text`, after the ones before it.
  static func missing(_ expected: [String], in text: String) -> String? {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    for wanted in expected {
      guard let index = lines.firstIndex(where: { matches(String($0), wanted) }) else {
        return wanted
      }
      lines = lines[(index + 1)...]
    }
    return nil
  }

  private static func matches(_ line: String, _ wanted: String) -> Bool {
    let parts = wanted.split(separator: "…", omittingEmptySubsequences: false)
    var rest = line[...]
    for (index, part) in parts.enumerated() {
      if index == 0 {
        guard rest.hasPrefix(part) else { return false }
        rest = rest.dropFirst(part.count)
      } else if index == parts.count - 1 {
        return rest.hasSuffix(part)
      } else if !part.isEmpty {
        guard let range = rest.range(of: part) else { return false }
        rest = rest[range.upperBound...]
      }
    }
    return parts.count > 1 || rest.isEmpty
  }
}
