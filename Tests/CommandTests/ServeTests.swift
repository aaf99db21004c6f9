import Foundation
import Testing

/// The pages of `evpack serve` in a real browser.
struct ServeTests {
  static let hasBrowser: Bool = {
    let outcome = try? Shell().run(
      "test -x /usr/bin/chromium && python3 -c 'import playwright, axe_playwright_python'")
    return outcome?.exit == 0
  }()

  static let script = Shell.project.appending(path: "Tests/CommandTests/Page/tour.py")
    .path(percentEncoded: false)

  /// What is expected is in the script: the truth files, `evpack verify`, and axe-core.
  @Test(.enabled(if: hasBrowser, "chromium, playwright or axe-core is not there"))
  func `a person gathers, confirms, seals and reviews, and axe-core finds nothing`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let outcome = try shell.run("timeout -k 5 500 python3 '\(Self.script)' \"$SAMPLES\" .")
    #expect(outcome.output == "nothing wrong\n", Comment(rawValue: outcome.errors))
  }
}
