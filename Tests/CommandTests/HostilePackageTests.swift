import Foundation
import Testing

/// Packages made to eat memory, under a limit of it.
struct HostilePackageTests {
  /// Writes each shape as a file: gzip within gzip whose inner header never ends, a gzip header that
  /// never ends, and frames that ask for a dictionary of gigabytes.
  private static let script = #"""
    import gzip, lzma, struct, zlib
    header = b"\x1f\x8b\x08\x08" + bytes(6)
    with gzip.open("nested.gz", "wb", 1) as file:
      file.write(header)
      for _ in range(900): file.write(b"n" * (1 << 20))
    inner = open("nested.gz", "rb").read()
    for _ in range(20): inner = gzip.compress(inner)
    open("layers.tar.gz", "wb").write(inner)
    with open("name.tgz", "wb") as file:
      file.write(header)
      for _ in range(600): file.write(b"n" * (1 << 20))
    xz = bytearray(lzma.compress(b"x" * 100000))
    end = 12 + (xz[12] + 1) * 4
    assert xz[14] == 0x21 and xz[15] == 1
    xz[16] = 38
    xz[end - 4:end] = struct.pack("<I", zlib.crc32(xz[12:end - 4]))
    open("dictionary.tar.xz", "wb").write(xz)
    block = b"x" * 1000
    open("window.tar.zst", "wb").write(
      b"\x28\xb5\x2f\xfd\x00\xa8" + struct.pack("<I", 1 | len(block) << 3)[:3] + block)
    """#

  @Test(arguments: [
    ("nested.gz", "not-a-package"), ("layers.tar.gz", "not-a-package"),
    ("name.tgz", "stream-demanding"), ("dictionary.tar.xz", "stream-demanding"),
    ("window.tar.zst", "stream-demanding"),
  ])
  func `no compressed file takes much memory, whatever it asks for`(
    name: String, rule: String
  ) throws {
    let shell = try Shell()
    defer { shell.remove() }
    let setting = try shell.run("python3 - <<'EOF'\n\(Self.script)\nEOF")
    try #require(setting.exit == 0, Comment(rawValue: setting.errors))
    // The address sanitizer shadows all memory.
    let isSanitized = ProcessInfo.processInfo.environment["ASAN_OPTIONS"] != nil
    for command in [
      "verify \(name) --json", "verify - --json < \(name)", "list \(name)", "extract \(name)",
      "diff \(name) \(name)", "receipt \(name) -o receipt.html",
    ] {
      let outcome = try shell.run(
        "/usr/bin/time -f %M -o peak timeout 60 evpack \(command); code=$?; tail -1 peak >&2; exit $code"
      )
      #expect([1, 2].contains(outcome.exit), "\(command): \(outcome.exit) \(outcome.errors)")
      let kilobytes = outcome.errors.split(separator: "\n").last.flatMap { Int($0) }
      #expect(try #require(kilobytes) < (isSanitized ? 2_000_000 : 250_000), "\(command)")
      if command.hasPrefix("verify") {
        #expect(outcome.output.contains("\"\(rule)\""), "\(command): \(outcome.output)")
      }
    }
  }
}
