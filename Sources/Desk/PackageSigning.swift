internal import Evidence
internal import Files
public import Manifest
public import Review

/// Signs packages, and has signatures time-stamped.
public enum PackageSigning {
  /// A package that may be signed, as it was found.
  public struct Candidate: Sendable {
    public var review: PackageReview
    /// What a signature is over: the package's `tagmanifest-sha256.txt`.
    var content: [UInt8]
  }

  /// Makes sure that a package is what it was when it was sealed, before anyone signs it.
  ///
  /// - Parameters:
  ///   - path: the package's file.
  ///   - now: Unix seconds.
  ///   - progress: called from several threads.
  ///   - isCancelled: asked often, from several threads.
  /// - Throws: `SignatureError` for a package that is not intact or not evpack's, and what reviewing
  ///   throws.
  public static func examine(
    _ path: String, now: Int64,
    progress: (@Sendable (Progress) -> Void)? = nil, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> Candidate {
    let review = try PackageReviewing.review(
      path, signatures: SignaturePolicy(now: now), progress: progress,
      isCancelled: isCancelled)
    guard review.package.isPackage else { throw SignatureError.notAPackage(file: path) }
    guard review.isIntact else { throw SignatureError.packageNotIntact(file: path) }
    // Only evpack's own tag manifest covers every byte of a package.
    guard review.package.isCanonical,
      let content = review.package.captured[BagLayout.tagManifestPath]
    else { throw SignatureError.packageForeign(file: path) }
    if review.signatures.findings.contains(where: { $0.rule == "signature-over-other" }) {
      throw SignatureError.signsOther(file: review.signatures.file ?? path)
    }
    return Candidate(review: review, content: content)
  }

  /// Adds a signature to the file beside the package.
  ///
  /// - Parameters:
  ///   - role: `applicant`, `county`, `city`, `province`, or other words.
  ///   - claimedTime: Unix seconds.
  /// - Throws: `SignatureError`, `SystemError`, `StagedFile.Failure`.
  public static func sign(
    _ candidate: Candidate, with key: SigningKey, role: String?, claimedTime: Int64
  ) throws -> SignatureFile.Outcome {
    try SignatureFile.sign(
      candidate.content, of: candidate.review.file, with: key, role: role,
      claimedTime: claimedTime)
  }

  /// Writes a request for a signature's time to a new file, to be taken to an authority.
  ///
  /// - Parameter signer: the signer's number; nil takes the last one without a time stamp.
  /// - Throws: `SignatureError`, `SystemError`, `StagedFile.Failure`.
  public static func writeRequest(
    for candidate: Candidate, signer: Int?, _ digest: MessageDigest, to file: String
  ) throws {
    let request = try request(for: candidate, signer: signer, digest)
    try StagedFile.write(request.encoded, to: file, replacing: false)
  }

  /// Has a signature time-stamped by the authority at an address.
  ///
  /// - Parameters:
  ///   - signer: the signer's number; nil takes the last one without a time stamp.
  ///   - url: `http://…` or `https://…`.
  ///   - agent: the program's name and version, as `evpack/1.0`.
  /// - Returns: what was stamped, and the address that `url` sent on to; nil where it sent on to none.
  /// - Throws: `SignatureError`, `SystemError`, `StagedFile.Failure`.
  public static func stamp(
    _ candidate: Candidate, signer: Int?, _ digest: MessageDigest, askingAt url: String,
    as agent: String
  ) throws -> (outcome: SignatureFile.Outcome, redirection: String?) {
    let request = try request(for: candidate, signer: signer, digest)
    let answer = try TimeStampAuthority.ask(url, request, as: agent)
    return (try add(timeStamp: answer.file, to: candidate), answer.redirection)
  }

  private static func request(
    for candidate: Candidate, signer: Int?, _ digest: MessageDigest
  ) throws -> TimeStampRequest {
    try SignatureFile.timeStampRequest(
      of: candidate.review.file, content: candidate.content, signer: signer, digest)
  }

  /// Adds a time-stamp authority's answer to the signature that it is for.
  ///
  /// - Throws: `SignatureError`, `SystemError`, `StagedFile.Failure`.
  public static func add(
    timeStamp answer: SigningKey.File, to candidate: Candidate
  ) throws -> SignatureFile.Outcome {
    try SignatureFile.add(
      timeStamp: answer, to: candidate.review.file, content: candidate.content)
  }
}
