import SwiftASN1

/// One signer's part of a signed message (RFC 5652 §5.3), its bytes kept as they were read.
package struct SignerInfo {
  /// Which certificate the signer says is his.
  enum CertificateName {
    /// The DER of issuer and serial number.
    case issuerAndSerial(issuer: [UInt8], serial: [UInt8])
    case keyIdentifier([UInt8])
  }

  struct Attribute {
    var type: ASN1ObjectIdentifier
    /// The DER of each value.
    var values: [ASN1Node]
  }

  let encoded: [UInt8]
  let version: Int
  let certificateName: CertificateName
  let digestAlgorithm: ASN1ObjectIdentifier
  let digestAlgorithmEncoded: [UInt8]
  /// What was signed, with the tag of a SET; nil where the content was signed without attributes.
  package let signedBytes: [UInt8]?
  let signedAttributes: [Attribute]
  let signatureAlgorithm: ASN1ObjectIdentifier
  package let signature: [UInt8]
  let unsignedAttributes: [Attribute]

  private let upToSignature: [[UInt8]]
  private let unsignedEncoded: [[UInt8]]

  init(_ node: ASN1Node) throws(Malformed) {
    encoded = node.encoded
    var parts = try node.sequence()[...]
    func next() throws(Malformed) -> ASN1Node {
      guard let node = parts.popFirst() else { throw Malformed() }
      return node
    }
    version = try next().integer()
    let name = try next()
    if name.identifier == .context(0) {
      certificateName = .keyIdentifier(try name.octets)
    } else {
      let pair = try name.sequence()
      guard pair.count == 2, pair[1].identifier == .integer else { throw Malformed() }
      certificateName = .issuerAndSerial(issuer: pair[0].encoded, serial: pair[1].encoded)
    }
    let digest = try next()
    digestAlgorithmEncoded = digest.encoded
    digestAlgorithm = try Self.algorithm(digest)
    if parts.first?.identifier == .context(0) {
      let set = try next()
      signedAttributes = try Self.attributes(set.children)
      // RFC 5652 §5.4: signed is the DER of the SET, not of the tag that stands here.
      signedBytes = DERBytes.constructed(.set, try set.children.map(\.encoded))
    } else {
      signedAttributes = []
      signedBytes = nil
    }
    signatureAlgorithm = try Self.algorithm(try next())
    signature = try next().octetString()
    if let set = parts.popFirst() {
      let nodes = try set.set(.context(1))
      unsignedAttributes = try Self.attributes(nodes)
      unsignedEncoded = nodes.map(\.encoded)
    } else {
      unsignedAttributes = []
      unsignedEncoded = []
    }
    guard parts.isEmpty else { throw Malformed() }
    let before = try node.children.prefix { $0.identifier != .context(1) }
    upToSignature = before.map(\.encoded)
  }

  private static func algorithm(_ node: ASN1Node) throws(Malformed) -> ASN1ObjectIdentifier {
    guard let name = try node.sequence().first else { throw Malformed() }
    return try name.objectIdentifier()
  }

  private static func attributes(_ nodes: [ASN1Node]) throws(Malformed) -> [Attribute] {
    var attributes: [Attribute] = []
    for node in nodes {
      let pair = try node.sequence()
      guard pair.count == 2 else { throw Malformed() }
      attributes.append(
        Attribute(type: try pair[0].objectIdentifier(), values: try pair[1].set()))
    }
    return attributes
  }

  /// The one value of a signed attribute; nil where it is absent or not single.
  func signed(_ type: ASN1ObjectIdentifier) -> ASN1Node? {
    let found = signedAttributes.filter { $0.type == type }
    guard found.count == 1, found[0].values.count == 1 else { return nil }
    return found[0].values[0]
  }

  /// The DER of the time tokens beside the signature (RFC 3161 appendix A).
  var timeStampTokens: [[UInt8]] {
    unsignedAttributes.filter { $0.type == ObjectID.timeStampToken }
      .flatMap { $0.values.map(\.encoded) }
  }

  /// The bytes of this signer with one more unsigned attribute; all that is signed stays.
  func encoded(adding type: ASN1ObjectIdentifier, _ value: [UInt8]) -> [UInt8] {
    let attribute = Self.attribute(type, value)
    return DERBytes.constructed(
      .sequence, upToSignature + [DERBytes.set(unsignedEncoded + [attribute], tag: .context(1))])
  }

  static func attribute(_ type: ASN1ObjectIdentifier, _ value: [UInt8]) -> [UInt8] {
    DERBytes.sequence(DERBytes.objectIdentifier(type), DERBytes.set([value]))
  }

  /// The bytes of a new signer.
  ///
  /// - Parameter attributes: the DER of the signed attributes, as a SET.
  static func encode(
    certificate: Certificate, digest: MessageDigest, attributes: [UInt8],
    signatureAlgorithm: [UInt8], signature: [UInt8]
  ) -> [UInt8] {
    // [0] IMPLICIT in place of the SET's own tag.
    let tagged = [0xA0] + attributes.dropFirst()
    return DERBytes.sequence(
      DERBytes.integer(1),
      DERBytes.sequence(certificate.issuerEncoded, certificate.serialEncoded),
      digest.algorithm, tagged, signatureAlgorithm, DERBytes.octetString(signature))
  }
}
