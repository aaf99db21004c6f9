/// The digest algorithms that manifests may name, each spelled as in `manifest-sha256.txt`.
///
/// RFC 8493 §2.4: a name is "normalized … by lowercasing the common name of the algorithm and
/// removing all non-alphanumeric characters". What libcrypto offers of these is verified.
public enum DigestAlgorithm: String, CaseIterable, Sendable {
  case md5, sha1, sha224, sha256, sha384, sha512, sm3
  case sha3224, sha3256, sha3384, sha3512, blake2b, blake2s

  /// The algorithm of a manifest's name, in any spelling, as `sha3_256` or `SHA-256`.
  init?(spelled name: some StringProtocol) {
    let plain = name.lowercased().utf8.filter { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    switch String(decoding: plain, as: UTF8.self) {
    case "blake2b512": self = .blake2b
    case "blake2s256": self = .blake2s
    case let name: self.init(rawValue: name)
    }
  }

  public var byteCount: Int {
    switch self {
    case .md5: 16
    case .sha1: 20
    case .sha224, .sha3224: 28
    case .sha256, .sm3, .sha3256, .blake2s: 32
    case .sha384, .sha3384: 48
    case .sha512, .sha3512, .blake2b: 64
    }
  }

  /// Whether two contents of one digest can be made on purpose (RFC 6151, RFC 6194).
  public var isWeak: Bool { self == .md5 || self == .sha1 }

  /// What a pipe is hashed with, since its manifests may come after its files: all that bags are
  /// made with in practice. The others cost more than they are met.
  static let common: [DigestAlgorithm] = [.md5, .sha1, .sha224, .sha384, .sha512, .sm3]

  /// What evpack's own packages in a pipe are hashed with besides SHA-256.
  static let ours: [DigestAlgorithm] = [.sm3]

  /// The name that libcrypto knows (EVP_MD-common(7) and its neighbours).
  var libcryptoName: String {
    switch self {
    case .md5: "MD5"
    case .sha1: "SHA1"
    case .sha224: "SHA224"
    case .sha256: "SHA256"
    case .sha384: "SHA384"
    case .sha512: "SHA512"
    case .sm3: "SM3"
    case .sha3224: "SHA3-224"
    case .sha3256: "SHA3-256"
    case .sha3384: "SHA3-384"
    case .sha3512: "SHA3-512"
    case .blake2b: "BLAKE2B-512"
    case .blake2s: "BLAKE2S-256"
    }
  }
}
