import SwiftASN1

/// A signed message (CMS SignedData, RFC 5652 §5), taken apart no further than needed: what is not
/// understood is written again byte by byte.
///
/// `init` and `encoded` are inverses for DER. GM/T 0010's own object identifiers are understood.
package struct SignedMessage {
  /// A message with many signers and their certificates has some 100 KB.
  static let largest = 1 << 20
  /// More than any package has; each costs a verification and a search for its certificate.
  static let mostSigners = 100
  static let mostCertificates = 300
  /// Of all signers together; one has one, or two after the first is too old to be relied on.
  static let mostTimeStamps = 2 * mostSigners

  let type: ASN1ObjectIdentifier
  let contentType: ASN1ObjectIdentifier
  /// The content where it is inside; a signature beside a package has none.
  let content: [UInt8]?
  private(set) var certificates: [[UInt8]]
  package private(set) var signers: [SignerInfo]

  private var version: Int
  private var digestAlgorithms: [[UInt8]]
  private let contentEncoded: [UInt8]
  private let revocationLists: [UInt8]?

  /// Reads a message; a pure function of the bytes, with no bounds but their number.
  ///
  /// - Throws: ``Malformed`` for anything that is no signed message.
  package init(_ bytes: [UInt8]) throws(Malformed) {
    guard bytes.count <= Self.largest else { throw Malformed() }
    let root: ASN1Node
    do { root = try BER.parse(bytes) } catch { throw Malformed() }
    let outer = try root.sequence()
    guard outer.count == 2, outer[1].identifier == .context(0),
      let body = try outer[1].children.first, try outer[1].children.count == 1
    else { throw Malformed() }
    type = try outer[0].objectIdentifier()
    guard type == ObjectID.signedData || type == ObjectID.chineseSignedData else {
      throw Malformed()
    }
    var parts = try body.sequence()[...]
    func next() throws(Malformed) -> ASN1Node {
      guard let node = parts.popFirst() else { throw Malformed() }
      return node
    }
    version = try next().integer()
    digestAlgorithms = try next().set().map(\.encoded)
    let info = try next()
    contentEncoded = info.encoded
    let inner = try info.sequence()
    guard let name = inner.first, inner.count <= 2 else { throw Malformed() }
    contentType = try name.objectIdentifier()
    if inner.count == 2 {
      guard inner[1].identifier == .context(0), let octets = try inner[1].children.first else {
        throw Malformed()
      }
      content = try octets.octetString()
    } else {
      content = nil
    }
    certificates = []
    if parts.first?.identifier == .context(0) {
      certificates = try next().children.map(\.encoded)
    }
    if parts.first?.identifier == .context(1) {
      revocationLists = try next().encoded
    } else {
      revocationLists = nil
    }
    var signers: [SignerInfo] = []
    for node in try next().set() { signers.append(try SignerInfo(node)) }
    self.signers = signers
    let timeStamps = signers.reduce(0) { $0 + $1.timeStampTokens.count }
    guard parts.isEmpty, signers.count <= Self.mostSigners,
      certificates.count <= Self.mostCertificates, timeStamps <= Self.mostTimeStamps
    else { throw Malformed() }
  }

  /// A message for content that stands beside it, without signers.
  init() {
    type = ObjectID.signedData
    contentType = ObjectID.data
    content = nil
    certificates = []
    signers = []
    version = 1
    digestAlgorithms = []
    contentEncoded = DERBytes.sequence(DERBytes.objectIdentifier(ObjectID.data))
    revocationLists = nil
  }

  /// Adds a signer beside the others, whose bytes stay as they are.
  mutating func add(_ signer: SignerInfo, certificates added: [[UInt8]]) {
    signers.append(signer)
    for certificate in added where !certificates.contains(certificate) {
      certificates.append(certificate)
    }
    if !digestAlgorithms.contains(signer.digestAlgorithmEncoded) {
      digestAlgorithms.append(signer.digestAlgorithmEncoded)
    }
  }

  mutating func replaceSigner(at index: Int, with signer: SignerInfo) { signers[index] = signer }

  /// The message in DER.
  package var encoded: [UInt8] {
    var body = [DERBytes.integer(version), DERBytes.set(digestAlgorithms), contentEncoded]
    if !certificates.isEmpty { body.append(DERBytes.set(certificates, tag: .context(0))) }
    if let revocationLists { body.append(revocationLists) }
    body.append(DERBytes.set(signers.map(\.encoded)))
    return DERBytes.sequence(
      DERBytes.objectIdentifier(type),
      DERBytes.constructed(.context(0), [DERBytes.constructed(.sequence, body)]))
  }
}
