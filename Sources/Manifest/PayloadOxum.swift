/// Octets and number of payload files (RFC 8493 §2.2.2, Payload-Oxum).
public struct PayloadOxum: Hashable, Sendable, CustomStringConvertible {
  public var octets: Int64
  public var streams: Int

  public init(octets: Int64, streams: Int) {
    self.octets = octets
    self.streams = streams
  }

  /// Reads `octets.streams`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, text.utf8.allSatisfy({ $0 == 0x2E || (0x30...0x39).contains($0) }),
      let octets = Int64(parts[0]), let streams = Int(parts[1])
    else { return nil }
    self.init(octets: octets, streams: streams)
  }

  public var description: String { "\(octets).\(streams)" }
}
