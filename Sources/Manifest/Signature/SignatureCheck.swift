import Evidence

/// Holds the signatures beside a package against the package's seal and a reviewer's trust.
public struct SignatureCheck {
  /// Each signature costs a digest of it; evpack's own have five lines.
  static let largestContent = 1 << 20

  private let content: [UInt8]
  private let policy: SignaturePolicy
  private let instead: [SignedInstead]
  /// Where a signer's certificate may be found.
  private let known: [Certificate]
  private var report: SignatureReport

  /// Checks every signature in a file; a pure function of its arguments.
  ///
  /// Each signer is taken by the certificate that the signature itself names and signs along, never
  /// by one that merely lies in the file.
  ///
  ///     let report = SignatureCheck.check(p7s, named: "福清电子.tar.p7s", content: tagManifest,
  ///       SignaturePolicy(trust: anchors, now: now))
  ///
  /// - Parameters:
  ///   - bytes: the CMS file, in DER or as text (PEM, Base64, S/MIME).
  ///   - content: what was signed: the package's `tagmanifest-sha256.txt`.
  ///   - instead: what may have been signed in its place, to be told as that.
  public static func check(
    _ bytes: [UInt8], named file: String, content: [UInt8], _ policy: SignaturePolicy,
    instead: [SignedInstead] = []
  ) -> SignatureReport {
    guard let message = try? SignedMessage(file: bytes), !message.signers.isEmpty else {
      return SignatureReport(
        file: file, findings: [Finding("signature-malformed", .error, at: file)])
    }
    guard content.count <= largestContent else {
      return SignatureReport(
        file: file, findings: [Finding("signature-without-seal", .error, at: file)])
    }
    let known = message.certificates.compactMap { Certificate($0) } + policy.trust.certificates
    var check = SignatureCheck(
      content: content, policy: policy, instead: [.lineEnds(of: content)] + instead, known: known,
      report: SignatureReport(file: file))
    for signer in message.signersByTime { check.add(signer, of: message) }
    check.compareRoles()
    return check.report
  }

  /// What is told of a package that has no signature beside it.
  ///
  /// - Parameter file: where it was looked for.
  public static func missing(_ file: String, _ policy: SignaturePolicy) -> SignatureReport {
    SignatureReport(
      findings: policy.isRequired ? [Finding("signature-missing", .error, at: file)] : [])
  }

  private mutating func find(
    _ rule: Finding.Rule, _ level: Finding.Level, _ signer: Signer,
    _ details: [String: String] = [:]
  ) {
    var details = details
    details["signer"] = String(signer.number)
    report.findings.append(Finding(rule, level, at: report.file ?? "", details))
  }

  private mutating func add(_ info: SignerInfo, of message: SignedMessage) {
    var signer = Signer(
      number: report.signers.count + 1, state: .invalid, claimedTime: info.claimedTime,
      judgedAt: policy.now, isJudgedByTimeStamp: false)
    signer.role = info.claimedRole
    signer.digestAlgorithm = MessageDigest(info.digestAlgorithm)?.rawValue
    switch info.verify(
      over: content, typed: message.contentType, by: known, mustNameCertificate: false)
    {
    case .success(let certificate):
      signer.describe(certificate)
      judge(info, certificate, &signer)
    case .failure(let problem):
      if let certificate = known.first(where: { $0.isNamed(by: info.certificateName) }) {
        signer.describe(certificate)
      }
      tell(problem, of: info, signer)
    }
    report.signers.append(signer)
  }

  private mutating func tell(
    _ problem: SignerInfo.Problem, of info: SignerInfo, _ signer: Signer
  ) {
    switch problem {
    case .otherContent:
      if let other = signed(by: info) {
        find(
          "signature-over-other", .error, signer,
          ["object": other.object.rawValue].merging(other.name.map { ["what": $0] } ?? [:]) {
            one, _ in one
          })
        return
      }
      find("signature-invalid", .error, signer, ["reason": "other-content"])
    case .altered: find("signature-invalid", .error, signer, ["reason": "altered"])
    case .otherCertificate:
      find("signature-invalid", .error, signer, ["reason": "other-certificate"])
    case .noCertificate: find("signature-certificate-missing", policy.level, signer)
    case .unsupported: find("signature-unsupported", policy.level, signer)
    }
  }

  /// What a signature is over that is not over the seal; nil where that stays unknown.
  private func signed(by info: SignerInfo) -> SignedInstead? {
    guard let algorithm = MessageDigest(info.digestAlgorithm),
      let told = try? info.signed(ObjectID.messageDigest)?.octetString()
    else { return nil }
    return instead.first { $0.digest(algorithm) == told }
  }

  /// Judges the certificate of a signature that is right in itself.
  private mutating func judge(
    _ info: SignerInfo, _ certificate: Certificate, _ signer: inout Signer
  ) {
    signer.timeStamp = timeStamp(of: info, signer)
    if let stamp = signer.timeStamp, stamp.state == .trusted {
      signer.judgedAt = stamp.time
      signer.isJudgedByTimeStamp = true
    }
    let moment = signer.judgedAt
    signer.state = .unconfirmed
    if let key = certificate.publicKey, key.isWeak {
      signer.state = .untrusted
      find("signature-key-weak", policy.level, signer, ["key": key.name])
    } else if !certificate.maySign {
      signer.state = .untrusted
      find(
        "signature-untrusted", policy.level, signer,
        ["reason": UntrustedReason.wrongUse.rawValue])
    } else if policy.trust.isEmpty {
      if let start = signer.notBefore, let end = signer.notAfter, moment < start || moment > end {
        signer.state = .expired
        tellExpired(signer)
      }
      find("signature-unconfirmed", policy.level, signer)
    } else {
      switch trustedChain(from: certificate, by: known, at: moment, for: .signing) {
      case .success(let chain):
        signer.state = .trusted
        checkRevocation(chain, at: moment, &signer)
      case .failure(.expired), .failure(.notYetValid):
        signer.state = .expired
        tellExpired(signer)
      case .failure(.untrusted(let reason)):
        signer.state = .untrusted
        find("signature-untrusted", policy.level, signer, ["reason": reason.rawValue])
      }
    }
  }

  private mutating func tellExpired(_ signer: Signer) {
    func text(_ seconds: Int64?) -> String {
      civilDate(ofUnixSeconds: max(0, seconds ?? 0)).moment
    }
    find(
      "signature-expired", policy.level, signer,
      [
        "judged": text(signer.judgedAt), "by": signer.isJudgedByTimeStamp ? "time-stamp" : "now",
        "from": text(signer.notBefore), "to": text(signer.notAfter),
      ])
  }

  private func trustedChain(
    from leaf: Certificate, by known: [Certificate], at moment: Int64,
    for purpose: TrustAnchors.Purpose
  ) -> Result<[Certificate], TrustAnchors.Failure> {
    let found = try? policy.trust.chain(from: leaf, by: known, at: moment, for: purpose)
    return found ?? .failure(.untrusted(.brokenChain))
  }

  // MARK: Revocation

  private mutating func checkRevocation(
    _ chain: [Certificate], at moment: Int64, _ signer: inout Signer
  ) {
    if policy.trust.revocationLists.isEmpty { return }
    switch revocation(in: chain) {
    case .revoked(let date) where date <= moment:
      signer.state = .revoked
      signer.isRevocationKnown = true
      find(
        "signature-revoked", .error, signer, ["date": civilDate(ofUnixSeconds: max(0, date)).moment]
      )
    case .revoked(let date):
      signer.isRevocationKnown = true
      find(
        "signature-revoked-later", .warning, signer,
        ["date": civilDate(ofUnixSeconds: max(0, date)).moment])
    case .good(let nextUpdate):
      guard let nextUpdate, nextUpdate < moment else {
        signer.isRevocationKnown = true
        return
      }
      find(
        "revocation-list-outdated", .warning, signer,
        ["date": civilDate(ofUnixSeconds: max(0, nextUpdate)).moment])
    case .unknown: find("revocation-unknown", .warning, signer)
    }
  }

  private enum Revocation {
    case revoked(Int64)
    case good(nextUpdate: Int64?)
    /// The signer's authority made none of the lists.
    case unknown
  }

  /// The earliest revocation in a chain; the last certificate is trusted as it is.
  private func revocation(in chain: [Certificate]) -> Revocation {
    var outcome = Revocation.unknown
    for (index, pair) in zip(chain, chain.dropFirst()).enumerated() {
      for list in policy.trust.revocationLists where (try? list.isMade(by: pair.1)) == true {
        if let date = list.revocation(of: pair.0) {
          if case .revoked(let earlier) = outcome, earlier <= date { continue }
          outcome = .revoked(date)
        } else if index == 0 {
          switch outcome {
          case .unknown: outcome = .good(nextUpdate: list.nextUpdate)
          case .good(let other):
            let latest = [other, list.nextUpdate].compactMap(\.self).max()
            outcome = .good(nextUpdate: latest)
          case .revoked: break
          }
        }
      }
    }
    return outcome
  }

  // MARK: Time stamps

  /// The best of a signature's time stamps, with what is wrong with it told.
  private mutating func timeStamp(
    of info: SignerInfo, _ signer: Signer
  ) -> TimeStamp? {
    var best: (stamp: TimeStamp, reason: String?)?
    for bytes in info.timeStampTokens {
      let judged = judge(bytes, over: info.signature)
      if best == nil || judged.stamp.state == .trusted { best = judged }
      if judged.stamp.state == .trusted { break }
    }
    guard let best else { return nil }
    switch best.stamp.state {
    case .invalid: find("time-stamp-invalid", .warning, signer)
    case .untrusted:
      find("time-stamp-untrusted", .warning, signer, ["reason": best.reason ?? ""])
    case .trusted, .unconfirmed: break
    }
    return best.stamp
  }

  private func judge(
    _ bytes: [UInt8], over signature: [UInt8]
  ) -> (stamp: TimeStamp, reason: String?) {
    guard let token = try? TimeStampToken(bytes) else {
      return (TimeStamp(state: .invalid, time: 0), nil)
    }
    var stamp = TimeStamp(state: .invalid, time: token.time)
    let known = token.message.certificates.compactMap { Certificate($0) } + self.known
    guard (try? token.isFor(signature)) == true, let certificate = token.verify(by: known) else {
      return (stamp, nil)
    }
    stamp.authority = certificate.shortSubject
    stamp.state = .unconfirmed
    if policy.trust.isEmpty { return (stamp, nil) }
    switch trustedChain(from: certificate, by: known, at: token.time, for: .timeStamping) {
    case .success(let chain):
      stamp.state = .trusted
      if case .revoked(let date) = revocation(in: chain), date <= token.time {
        stamp.state = .untrusted
        return (stamp, "revoked")
      }
      return (stamp, nil)
    case .failure(.untrusted(let reason)):
      stamp.state = .untrusted
      return (stamp, reason.rawValue)
    case .failure(.expired), .failure(.notYetValid):
      stamp.state = .untrusted
      return (stamp, "not-valid-then")
    }
  }

  // MARK: Roles

  private mutating func compareRoles() {
    var seen: [String: Int] = [:]
    for signer in report.signers {
      guard let role = signer.role else { continue }
      if let first = seen[role] {
        find(
          "signature-role-repeated", .warning, signer, ["role": role, "first": String(first)])
      }
      seen[role] = seen[role] ?? signer.number
    }
  }
}

extension Signer {
  fileprivate mutating func describe(_ certificate: Certificate) {
    name = certificate.shortSubject
    subject = certificate.subject
    issuer = certificate.issuer
    serial = certificate.serial
    notBefore = certificate.notBefore
    notAfter = certificate.notAfter
    keyAlgorithm = certificate.publicKey?.name
  }
}
