/// Why nothing was signed or stamped; a signature that is there already is left as it was.
public enum SignatureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No private key of a kind that can be read.
  case keyUnreadable(file: String)
  /// No PKCS#12 at all; perhaps PEM.
  case pkcs12Unreadable(file: String, isPEM: Bool)
  /// A PKCS#12 that opens, and no key in it that can be read.
  case pkcs12WithoutKey(file: String)
  case wrongPassphrase(file: String)
  case keyUnsupported(file: String, kind: String)
  /// The key, as `RSA 1024`, is too small for anyone to rely on.
  case keyWeak(name: String)
  case keyMismatch(key: String, certificate: String)
  case noCertificate(file: String)
  case noRevocationList(file: String)
  /// Unix seconds.
  case certificateExpired(time: Int64)
  case certificateNotYetValid(time: Int64)
  case certificateOfAuthority(isSelfSigned: Bool)
  case certificateNotForSigning

  case notAPackage(file: String)
  /// The package is not as it was sealed.
  case packageNotIntact(file: String)
  /// The package is another tool's, so that a signature would not cover all of it.
  case packageForeign(file: String)
  case fileMalformed(file: String)
  /// The signatures in the file are for another package.
  case otherPackage(file: String)
  /// The signatures in the file are for this package, and not over its seal.
  case signsOther(file: String)
  /// A signature in the file was altered.
  case signatureBroken(file: String)
  case alreadySigned(file: String)
  /// Another program changed the file meanwhile.
  case changed(file: String)
  case busy(file: String)

  case noSignature(file: String)
  case noSuchSigner(number: Int, count: Int)
  case allStamped
  case tokenMalformed(file: String)
  /// A request, which is to be answered first.
  case tokenIsRequest(file: String)
  /// The authority gave no token (RFC 3161 §2.4.2, PKIStatus).
  case tokenRefused(status: Int, reason: String)
  /// The token is for none of the signatures.
  case tokenForOther(file: String)
  /// The token's own signature does not fit it.
  case tokenInvalid(file: String)
  case badAddress(url: String)
  case unreachable(url: String, Obstacle)

  /// Why an authority gave no answer.
  public enum Obstacle: Hashable, Sendable {
    case unknownHost, unknownProxy, noRoute, refused, silent, cutShort
    /// libcurl is not on this machine.
    case noLibrary
    /// Neither http nor https.
    case protocolOther
    /// https: no agreement on how, or a certificate that this machine does not trust.
    case notSecure, notTrusted
    case redirections(most: Int)
    case tooLarge(limit: Int)
    /// An HTTP status that is no 200, of the authority or of a proxy on the way.
    case status(Int)
    case proxy(status: Int)
    /// What came is a web page (to log in, say), nothing at all, or no time stamp.
    case webPage, empty, noAnswer
    /// In the library's words.
    case other(String)
  }

  /// What was just written does not verify: a fault in evpack or in libcrypto.
  case selfCheckFailed
  case libcrypto(LibcryptoError)

  public var description: String {
    switch self {
    case .keyUnreadable(let file): "no private key could be read from \(file)"
    case .pkcs12Unreadable(let file, _): "\(file) is no PKCS#12 file"
    case .pkcs12WithoutKey(let file): "no private key could be read from \(file)"
    case .keyWeak(let name): "\(name) is too small a key"
    case .wrongPassphrase(let file): "wrong passphrase for \(file)"
    case .keyUnsupported(let file, let kind): "\(file): \(kind) keys are not supported"
    case .keyMismatch(let key, let certificate): "\(key) does not belong to \(certificate)"
    case .noCertificate(let file): "no certificate in \(file)"
    case .noRevocationList(let file): "no revocation list in \(file)"
    case .certificateExpired(let time): "the certificate expired at \(time)"
    case .certificateNotYetValid(let time): "the certificate is not valid before \(time)"
    case .certificateOfAuthority: "the certificate is an authority's"
    case .certificateNotForSigning: "the certificate's key usage does not allow signatures"
    case .notAPackage(let file): "\(file) is no package"
    case .packageNotIntact(let file): "\(file) is not intact"
    case .packageForeign(let file): "\(file) was not sealed by evpack"
    case .fileMalformed(let file): "\(file) is no signature file"
    case .otherPackage(let file): "\(file) belongs to another package"
    case .signsOther(let file): "\(file) is not over the package's seal"
    case .signatureBroken(let file): "a signature in \(file) was altered"
    case .alreadySigned(let file): "\(file) has a signature by this certificate in this role"
    case .changed(let file): "\(file) was changed meanwhile"
    case .busy(let file): "\(file) is being signed by another process"
    case .noSignature(let file): "\(file) has no signature"
    case .noSuchSigner(let number, let count): "there is no signature \(number) of \(count)"
    case .allStamped: "all signatures have a time stamp"
    case .tokenMalformed(let file): "\(file) is no time-stamp token"
    case .tokenIsRequest(let file): "\(file) is a request and no answer"
    case .tokenRefused(let status, let reason): "time stamp refused, status \(status): \(reason)"
    case .tokenForOther(let file): "\(file) is for none of the signatures"
    case .tokenInvalid(let file): "the token in \(file) is not signed rightly"
    case .badAddress(let url): "unusable address \(url)"
    case .unreachable(let url, let reason): "\(url): \(reason)"
    case .selfCheckFailed: "the new signature does not verify"
    case .libcrypto(let error): error.description
    }
  }
}
