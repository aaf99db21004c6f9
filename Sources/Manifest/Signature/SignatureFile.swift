import Evidence
import Files
import SwiftASN1

/// The file beside a package that holds its signatures: `PACKAGE.p7s`.
public enum SignatureFile {
  /// Where a package's signatures are.
  public static func path(of package: String) -> String { package + ending }

  private static let ending = ".p7s"

  /// Whether a file is called as the signatures of an archive are.
  package static func isSignatures(_ name: String) -> Bool {
    name.lowercased().hasSuffix(ending) && BagLayout.isArchive(String(name.dropLast(ending.count)))
  }

  /// What was signed or stamped.
  public struct Outcome: Sendable {
    public var file: String
    /// The signer that was added or stamped, judged without anyone trusted.
    public var signer: Signer
    /// All signers in the file.
    public var signers: [Signer]
  }

  /// Adds a signature to a package's signature file, making it where there is none.
  ///
  /// The signatures that are there already stay as they are, byte by byte; a file of text becomes one
  /// of DER. The file is replaced as
  /// a whole, and read and verified again afterwards.
  ///
  /// - Parameters:
  ///   - content: the package's `tagmanifest-sha256.txt`, from a package that was found intact.
  ///   - package: whose file is locked meanwhile, so that two signers don't meet.
  ///   - role: what the signer signs as.
  ///   - claimedTime: Unix seconds.
  /// - Throws: ``SignatureError``, `SystemError`, `StagedFile.Failure`; the file is then as it was.
  public static func sign(
    _ content: [UInt8], of package: String, with key: SigningKey, role: String?,
    claimedTime: Int64
  ) throws -> Outcome {
    try key.check(at: claimedTime)
    return try change(package, content) { message in
      let file = path(of: package)
      for signer in message.signers
      where key.certificate.isNamed(by: signer.certificateName) && signer.claimedRole == role {
        throw SignatureError.alreadySigned(file: file)
      }
      let attributes = try SignedAttributes.encode(
        message.contentType, contentDigest: try key.digest.digest(of: content),
        certificate: key.certificate,
        claimedTime: claimedTime, role: role)
      let encoded = SignerInfo.encode(
        certificate: key.certificate, digest: key.digest, attributes: attributes,
        signatureAlgorithm: key.signatureAlgorithm, signature: try key.sign(attributes))
      let signer = try SignerInfo(encoded: encoded)
      message.add(signer, certificates: ([key.certificate] + key.chain).map(\.encoded))
      return signer
    }
  }

  /// A request for the time of one signature, to be taken to an authority.
  ///
  /// - Parameters:
  ///   - content: the package's `tagmanifest-sha256.txt`, from a package that was found intact.
  ///   - number: the signer's; nil takes the last one without a time stamp.
  /// - Throws: ``SignatureError``, `SystemError`.
  public static func timeStampRequest(
    of package: String, content: [UInt8], signer number: Int? = nil,
    _ digest: MessageDigest = .sha256
  ) throws -> TimeStampRequest {
    let file = path(of: package)
    guard let bytes = try read(file) else { throw SignatureError.noSignature(file: file) }
    let signers = try message(bytes, file, over: content).signersByTime
    if signers.isEmpty { throw SignatureError.noSignature(file: file) }
    if let number {
      guard signers.indices.contains(number - 1) else {
        throw SignatureError.noSuchSigner(number: number, count: signers.count)
      }
      return try TimeStampRequest(for: signers[number - 1].signature, digest)
    }
    guard let signer = signers.last(where: { $0.timeStampTokens.isEmpty }) else {
      throw SignatureError.allStamped
    }
    return try TimeStampRequest(for: signer.signature, digest)
  }

  /// Adds an authority's answer to the signature that it is for.
  ///
  /// - Parameter answer: a time-stamp response or a bare token.
  /// - Throws: ``SignatureError``, `SystemError`, `StagedFile.Failure`; the file is then as it was.
  public static func add(
    timeStamp answer: SigningKey.File, to package: String, content: [UInt8]
  ) throws -> Outcome {
    let token = try TimeStampToken.read(
      SignatureText.decoded(answer.bytes), file: answer.name)
    return try change(package, content) { message in
      guard !message.signers.isEmpty else {
        throw SignatureError.noSignature(file: path(of: package))
      }
      guard let index = try message.signers.firstIndex(where: { try token.isFor($0.signature) })
      else { throw SignatureError.tokenForOther(file: answer.name) }
      let known = (token.message.certificates + message.certificates)
        .compactMap { Certificate($0) }
      guard token.verify(by: known) != nil else {
        throw SignatureError.tokenInvalid(file: answer.name)
      }
      let signer = try SignerInfo(
        encoded: message.signers[index].encoded(
          adding: ObjectID.timeStampToken, token.encoded))
      message.replaceSigner(at: index, with: signer)
      return signer
    }
  }

  // MARK: The file

  /// Reads, changes and replaces the file, with nobody else in between.
  private static func change(
    _ package: String, _ content: [UInt8],
    _ change: (inout SignedMessage) throws -> SignerInfo
  ) throws -> Outcome {
    let file = path(of: package)
    // The package is there and stays; its signature file comes and is replaced.
    let lock =
      isFolder(package) ? try Descriptor.openFolder(package) : try Descriptor.openFile(package)
    guard try lock.lock() else { throw SignatureError.busy(file: file) }
    defer { withExtendedLifetime(lock) {} }

    let before = try read(file)
    var message = SignedMessage()
    if let before { message = try Self.message(before, file, over: content) }
    let old = message.signers.map(\.signature)
    let signer: SignerInfo
    do { signer = try change(&message) } catch let error as LibcryptoError {
      throw SignatureError.libcrypto(error)
    } catch is Malformed {
      throw SignatureError.selfCheckFailed
    }
    let after = message.encoded
    let isWhole = old.allSatisfy { old in message.signers.contains { $0.signature == old } }
    guard isWhole, isRight(after, file, content, signer) else {
      throw SignatureError.selfCheckFailed
    }

    let staged = try StagedFile(for: file, replacing: before != nil)
    try after.withUnsafeBytes { try staged.descriptor.write($0, at: 0) }
    guard try read(file) == before else { throw SignatureError.changed(file: file) }
    do { try staged.commit() } catch {
      if case .targetExists = error { throw SignatureError.changed(file: file) }
      throw error
    }
    guard let written = try read(file), written == after,
      let index = message.signersByTime.firstIndex(where: { $0.signature == signer.signature })
    else { throw SignatureError.selfCheckFailed }
    let signers = check(written, file, content).signers
    return Outcome(file: file, signer: signers[index], signers: signers)
  }

  /// The signatures in a file, all of them right and over `content`.
  ///
  /// - Throws: ``SignatureError``.
  private static func message(
    _ bytes: [UInt8], _ file: String, over content: [UInt8]
  ) throws(SignatureError) -> SignedMessage {
    guard let message = try? SignedMessage(file: bytes) else { throw .fileMalformed(file: file) }
    let findings = check(bytes, file, content).findings
    if findings.contains(where: { $0.rule == "signature-over-other" }) {
      throw .signsOther(file: file)
    }
    let wrong = findings.first { $0.rule == "signature-invalid" }
    switch wrong?.details["reason"] {
    case nil: return message
    case "other-content"?: throw .otherPackage(file: file)
    default: throw .signatureBroken(file: file)
    }
  }

  private static func check(
    _ bytes: [UInt8], _ file: String, _ content: [UInt8]
  ) -> SignatureReport {
    SignatureCheck.check(bytes, named: file, content: content, SignaturePolicy(now: 0))
  }

  /// Whether the new bytes read back with the new signer's signature being right.
  private static func isRight(
    _ bytes: [UInt8], _ file: String, _ content: [UInt8], _ signer: SignerInfo
  ) -> Bool {
    guard let message = try? SignedMessage(bytes),
      let index = message.signersByTime.firstIndex(where: { $0.encoded == signer.encoded })
    else { return false }
    let report = check(bytes, file, content)
    return report.signers.indices.contains(index) && report.signers[index].state != .invalid
      && report.signers[index].timeStamp?.state != .invalid
  }

  /// The file's bytes; nil where there is none.
  private static func read(_ file: String) throws(SystemError) -> [UInt8]? {
    do throws(SystemError) {
      return try readFile(at: file, limit: SignedMessage.largest)
    } catch {
      if error.isNotFound { return nil }
      throw error
    }
  }
}

extension SignatureFile {
  /// The largest file that is read as one of signatures.
  public static var largest: Int { SignedMessage.largest }
}

extension SigningKey {
  /// Refuses a certificate that a reviewer would refuse at this time.
  ///
  /// - Parameter time: Unix seconds.
  /// - Throws: ``SignatureError``.
  public func check(at time: Int64) throws(SignatureError) {
    if let end = certificate.notAfter, time > end { throw .certificateExpired(time: end) }
    if let start = certificate.notBefore, time < start {
      throw .certificateNotYetValid(time: start)
    }
    if isWeak { throw .keyWeak(name: name) }
    if certificate.isAuthority {
      throw .certificateOfAuthority(isSelfSigned: certificate.isSelfSigned)
    }
    if !certificate.maySign { throw .certificateNotForSigning }
  }
}

extension SignerInfo {
  init(encoded: [UInt8]) throws(Malformed) {
    try self.init(ASN1Node.parse(encoded))
  }
}
