public import Evidence

/// One who signed a package: who, in which role, when, and how far that is certain.
public struct Signer: Hashable, Sendable {
  /// How far a signature is to be believed.
  public enum State: String, Sendable, CaseIterable {
    /// Right, and the certificate leads to one that the reviewer trusts.
    case trusted
    /// Right; the reviewer named nobody to trust, so whose it is stays open.
    case unconfirmed
    case untrusted, expired, revoked
    /// Not over this package's seal, or altered, or made in a way that is not accepted.
    case invalid
  }

  /// In the order of the times that the signers claim, from 1.
  public var number: Int
  public var state: State
  /// The subject's common name, and its whole name; nil where the certificate is not there.
  public var name: String?
  public var subject: String?
  public var issuer: String?
  /// The certificate's serial number in hexadecimal digits.
  public var serial: String?
  /// What the signer says he signs as: `applicant`, `county`, `city`, `province`, or other words.
  public var role: String?
  /// What the signer says the time was, in Unix seconds.
  public var claimedTime: Int64?
  public var timeStamp: TimeStamp?
  /// The certificate's validity, in Unix seconds.
  public var notBefore: Int64?
  public var notAfter: Int64?
  /// As `RSA 2048`, `EC 256`, `SM2`.
  public var keyAlgorithm: String?
  public var digestAlgorithm: String?
  /// The moment that the certificate was judged at, in Unix seconds.
  public var judgedAt: Int64
  /// Whether that moment is the time stamp's, and not the present.
  public var isJudgedByTimeStamp: Bool
  /// Whether a list of the signer's authority, in date then, says that the certificate was revoked or
  /// that it was not.
  public var isRevocationKnown = false
}

/// A third party's word that a signature was there at a time (RFC 3161).
public struct TimeStamp: Hashable, Sendable {
  public enum State: String, Sendable, CaseIterable {
    case trusted, unconfirmed, untrusted, invalid
  }

  public var state: State
  /// Unix seconds.
  public var time: Int64
  /// The subject of the certificate that really signed; nil where it is not there.
  public var authority: String?
}

/// What was found of the signatures beside a package.
public struct SignatureReport: Sendable {
  /// The file that holds them; nil where there is none.
  public var file: String?
  public var signers: [Signer]
  public var findings: [Finding]

  public init(file: String? = nil, signers: [Signer] = [], findings: [Finding] = []) {
    self.file = file
    self.signers = signers
    self.findings = findings
  }
}

/// What a reviewer asks of signatures.
public struct SignaturePolicy: Sendable {
  public var trust: TrustAnchors
  /// Whether a package without signature is refused.
  public var isRequired: Bool
  /// The present, in Unix seconds.
  public var now: Int64

  public init(trust: TrustAnchors = .none, isRequired: Bool = false, now: Int64) {
    self.trust = trust
    self.isRequired = isRequired
    self.now = now
  }

  /// How much it weighs that a signature which is right in itself can't be trusted: nothing to fail
  /// over for one who asked for nothing.
  var level: Finding.Level { isRequired || !trust.isEmpty ? .error : .warning }
}
