import Evidence
import Files
import SwiftASN1
import Testing
import ThreadTime

@testable import Manifest

/// A folder with the keys and certificates that `Tests/Fixtures/Certificates/make` makes, and a
/// package.
struct SigningBench {
  let folder: TemporaryFolder
  let content: [UInt8]
  var package: String { folder["b.tar"] }
  var signatures: String { folder["b.tar.p7s"] }

  init() throws {
    folder = try TemporaryFolder()
    let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let script = "/\(tests)/Fixtures/Certificates/make"
    let made = try run(script, in: folder.path)
    #expect(made.status == 0, "\(made.output)")
    _ = try Sealing.seal(
      bagNamed: "b", to: folder["b.tar"],
      payload: [PayloadFile(path: try PackagePath("data/a"), source: .bytes([1, 2, 3]))],
      sealedAt: 1)
    let report = try Verification.verify(
      path: folder["b.tar"], capture: { $0.is(BagLayout.tagManifestPath) })
    content = try #require(report.captured[BagLayout.tagManifestPath])
    try folder.write(content, to: "content")
  }

  func file(_ name: String) throws -> SigningKey.File {
    SigningKey.File(name: name, bytes: try folder.read(name))
  }

  func key(_ name: String) throws -> SigningKey {
    try SigningKey(
      key: try file("\(name).key"), certificate: try file("\(name).pem"),
      ask: { throw SignatureError.wrongPassphrase(file: $0) })
  }

  @discardableResult
  func sign(_ name: String, role: String? = nil, at time: Int64) throws -> SignatureFile.Outcome {
    try SignatureFile.sign(
      content, of: package, with: try key(name), role: role, claimedTime: time)
  }

  func check(
    trust: [String] = [], crl: [String] = [], at now: Int64, content: [UInt8]? = nil
  ) throws -> SignatureReport {
    let anchors = try TrustAnchors(
      certificates: try trust.map(file), revocationLists: try crl.map(file),
      usesSystemStore: false)
    return SignatureCheck.check(
      try folder.read("b.tar.p7s"), named: "b.tar.p7s", content: content ?? self.content,
      SignaturePolicy(trust: anchors, now: now))
  }

  /// The present; the certificates are valid from it on.
  var present: Int64 { get throws { try folder.modified("ca.pem") + 60 } }
}

extension TemporaryFolder {
  func modified(_ name: String) throws -> Int64 {
    try Descriptor.open(self[name]).identity().modified / 1_000_000_000
  }
}

@Suite struct SignatureTests {
  @Test func `a further signature leaves the others as they are, byte by byte`() throws {
    let bench = try SigningBench()
    let now = try bench.present
    try bench.sign("rsa", role: "applicant", at: now)
    let first = try SignedMessage(try bench.folder.read("b.tar.p7s"))
    try bench.sign("ec", role: "county", at: now + 1)
    try bench.sign("sm2", role: "city", at: now + 2)
    let bytes = try bench.folder.read("b.tar.p7s")
    let all = try SignedMessage(bytes)
    #expect(all.encoded == bytes)
    #expect(all.signers.count == 3 && all.certificates.count == 3)
    #expect(all.signers.map(\.encoded).contains(first.signers[0].encoded))
    let report = try bench.check(trust: ["ca.pem", "sm2ca.pem"], at: now + 3)
    #expect(report.findings == [])
    #expect(report.signers.map(\.role) == ["applicant", "county", "city"])
    #expect(report.signers.map(\.state) == [.trusted, .trusted, .trusted])
    #expect(report.signers.map(\.claimedTime) == [now, now + 1, now + 2])
    #expect(report.signers.map(\.name) == ["林岚", "云溪县工信局", "市工信局"])
  }

  @Test func `asn1crypto and gmssl read and verify what is written`() throws {
    let bench = try SigningBench()
    try bench.sign("sm2", role: "county", at: try bench.present)
    // SM2 and SM3 are gmssl's own; it takes the identity 1234567812345678.
    try bench.folder.write(
      """
      from asn1crypto import cms, core
      from gmssl import sm2, sm3
      content = open("content", "rb").read()
      data = cms.ContentInfo.load(open("b.tar.p7s", "rb").read(), strict=True)["content"]
      signer = data["signer_infos"][0]
      signed = signer["signed_attrs"]
      attributes = {a["type"].dotted: a["values"][0] for a in signed}
      digest = attributes["1.2.840.113549.1.9.4"].native.hex()
      print(digest == sm3.sm3_hash(list(content)))
      print("county".encode() in attributes["1.2.840.113549.1.9.16.2.18"].dump())
      key = data["certificates"][0].chosen["tbs_certificate"]["subject_public_key_info"]
      point = bytes(key["public_key"].contents)[2:].hex()
      pair = core.Sequence.load(signer["signature"].native)
      raw = "".join(format(pair[i].native, "064x") for i in (0, 1))
      message = signed.untag().dump()
      verifier = sm2.CryptSM2(public_key=point, private_key="")
      print(verifier.verify_with_sm3(raw, message))
      print(verifier.verify_with_sm3(raw, message + b" "))
      """, to: "check.py")
    let outcome = try shell("python3 check.py", in: bench.folder.path)
    #expect(outcome.output == "True\nTrue\nTrue\nFalse\n")
  }

  @Test func `a signature of openssl's is read, without and with attributes`() throws {
    let bench = try SigningBench()
    for options in [
      "", "-noattr", "-keyopt rsa_padding_mode:pss", "-cades", "-keyid", "-md sha512",
    ] {
      let made = try shell(
        "openssl cms -sign -binary -in content -signer rsa.pem -inkey rsa.key -md sha256 "
          + "\(options) -outform DER -out b.tar.p7s", in: bench.folder.path)
      #expect(made.status == 0, "\(made.output)")
      let report = try bench.check(trust: ["ca.pem"], at: try bench.present)
      #expect(report.signers.map(\.state) == [.trusted], "\(options): \(report.findings)")
      let other = try bench.check(
        trust: ["ca.pem"], at: try bench.present, content: bench.content + [0])
      #expect(other.findings.map(\.rule) == ["signature-invalid"], "\(options)")
    }
    let old = try shell(
      "openssl cms -sign -binary -in content -signer rsa.pem -inkey rsa.key -md sha1 "
        + "-outform DER -out b.tar.p7s", in: bench.folder.path)
    #expect(old.status == 0)
    let report = try bench.check(trust: ["ca.pem"], at: try bench.present)
    #expect(report.findings.map(\.rule) == ["signature-unsupported"])
    #expect(report.signers.map(\.state) == [.invalid])
  }

  @Test func `a key that is too small signs nothing and is never trusted`() throws {
    let bench = try SigningBench()
    let now = try bench.present
    #expect(throws: SignatureError.keyWeak(name: "RSA 1024")) {
      try bench.sign("short", at: now)
    }
    let made = try shell(
      "openssl cms -sign -binary -nodetach -md sha256 -signer short.pem -inkey short.key -in content "
        + "-outform DER -out b.tar.p7s", in: bench.folder.path)
    #expect(made.status == 0)
    let believed = try bench.check(trust: ["ca.pem"], at: now)
    #expect(believed.signers.map(\.state) == [.untrusted])
    #expect(believed.findings.map(\.rule) == ["signature-key-weak"])
    #expect(believed.findings.map(\.level) == [.error])
    let open = try bench.check(at: now)
    #expect(open.signers.map(\.state) == [.untrusted])
    #expect(open.findings.map(\.level) == [.warning])
  }

  @Test func `no time is asked for a signature that is another package's or altered`() throws {
    let bench = try SigningBench()
    try bench.sign("rsa", at: try bench.present)
    #expect(throws: SignatureError.otherPackage(file: bench.signatures)) {
      try SignatureFile.timeStampRequest(of: bench.package, content: [1, 2, 3])
    }
    var bytes = try bench.folder.read("b.tar.p7s")
    let signature = try SignedMessage(bytes).signers[0].signature
    let start = try #require(bytes.firstRange(of: signature)?.lowerBound)
    bytes[start + 40] ^= 1
    try bench.folder.write(bytes, to: "b.tar.p7s")
    #expect(throws: SignatureError.signatureBroken(file: bench.signatures)) {
      try SignatureFile.timeStampRequest(of: bench.package, content: bench.content)
    }
  }

  @Test func `a signed message under GM T 0010's own identifiers is read`() throws {
    let bench = try SigningBench()
    // GM/T 0010-2012 §6: data.
    let chineseData: ASN1ObjectIdentifier = "1.2.156.10197.6.1.4.2.1"
    try bench.sign("sm2", at: try bench.present)
    // Signed anew under the Chinese content type, since that is among what is signed.
    let key = try bench.key("sm2")
    let attributes = try SignedAttributes.encode(
      chineseData, contentDigest: try MessageDigest.sm3.digest(of: bench.content),
      certificate: key.certificate, claimedTime: try bench.present, role: nil)
    let signer = SignerInfo.encode(
      certificate: key.certificate, digest: .sm3, attributes: attributes,
      signatureAlgorithm: DERBytes.sequence(DERBytes.objectIdentifier(ObjectID.sm2Signing)),
      signature: try key.sign(attributes))
    let body = DERBytes.sequence(
      DERBytes.integer(1), DERBytes.set([MessageDigest.sm3.algorithm]),
      DERBytes.sequence(DERBytes.objectIdentifier(chineseData)),
      DERBytes.set([key.certificate.encoded], tag: .context(0)), DERBytes.set([signer]))
    try bench.folder.write(
      DERBytes.sequence(
        DERBytes.objectIdentifier(ObjectID.chineseSignedData),
        DERBytes.constructed(.context(0), [body])), to: "b.tar.p7s")
    let report = try bench.check(trust: ["sm2ca.pem"], at: try bench.present)
    #expect(report.signers.map(\.state) == [.trusted])
  }

  @Test func `revoked, expired and unknown are told apart, at the time stamp's time`() throws {
    let bench = try SigningBench()
    let now = try bench.present
    try bench.sign("revoked", at: now)
    #expect(
      try bench.check(trust: ["ca.pem"], crl: ["ca.crl"], at: now).findings.map(\.rule)
        == ["signature-revoked"])
    #expect(
      try bench.check(trust: ["ca.pem"], crl: ["sm2.crl"], at: now).findings.map(\.rule)
        == ["revocation-unknown"])
    #expect(
      try bench.check(trust: ["sm2ca.pem"], at: now).findings.map(\.rule)
        == ["signature-untrusted"])
    // One certificate alone can be trusted, too.
    #expect(try bench.check(trust: ["revoked.pem"], at: now).findings == [])

    try bench.sign("rsa", at: now + 1)
    let request = try SignatureFile.timeStampRequest(
      of: bench.package, content: bench.content, signer: 2)
    try bench.folder.write(request.encoded, to: "q.tsq")
    let answered = try shell(
      "openssl ts -reply -config tsa.cnf -queryfile q.tsq -out r.tsr", in: bench.folder.path)
    #expect(answered.status == 0, "\(answered.output)")
    let before = try SignedMessage(try bench.folder.read("b.tar.p7s"))
    _ = try SignatureFile.add(
      timeStamp: try bench.file("r.tsr"), to: bench.package, content: bench.content)
    let after = try SignedMessage(try bench.folder.read("b.tar.p7s"))
    #expect(Set(before.signers.map(\.signature)) == Set(after.signers.map(\.signature)))
    #expect(
      before.signers.map(\.signedBytes).allSatisfy { after.signers.map(\.signedBytes).contains($0) }
    )
    // In fifteen years the certificates have expired; the stamped signature stays good.
    let late = try bench.check(trust: ["ca.pem"], at: now + 15 * 365 * 86_400)
    #expect(late.signers.map(\.state) == [.expired, .trusted])
    #expect(late.signers.map(\.isJudgedByTimeStamp) == [false, true])
    #expect(late.signers[1].timeStamp?.authority == "测试时间戳")
    #expect(late.findings.map(\.rule) == ["signature-expired"])
    // A token for another signature is refused.
    let other = try SignatureFile.timeStampRequest(
      of: bench.package, content: bench.content, signer: 1)
    #expect(other != request)
    #expect(throws: SignatureError.noSuchSigner(number: 3, count: 2)) {
      try SignatureFile.timeStampRequest(
        of: bench.package, content: bench.content, signer: 3)
    }
  }

  @Test func `the certificate is the one that was signed along, and no other in the file`() throws {
    let bench = try SigningBench()
    try bench.sign("rsa", at: try bench.present)
    // The same key, issuer and serial number in another certificate, as an attacker would add it.
    let made = try shell(
      "openssl x509 -req -in rsa.csr -CA other.pem -CAkey other.key -set_serial 0x1001 -sha256 "
        + "-extfile conf -extensions signer -days 9 -out twin.pem", in: bench.folder.path)
    #expect(made.status == 0, "\(made.output)")
    let twin = try #require(Certificate.all(in: try bench.folder.read("twin.pem")).first)
    var message = try SignedMessage(try bench.folder.read("b.tar.p7s"))
    let signer = message.signers[0]
    message = SignedMessage()
    message.add(signer, certificates: [twin.encoded])
    try bench.folder.write(message.encoded, to: "b.tar.p7s")
    let report = try bench.check(trust: ["other.pem"], at: try bench.present)
    #expect(report.findings.map(\.details["reason"]) == ["other-certificate"])
    #expect(report.signers.map(\.state) == [.invalid])
  }

  @Test func `no bit of what is signed can be changed, and no byte crashes the reader`() throws {
    let bench = try SigningBench()
    let now = try bench.present
    try bench.sign("ec", role: "county", at: now)
    let bytes = try bench.folder.read("b.tar.p7s")
    let anchors = try TrustAnchors(
      certificates: [try bench.file("ca.pem")], revocationLists: [], usesSystemStore: false)
    let policy = SignaturePolicy(trust: anchors, now: now)
    let signer = try SignedMessage(bytes).signers[0]
    let start = try #require(
      bytes.indices.first { bytes[$0...].starts(with: signer.encoded) })
    for index in bytes.indices {
      var altered = bytes
      altered[index] ^= 1 << (index % 8)
      let report = SignatureCheck.check(altered, named: "x", content: bench.content, policy)
      // The version is not signed; all else in a signer is, or names the algorithms.
      if index >= start + 4 + 3, report.signers.contains(where: { $0.state == .trusted }) {
        let read = try SignedMessage(altered).signers[0]
        #expect(read.signedBytes == signer.signedBytes, "byte \(index)")
        #expect(read.signature == signer.signature, "byte \(index)")
      }
      _ = SignatureCheck.check(
        Array(bytes[..<index]), named: "x", content: bench.content, policy)
      _ = try? TimeStampToken(altered)
    }
  }

  /// Invented certificates of one name, and signatures that fit none of them.
  @Test func `no file of signatures keeps a reviewer waiting`() throws {
    let bench = try SigningBench()
    let now = try bench.present
    // SM2 takes a millisecond a verification. No certificate is signed along, so that any may fit.
    let key = try bench.key("sm2")
    let attributes = DERBytes.set([
      SignerInfo.attribute(ObjectID.contentType, DERBytes.objectIdentifier(ObjectID.data)),
      SignerInfo.attribute(
        ObjectID.messageDigest,
        DERBytes.octetString(try MessageDigest.sm3.digest(of: bench.content))),
    ])
    func signer(_ signature: [UInt8]) throws -> SignerInfo {
      try SignerInfo(
        encoded: SignerInfo.encode(
          certificate: key.certificate, digest: .sm3, attributes: attributes,
          signatureAlgorithm: key.signatureAlgorithm, signature: signature))
    }
    var signature = try key.sign(attributes)
    let sound = try signer(signature)
    signature[signature.count - 1] ^= 1
    let altered = try signer(signature)
    func file(_ signers: [[UInt8]], _ certificates: [[UInt8]]) throws {
      let body = DERBytes.sequence(
        DERBytes.integer(1), DERBytes.set([MessageDigest.sha256.algorithm]),
        DERBytes.sequence(DERBytes.objectIdentifier(ObjectID.data)),
        DERBytes.constructed(.context(0), certificates), DERBytes.constructed(.set, signers))
      try bench.folder.write(
        DERBytes.sequence(
          DERBytes.objectIdentifier(ObjectID.signedData),
          DERBytes.constructed(.context(0), [body])), to: "b.tar.p7s")
    }
    let certificate = key.certificate.encoded
    try file([sound.encoded], [certificate])
    #expect(try bench.check(trust: ["sm2ca.pem"], at: now).findings == [])
    let twins = (0..<SignedMessage.mostCertificates).map { number in
      Array(certificate.dropLast(2)) + [UInt8(number >> 8), UInt8(number & 0xFF)]
    }
    try file(.init(repeating: altered.encoded, count: SignedMessage.mostSigners), twins)
    let (report, time) = try threadTime { try bench.check(at: now) }
    #expect(report.findings.map(\.details["reason"]) == .init(repeating: "altered", count: 100))
    // With every certificate it would be half a minute and more.
    #expect(time < .seconds(10), "\(time)")

    // More time stamps than anyone needs: one attribute of so many values.
    let stamps = [[UInt8]](repeating: DERBytes.null, count: SignedMessage.mostTimeStamps + 1)
    let stamped = sound.encoded(
      adding: ObjectID.timeStampToken, stamps.flatMap(\.self))
    try file([stamped], [certificate])
    #expect(try bench.check(at: now).findings.map(\.rule) == ["signature-malformed"])
    let long = [UInt8](repeating: 0, count: SignatureCheck.largestContent + 1)
    try file([sound.encoded], [certificate])
    #expect(
      try bench.check(at: now, content: long).findings.map(\.rule) == ["signature-without-seal"])
  }

  @Test func `two who sign at once don't lose a signature`() throws {
    let bench = try SigningBench()
    let now = try bench.present
    let lock = try Descriptor.open(bench.package)
    #expect(try lock.lock())
    #expect(throws: SignatureError.busy(file: bench.signatures)) { try bench.sign("rsa", at: now) }
    #expect(try !bench.folder.names().contains("b.tar.p7s"))
  }

  @Test func `SM3 is as openssl computes it`() throws {
    let folder = try TemporaryFolder()
    for text in ["", "abc", String(repeating: "x", count: 100_000)] {
      try folder.write(text, to: "in")
      let told = try shell("openssl dgst -sm3 -r in | head -c 64", in: folder.path).output
      let digests = try MessageDigests([.sm3]).digests(of: Array(text.utf8))
      #expect(digests.sm3?.hex == told)
    }
  }
}
