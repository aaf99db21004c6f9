/// What a signature may be over in the place of the seal, by mistake.
public struct SignedInstead: Sendable {
  public enum Object: String, Sendable, CaseIterable {
    /// The whole `.tar`.
    case package
    /// A list or record of the package other than the one that seals it.
    case other
    /// The seal, its line ends changed by a program that took it for mail.
    case lineEnds = "line-ends"
  }

  var object: Object
  /// The file's name, where it is a part of the package.
  var name: String?
  /// Its digest; nil where it can't be read. Asked for where a signature is not over the seal.
  var digest: @Sendable (MessageDigest) -> [UInt8]?

  /// A part of the package.
  public static func part(_ name: String, _ bytes: [UInt8]) -> SignedInstead {
    SignedInstead(object: .other, name: name) { try? $0.digest(of: bytes) }
  }

  /// The whole package, whose digest costs a reading of it.
  ///
  /// - Parameter chunks: hands out the package's bytes, piece by piece.
  public static func package(
    _ chunks: @escaping @Sendable (_ each: ([UInt8]) throws -> Void) throws -> Void
  ) -> SignedInstead {
    SignedInstead(object: .package) { algorithm in
      try? MessageDigest.digest(by: algorithm.digestAlgorithm, of: chunks)
    }
  }

  /// The seal as mail has it (RFC 8551 §3.1.1), which openssl makes of it without `-binary`.
  static func lineEnds(of content: [UInt8]) -> SignedInstead {
    SignedInstead(object: .lineEnds) { algorithm in
      var mail: [UInt8] = []
      for byte in content {
        if byte == 0x0A, mail.last != 0x0D { mail.append(0x0D) }
        mail.append(byte)
      }
      return try? algorithm.digest(of: mail)
    }
  }
}
