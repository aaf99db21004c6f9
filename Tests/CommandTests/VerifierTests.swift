import Foundation
import Testing

/// The page of `evpack verifier` in a real browser.
struct VerifierTests {
  static let scripts = Shell.project.appending(path: "Tests/CommandTests/Verifier")
    .path(percentEncoded: false)

  /// The packages are made and damaged by `Verifier/forgery.py`.
  @Test
  func `the page and the command agree on every package, damaged ones included`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let outcome = try shell.run(
      """
      evpack verifier -o page.html && mkdir packages && evpack init 样本 --from \
        "$EXAMPLES"/云溪竹木家居/*.docx && evpack seal --incomplete 样本 &&
        python3 '\(Self.scripts)/agreement.py' page.html packages "$GOLDEN/golden.tar" 样本.tar
      """)
    let told = Comment(rawValue: outcome.output + outcome.errors)
    #expect(outcome.exit == 0, told)
    let lines = outcome.output.split(separator: "\n").drop { !$0.hasPrefix("broken") }
    let counts = try #require(
      lines.first?.wholeMatch(of: #/broken (\d+) foreign (\d+) intact (\d+)/#))
    #expect(Int(counts.1) ?? 0 > 300 && Int(counts.3) ?? 0 >= 8, told)
    #expect(!outcome.output.contains("the page"), told)
  }

  @Test
  func `the page shows names as text, speaks both languages and can be stopped`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let outcome = try shell.run(
      "evpack verifier -o page.html && python3 '\(Self.scripts)/page.py' page.html . $GOLDEN/golden.tar"
    )
    #expect(
      outcome.output.split(separator: "\n").map(String.init) == [
        "zh-CN 佐证材料包核验", "en Package verification", "intact 6975-B3F2-BEDA-AE81-EBEE",
        "names are text", "stopped before the end", "complaints: 0",
      ], Comment(rawValue: outcome.errors))
  }
}
