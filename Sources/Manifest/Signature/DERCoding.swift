import SwiftASN1

/// What is not encoded as its ASN.1 definition says.
package struct Malformed: Error {}

extension ASN1Node {
  /// The nodes inside; throws for a primitive one.
  var children: [ASN1Node] {
    get throws(Malformed) {
      guard case .constructed(let nodes) = content else { throw Malformed() }
      return Array(nodes)
    }
  }

  /// The content octets; throws for a constructed node.
  var octets: [UInt8] {
    get throws(Malformed) {
      guard case .primitive(let bytes) = content else { throw Malformed() }
      return Array(bytes)
    }
  }

  var encoded: [UInt8] { Array(encodedBytes) }

  /// The children of a SEQUENCE.
  func sequence() throws(Malformed) -> [ASN1Node] {
    guard identifier == .sequence else { throw Malformed() }
    return try children
  }

  /// The children of a SET, or of what is implicitly tagged as one.
  func set(_ tag: ASN1Identifier = .set) throws(Malformed) -> [ASN1Node] {
    guard identifier == tag else { throw Malformed() }
    return try children
  }

  func objectIdentifier() throws(Malformed) -> ASN1ObjectIdentifier {
    do { return try ASN1ObjectIdentifier(berEncoded: self) } catch { throw Malformed() }
  }

  func integer() throws(Malformed) -> Int {
    do { return try Int(berEncoded: self) } catch { throw Malformed() }
  }

  func octetString() throws(Malformed) -> [UInt8] {
    do { return Array(try ASN1OctetString(berEncoded: self).bytes) } catch { throw Malformed() }
  }
}

extension ASN1Identifier {
  static func context(_ number: UInt) -> ASN1Identifier {
    ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
  }
}

/// Makes DER (X.690 §10) out of parts that are DER already.
enum DERBytes {
  static func constructed(_ tag: ASN1Identifier, _ parts: [[UInt8]]) -> [UInt8] {
    var serializer = DER.Serializer()
    serializer.appendConstructedNode(identifier: tag) { content in
      for part in parts { content.serializeRawBytes(part) }
    }
    return serializer.serializedBytes
  }

  static func primitive(_ tag: ASN1Identifier, _ octets: [UInt8]) -> [UInt8] {
    var serializer = DER.Serializer()
    serializer.appendPrimitiveNode(identifier: tag) { $0.append(contentsOf: octets) }
    return serializer.serializedBytes
  }

  static func sequence(_ parts: [UInt8]...) -> [UInt8] { constructed(.sequence, parts) }

  /// A SET OF, its members in DER's order (X.690 §11.6).
  static func set(_ parts: [[UInt8]], tag: ASN1Identifier = .set) -> [UInt8] {
    constructed(tag, parts.sorted { $0.lexicographicallyPrecedes($1) })
  }

  static func octetString(_ octets: [UInt8]) -> [UInt8] { primitive(.octetString, octets) }

  static func utf8String(_ text: String) -> [UInt8] { primitive(.utf8String, Array(text.utf8)) }

  static func integer(_ value: Int) -> [UInt8] { serialized(value) }

  static func objectIdentifier(_ identifier: ASN1ObjectIdentifier) -> [UInt8] {
    serialized(identifier)
  }

  static let null: [UInt8] = [0x05, 0x00]
  static let `true`: [UInt8] = [0x01, 0x01, 0xFF]

  private static func serialized(_ value: some DERSerializable) -> [UInt8] {
    var serializer = DER.Serializer()
    do { try serializer.serialize(value) } catch {
      preconditionFailure("integers and object identifiers always have an encoding")
    }
    return serializer.serializedBytes
  }
}

extension ASN1Node {
  /// Reads one value, which may be BER.
  static func parse(_ bytes: [UInt8]) throws(Malformed) -> ASN1Node {
    do { return try BER.parse(bytes) } catch { throw Malformed() }
  }
}
