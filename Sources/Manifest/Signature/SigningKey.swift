import CCrypto
import SwiftASN1

/// Bytes that open an encrypted key, wiped when they are no longer needed.
public final class Passphrase {
  private let bytes: UnsafeMutableBufferPointer<UInt8>

  /// Takes over `text` and wipes it.
  public init(wiping text: inout [UInt8]) {
    bytes = .allocate(capacity: text.count + 1)
    _ = bytes.initialize(from: text + [0])
    text.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    text = []
  }

  deinit {
    OPENSSL_cleanse(bytes.baseAddress, bytes.count)
    bytes.deallocate()
  }

  var count: Int { bytes.count - 1 }

  /// The bytes, ended by a NUL.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    bytes.withMemoryRebound(to: CChar.self) { text in
      guard let base = text.baseAddress else { preconditionFailure("there is at least the NUL") }
      return body(base)
    }
  }
}

/// A private key with the certificate that says whose it is.
public final class SigningKey {
  let certificate: Certificate
  /// Further certificates, up to the authority's.
  let chain: [Certificate]
  private let key: OpaquePointer

  /// The kind and size, as `RSA 2048`.
  public var name: String { PublicKey.name(of: key) }
  var isWeak: Bool { PublicKey.isWeak(key) }
  /// The certificate's subject.
  public var subject: String { certificate.subject }

  /// Asked for a file's passphrase, only where the file needs one.
  public typealias Ask = (_ file: String) throws -> Passphrase

  /// The bytes of a file with its name for messages.
  public struct File {
    public var name: String
    public var bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// Takes a key (PEM), its certificate and further ones (PEM, DER or PKCS#7).
  ///
  /// - Throws: ``SignatureError``, or what `ask` throws.
  public convenience init(key: File, certificate: File, chain: [File] = [], ask: Ask) throws {
    let found = Certificate.all(in: certificate.bytes)
    guard !found.isEmpty else { throw SignatureError.noCertificate(file: certificate.name) }
    var others: [Certificate] = []
    for file in chain {
      let all = Certificate.all(in: file.bytes)
      if all.isEmpty { throw SignatureError.noCertificate(file: file.name) }
      others += all
    }
    let pointer = try Self.read(key, ask: ask)
    // A file may hold the whole chain, in any order: the certificate is the one that fits the key.
    guard let own = found.first(where: { X509_check_private_key($0.pointer, pointer) == 1 }) else {
      LibcryptoError.forget()
      EVP_PKEY_free(pointer)
      throw SignatureError.keyMismatch(key: key.name, certificate: certificate.name)
    }
    LibcryptoError.forget()
    try self.init(pointer, own, found.filter { $0 !== own } + others, file: key.name)
  }

  /// Takes key and certificates out of a PKCS#12 file (`.p12`, `.pfx`).
  ///
  /// - Throws: ``SignatureError``, or what `ask` throws.
  public convenience init(pkcs12 file: File, ask: Ask) throws {
    let container = file.bytes.withUnsafeBufferPointer { bytes -> OpaquePointer? in
      var position = bytes.baseAddress
      return d2i_PKCS12(nil, &position, bytes.count)
    }
    guard let container else {
      LibcryptoError.forget()
      throw SignatureError.pkcs12Unreadable(
        file: file.name, isPEM: file.bytes.starts(with: "-----BEGIN".utf8))
    }
    defer { PKCS12_free(container) }
    var passphrase: Passphrase?
    if PKCS12_verify_mac(container, "", 0) != 1, PKCS12_verify_mac(container, nil, 0) != 1 {
      passphrase = try ask(file.name)
    }
    let opens = passphrase?.withCString { PKCS12_verify_mac(container, $0, -1) == 1 } ?? true
    guard opens else {
      LibcryptoError.forget()
      throw SignatureError.wrongPassphrase(file: file.name)
    }
    var key: OpaquePointer?
    var certificate: OpaquePointer?
    var others: OpaquePointer?
    func parse() -> Bool {
      guard let passphrase else {
        return PKCS12_parse(container, "", &key, &certificate, &others) == 1
      }
      return passphrase.withCString {
        PKCS12_parse(container, $0, &key, &certificate, &others) == 1
      }
    }
    if !parse() {
      // Older Windows encrypts with RC2, which libcrypto keeps in its `legacy` provider.
      _ = OSSL_PROVIDER_try_load(nil, "legacy", 1)
      _ = parse()
    }
    LibcryptoError.forget()
    var chain: [Certificate] = []
    if let others {
      for index in 0..<ccrypto_certificates_count(others) {
        guard let one = ccrypto_certificates_at(others, index) else { continue }
        X509_up_ref(one)
        chain.append(Certificate(taking: one))
      }
      ccrypto_certificates_release(others)
    }
    let own = certificate.map { Certificate(taking: $0) }
    guard let key else { throw SignatureError.pkcs12WithoutKey(file: file.name) }
    guard let own else {
      EVP_PKEY_free(key)
      throw SignatureError.noCertificate(file: file.name)
    }
    try self.init(key, own, chain, file: file.name)
  }

  private init(
    _ key: OpaquePointer, _ certificate: Certificate, _ chain: [Certificate], file: String
  ) throws(SignatureError) {
    self.key = key
    self.certificate = certificate
    self.chain = chain
    guard PublicKey.kind(of: key) != nil else {
      throw .keyUnsupported(file: file, kind: PublicKey.name(of: key))
    }
  }

  deinit { EVP_PKEY_free(key) }

  private static func read(_ file: File, ask: Ask) throws -> OpaquePointer {
    guard let bio = BIO_new_mem_buf(file.bytes, Int32(clamping: file.bytes.count)) else {
      throw LibcryptoError("BIO_new_mem_buf")
    }
    defer { BIO_free_all(bio) }
    /// What the callback is given, and whether it was called.
    struct Answer {
      var text: UnsafePointer<CChar>?
      var count = 0
      var wasAsked = false
    }
    func attempt(_ answer: inout Answer) -> OpaquePointer? {
      BIO_ctrl(bio, BIO_CTRL_RESET, 0, nil)
      let key = PEM_read_bio_PrivateKey(
        bio, nil,
        { buffer, size, _, context in
          guard let answer = context?.assumingMemoryBound(to: Answer.self) else { return -1 }
          answer.pointee.wasAsked = true
          guard let text = answer.pointee.text, let buffer, answer.pointee.count <= size else {
            return -1
          }
          buffer.update(from: text, count: answer.pointee.count)
          return Int32(answer.pointee.count)
        }, &answer)
      LibcryptoError.forget()
      return key
    }
    var answer = Answer()
    if let key = attempt(&answer) { return key }
    guard answer.wasAsked else { throw SignatureError.keyUnreadable(file: file.name) }
    let passphrase = try ask(file.name)
    let key = passphrase.withCString { text -> OpaquePointer? in
      var answer = Answer(text: text, count: passphrase.count)
      return attempt(&answer)
    }
    guard let key else { throw SignatureError.wrongPassphrase(file: file.name) }
    return key
  }

  // MARK: Signing

  /// SM3 with SM2 (GM/T 0009), SHA-256 with all else.
  var digest: MessageDigest { PublicKey.kind(of: key) == .sm2 ? .sm3 : .sha256 }

  /// The AlgorithmIdentifier that goes with a signature (RFC 5754 §3, GM/T 0006).
  var signatureAlgorithm: [UInt8] {
    switch PublicKey.kind(of: key) {
    case .rsa:
      DERBytes.sequence(DERBytes.objectIdentifier(ObjectID.rsaEncryption), DERBytes.null)
    case .sm2: DERBytes.sequence(DERBytes.objectIdentifier(ObjectID.sm2WithSM3))
    case .ecdsa, nil: DERBytes.sequence(DERBytes.objectIdentifier(ObjectID.ecdsaWithSHA256))
    }
  }

  /// - Throws: ``LibcryptoError``.
  func sign(_ bytes: [UInt8]) throws(LibcryptoError) -> [UInt8] {
    guard let context = EVP_MD_CTX_new() else { throw LibcryptoError("EVP_MD_CTX_new") }
    defer { EVP_MD_CTX_free(context) }
    var keyContext: OpaquePointer?
    guard
      EVP_DigestSignInit_ex(
        context, &keyContext, digest.digestAlgorithm.libcryptoName, nil, nil, key, nil) == 1
    else {
      throw LibcryptoError("EVP_DigestSignInit_ex")
    }
    if PublicKey.kind(of: key) == .sm2 {
      guard EVP_PKEY_CTX_set1_id(keyContext, SM2.identity, Int32(SM2.identity.count)) > 0 else {
        throw LibcryptoError("EVP_PKEY_CTX_set1_id")
      }
    }
    var count = 0
    guard EVP_DigestSign(context, nil, &count, bytes, bytes.count) == 1 else {
      throw LibcryptoError("EVP_DigestSign")
    }
    var signature = [UInt8](repeating: 0, count: count)
    guard EVP_DigestSign(context, &signature, &count, bytes, bytes.count) == 1 else {
      throw LibcryptoError("EVP_DigestSign")
    }
    return Array(signature[..<count])
  }
}
