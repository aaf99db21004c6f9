import Evidence
import Testing

@testable import Manifest

@Suite struct CodecTests {
  /// NIST, Secure Hash Standard examples (FIPS 180-4) and SHA256ShortMsg.rsp of the CAVP.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `SHA-256 gives NIST's digests`(message: String, digest: String) throws {
    #expect(try SHA256.digest(of: Array(message.utf8)).hex == digest)
  }

  @Test func `SHA-256 of a million a's is NIST's, in pieces and again with one instance`() throws {
    let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    let sha256 = try SHA256()
    for piece in [1_000, 999, 1_000_000] {
      let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: piece)
      var rest = 1_000_000
      while rest > 0 {
        try bytes.withUnsafeBytes {
          try sha256.update(UnsafeRawBufferPointer(rebasing: $0[..<min(rest, piece)]))
        }
        rest -= min(rest, piece)
      }
      #expect(try sha256.finish().hex == expected)
    }
  }

  /// coreutils' md5sum … sha512sum and cksum -a sm3, and hashlib, on the three bytes "abc".
  @Test(arguments: [
    (DigestAlgorithm.md5, "900150983cd24fb0d6963f7d28e17f72"),
    (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (.sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
    (
      .sha384,
      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
    ),
    (.sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    (.sha3256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
    (.blake2s, "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"),
  ])
  func `every algorithm gives its published digest`(
    algorithm: DigestAlgorithm, digest: String
  ) throws {
    let context = try #require(try DigestContext(algorithm))
    try Array("abc".utf8).withUnsafeBytes { try context.update($0) }
    #expect(hexadecimal(try context.finish()) == digest)
    #expect(digest.utf8.count == 2 * algorithm.byteCount)
    #expect(DigestAlgorithm(spelled: algorithm.rawValue.uppercased()) == algorithm)
  }

  @Test func `a digest is read strictly and compares with what stands on paper`() throws {
    let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    let digest = try #require(Digest(hex: hex))
    #expect(digest.hex == hex && Digest(bytes: digest.bytes) == digest)
    #expect(Digest(hex: hex.uppercased()) == digest)
    #expect(digest.shortForm == "BA78-16BF-8F01-CFEA-4141")
    for text in [
      hex, "BA78-16BF-8F01-CFEA-4141", "ba7816bf8f01cfea4141", "BA78 16BF 8F01 CFEA 4141",
    ] {
      #expect(digest.matches(text))
    }
    for text in ["", "BA78", "BA78-16BF-8F01-CFEA-4142"] { #expect(!digest.matches(text)) }
    for text in [
      "", String(hex.dropLast()), hex + "0", "g" + hex.dropFirst(), " " + hex.dropFirst(),
    ] {
      #expect(Digest(hex: text) == nil)
    }
  }

  @Test func `a manifest's print and parse are inverses`() throws {
    let digest = try SHA256.digest(of: [1])
    let paths = ["data/a", "data/100% 完成", "data/%0A", "data/%250A", "data/ 空 白 ", "data/*x"]
    let manifest = FileManifest(
      lines: try paths.map { .init(digest: digest, path: try PackagePath($0)) })
    let bytes = manifest.print()
    let (parsed, defects) = FileManifest.parse(bytes)
    #expect(parsed == manifest && defects == [])
    #expect(String(decoding: bytes, as: UTF8.self).contains("data/100%25 完成\n"))
    #expect(bytes.count == manifest.lines.reduce(0) { $0 + FileManifest.length(of: $1.path) })
  }

  @Test func `other tools' spellings of a manifest are read`() throws {
    let digest = try SHA256.digest(of: [1])
    let text = "\(digest.hex.uppercased()) data/a\r\n\(digest.hex)\t \tdata/b"
    let (parsed, defects) = FileManifest.parse(Array(text.utf8))
    #expect(parsed.lines.map(\.path.description) == ["data/a", "data/b"])
    #expect(defects == [.init(line: 2, reason: .noFinalNewline)])
    let marked = FileManifest.parse([0xEF, 0xBB, 0xBF] + Array("\(digest.hex)  data/a\n".utf8))
    #expect(marked.defects == [.init(line: 1, reason: .byteOrderMark)])
  }

  @Test func `bag-info's print and parse are inverses, and a value can't make a line`() throws {
    let field = try #require(
      BagInfo.Field(label: "Source-Organization", value: " 福清\r\nPayload-Oxum: 1.1\u{2028}x "))
    #expect(field.value == "福清  Payload-Oxum: 1.1 x")
    let other = try #require(BagInfo.Field(label: "X", value: ""))
    let info = BagInfo(fields: [field, other])
    let (parsed, defects) = BagInfo.parse(info.print())
    #expect(parsed == info && defects == [])
    #expect(info.values(of: "source-ORGANIZATION").count == 1)
    for label in ["", "a:b", " a", "a ", "a\nb", "a:\u{301}b", " \u{301}a", "\u{FEFF}a"] {
      #expect(BagInfo.Field(label: label, value: "") == nil)
    }
  }

  /// Swift takes a blank or colon with an accent on it for one character; other readers see bytes.
  @Test func `an accent at a value's or label's beginning belongs to it`() {
    let text = "A: \u{301}x\n \u{301}y\n"
    let (info, defects) = BagInfo.parse(Array(text.utf8))
    #expect(info.fields.map(\.label) == ["A"] && defects == [])
    #expect(info.print() == Array("A: \u{301}x \u{301}y\n".utf8))
    let tight = BagInfo.parse(Array("A:\u{301}x\n".utf8))
    #expect(tight.info.fields.map(\.label) == ["A"])
    #expect(tight.defects == [.init(line: 1, reason: .badBlank)])
  }

  @Test func `bag-info is read to its end, folded lines included`() {
    let text = "A: one\n  two\nno colon\n: x\nB:three\n"
    let (info, defects) = BagInfo.parse(Array(text.utf8))
    #expect(info.fields.map(\.value) == ["one two", "three"])
    #expect(
      defects == [
        .init(line: 3, reason: .noColon), .init(line: 4, reason: .badLabel),
        .init(line: 5, reason: .badBlank),
      ])
    #expect(
      BagInfo.parse(Array("B : three".utf8 + [13]), version: .init(major: 0, minor: 97)).defects
        == [])
    #expect(BagInfo.parse([0x41, 0x3A, 0xFF, 0x0A]).defects.first?.reason == .notUTF8)
  }

  @Test func `a canonical header's encode and decode are inverses`() {
    let names = [
      "b/a", "b/" + String(repeating: "x", count: 98), "b/" + String(repeating: "x", count: 99),
      "福/图", "b/" + String(repeating: "很", count: 80), String(repeating: "d/", count: 60) + "x",
    ]
    // 96…100 bytes lie at the turn from two to three digits of a record's length.
    let lengths = (80...110).map { "é" + String(repeating: "x", count: $0) }
    for name in names + lengths {
      for size in [0, 1, 511, 512, 0o77777777777, 0o100000000000, 1 << 50] as [Int64] {
        let header = CanonicalHeader(name: Array(name.utf8), size: size, modified: 1_795_518_166)
        let bytes = header.encoded
        #expect(bytes.count == header.length && bytes.count % 512 == 0)
        #expect(CanonicalHeader(decoding: bytes) == header)
      }
    }
  }

  @Test func `a short ASCII name takes one block, with the documented bytes`() {
    let bytes = CanonicalHeader(name: Array("b/a".utf8), size: 5, modified: 8).encoded
    #expect(bytes.count == 512)
    let text = String(decoding: bytes, as: UTF8.self).replacing("\u{0}", with: ".")
    let expected =
      "b/a" + String(repeating: ".", count: 97) + "0000644.0000000.0000000.00000000005."
      + "00000000010.007565. 0" + String(repeating: ".", count: 100) + "ustar.00"
      + String(repeating: ".", count: 64) + "0000000.0000000." + String(repeating: ".", count: 167)
    #expect(text == expected)
  }

  @Test func `dates are the Gregorian calendar's`() {
    // date -u -d @SECONDS +%FT%TZ
    for (seconds, moment) in [
      (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"),
      (951_782_400, "2000-02-29T00:00:00Z"), (1_709_251_199, "2024-02-29T23:59:59Z"),
      (1_795_518_166, "2026-11-24T11:02:46Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
      (8_589_934_591, "2242-03-16T12:56:31Z"),
    ] as [(Int64, String)] {
      #expect(civilDate(ofUnixSeconds: seconds).moment == moment)
      #expect(moment.hasPrefix(civilDate(ofUnixSeconds: seconds).day))
    }
  }
}
