import Evidence
import Files
import Testing

@testable import Manifest

/// Signatures as other programs write and send them, made by openssl.
@Suite struct SignatureTextTests {
  static let sign = "openssl cms -sign -signer rsa.pem -inkey rsa.key -md sha256"

  /// Shell lines that turn `x.der` and `x.pem`, a right signature, into `b.tar.p7s`.
  static let forms = [
    "cp x.der b.tar.p7s",
    "cp x.pem b.tar.p7s",
    "sed 's/$/\\r/' x.pem > b.tar.p7s",
    "tr '\\n' '\\r' < x.pem > b.tar.p7s",
    "(printf '\\357\\273\\277'; cat x.pem) | cat > b.tar.p7s",
    "iconv -t UTF-16LE x.pem > b.tar.p7s",
    "(printf '\\377\\376'; iconv -t UTF-16LE x.pem) | cat > b.tar.p7s",
    "(printf '\\376\\377'; iconv -t UTF-16BE x.pem) | cat > b.tar.p7s",
    "sed 's/CMS/PKCS7/' x.pem > b.tar.p7s",
    "sed 's/CMS/PKCS #7 SIGNED DATA/' x.pem > b.tar.p7s",
    "(echo '# 签章，2026 年'; echo subject=x; echo; cat x.pem; echo; echo end) | cat > b.tar.p7s",
    "(cat rsa.pem; cat x.pem) | cat > b.tar.p7s",
    "sed 's/^/  /; s/$/ /' x.pem > b.tar.p7s",
    "base64 x.der > b.tar.p7s",
    "base64 -w 0 x.der > b.tar.p7s",
    "base64 x.der | sed 's/$/\\r/' > b.tar.p7s",
    "\(sign) -binary -in content -outform SMIME > b.tar.p7s",
    "\(sign) -binary -in content -outform SMIME | sed 's/$/\\r/' > b.tar.p7s",
    "\(sign) -binary -in content -outform SMIME -nodetach > b.tar.p7s",
    "\(sign) -binary -in content -outform DER -nodetach > b.tar.p7s",
    "\(sign) -binary -in content -outform PEM -nodetach > b.tar.p7s",
    "openssl smime -sign -signer rsa.pem -inkey rsa.key -md sha256 -binary -in content -outform PEM > b.tar.p7s",
  ]

  private static func bench() throws -> SigningBench {
    let bench = try SigningBench()
    let made = try shell(
      "\(sign) -binary -in content -outform DER > x.der && \(sign) -binary -in content -outform PEM > x.pem",
      in: bench.folder.path)
    #expect(made.status == 0, "\(made.output)")
    return bench
  }

  @Test func `a signature reads in every form of text, and another one is added to it`() throws {
    let bench = try Self.bench()
    for form in Self.forms {
      let made = try shell(form, in: bench.folder.path)
      #expect(made.status == 0, "\(form): \(made.output)")
      let now = try bench.present
      let report = try bench.check(trust: ["ca.pem"], at: now)
      #expect(report.signers.map(\.state) == [.trusted], "\(form)")
      #expect(report.findings.isEmpty, "\(form): \(report.findings)")
      // openssl reads what evpack makes of it, two signers and all.
      try bench.sign("ec", role: "county", at: now)
      let told = try shell(
        "openssl cms -verify -binary -inform DER -in b.tar.p7s -content content -CAfile ca.pem -out /dev/null",
        in: bench.folder.path)
      #expect(told.status == 0, "\(form): \(told.output)")
      let after = try bench.check(at: now)
      #expect(after.signers.count == 2, "\(form)")
    }
  }

  @Test func `what is no signature stays none`() throws {
    let bench = try Self.bench()
    for form in [
      "cp rsa.pem b.tar.p7s", "base64 rsa.pem > b.tar.p7s", "printf 0 > b.tar.p7s", ": > b.tar.p7s",
      "head -5 x.pem > b.tar.p7s", "echo '-----BEGIN CMS-----' > b.tar.p7s",
      "(echo '-----BEGIN CMS-----'; echo '!!!!') | cat > b.tar.p7s", "printf '0\\0' > b.tar.p7s",
      "(echo 'Content-Type: application/pkcs7-signature'; echo; echo AAAA) | cat > b.tar.p7s",
    ] {
      _ = try shell(form, in: bench.folder.path)
      let report = try bench.check(at: try bench.present)
      #expect(report.findings.map(\.rule) == ["signature-malformed"], "\(form)")
    }
  }

  @Test func `a signature over the tar, a manifest or changed line ends is told as that`() throws {
    let bench = try Self.bench()
    let tar = try bench.folder.read("b.tar")
    let instead = [
      SignedInstead.part("manifest-sha256.txt", Array("0  data/a\n".utf8)),
      SignedInstead.package {
        try $0(Array(tar[..<100])); try $0(Array(tar[100...]))
      },
    ]
    try bench.folder.write(Array("0  data/a\n".utf8), to: "manifest")
    for (options, object) in [
      ("-binary -in b.tar", "package"), ("-binary -in b.tar -md sha512", "package"),
      ("-binary -in manifest", "other"), ("-in content", "line-ends"),
      ("-binary -in manifest -nodetach", "other"),
    ] {
      let made = try shell(
        "\(Self.sign) \(options) -outform DER > b.tar.p7s", in: bench.folder.path)
      #expect(made.status == 0)
      let report = SignatureCheck.check(
        try bench.folder.read("b.tar.p7s"), named: "b.tar.p7s", content: bench.content,
        SignaturePolicy(now: try bench.present), instead: instead)
      #expect(report.findings.map(\.rule) == ["signature-over-other"], "\(options)")
      #expect(report.findings.first?.details["object"] == object, "\(options)")
      #expect(report.signers.map(\.state) == [.invalid])
    }
    // Another package's is told as before.
    _ = try shell("\(Self.sign) -binary -in ca.pem -outform DER > b.tar.p7s", in: bench.folder.path)
    let other = SignatureCheck.check(
      try bench.folder.read("b.tar.p7s"), named: "b.tar.p7s", content: bench.content,
      SignaturePolicy(now: try bench.present), instead: instead)
    #expect(other.findings.first?.details["reason"] == "other-content")
  }
}
