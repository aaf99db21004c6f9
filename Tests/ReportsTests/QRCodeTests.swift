import Foundation
import Testing

@testable import Reports

/// The codes as another program reads them: zbarimg (zbar-tools).
struct QRCodeTests {
  /// Draws the SVG's squares of one module, ten dots wide, and decodes the picture.
  static let script = #"""
    import os, re, subprocess, sys, tempfile
    svg = sys.stdin.read()
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg)}
    rows = (bytes(0 if (x // 10, y // 10) in dark else 255 for x in range(10 * side))
            for y in range(10 * side))
    with tempfile.NamedTemporaryFile(suffix=".pgm") as file:
      file.write(b"P5 %d %d 255\n" % (10 * side, 10 * side) + b"".join(rows))
      file.flush()
      text = subprocess.run(["zbarimg", "--quiet", "--raw", file.name], stdout=subprocess.PIPE).stdout
    print(text.decode().strip())
    print(min(x for x, _ in dark), min(y for _, y in dark), side - 1 - max(x for x, _ in dark))
    """#

  @Test(
    arguments: [
      "6975b3f2bedaae81ebeeed4be2e8e5e28f7ce6f342cd5f52dfc61cb653fb595b",
      "6975-B3F2-BEDA-AE81-EBEE",
    ])
  func `a code is read as the text that it was made of`(text: String) throws {
    let code = try #require(QRCode(text))
    let svg = code.svg(label: "\"<&>")
    // ISO/IEC 18004 §6.3.8: four modules of white on each side.
    #expect(try Python.lines(Self.script, svg) == [text, "4 4 4"])
    #expect(svg.contains("aria-label=\"&quot;&lt;&amp;&gt;\""))
  }

  @Test func `what is too long for a code has none`() {
    // ISO/IEC 18004 table 7: 2,331 bytes at version 40-M.
    #expect(QRCode(String(repeating: "\u{7F}", count: 2_331)) != nil)
    #expect(QRCode(String(repeating: "\u{7F}", count: 2_332)) == nil)
  }
}
