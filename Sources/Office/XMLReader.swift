internal import CExpat

/// Receives the elements and the text of a part while it is read.
protocol XMLHandler: AnyObject {
  func start(_ name: XMLName, _ attributes: XMLAttributes)
  func end(_ name: XMLName)
  func text(_ bytes: UnsafeBufferPointer<UInt8>)
}

/// An element's or attribute's name, its namespace told apart by address and not by prefix.
struct XMLName {
  enum Namespace {
    /// WordprocessingML, transitional or strict.
    case word
    /// Word 2010's additions: checkbox content controls.
    case word2010
    /// Word 2015's: symbols beyond the 16 bits of `w:sym`.
    case symbols
    /// Equations, whose text is text.
    case math
    /// Markup compatibility: `AlternateContent`.
    case compatibility
    case none
    case other
  }

  var namespace: Namespace
  var local: String
  /// The namespace's address where it is none of the known ones; valid only while the element is
  /// handled.
  private let unknown: UnsafeBufferPointer<UInt8>?

  /// Whether Word reads it, and not only programs with other extensions.
  var isUnderstood: Bool {
    namespace.isWord || address.map(MarkupCompatibility.isUnderstood) ?? false
  }

  private var address: String? { unknown.map { String(decoding: $0, as: UTF8.self) } }

  /// Whether it is among the names of a `ProcessContent`, with their addresses.
  func isAmong(_ names: Set<String>) -> Bool {
    guard !names.isEmpty, let address else { return false }
    return names.contains("\(address) \(local)") || names.contains("\(address) *")
  }

  /// Takes a name as expat gives it: address, separator, local part.
  fileprivate init(_ name: UnsafePointer<CChar>) {
    let bytes = UnsafeRawPointer(name).assumingMemoryBound(to: UInt8.self)
    var length = 0
    var split: Int?
    while bytes[length] != 0 {
      if bytes[length] == XMLReader.separator { split = length }
      length += 1
    }
    let space = split.map { UnsafeBufferPointer(start: bytes, count: $0) }
    namespace = space.map { Namespace($0) } ?? .none
    unknown = namespace == .other ? space : nil
    let start = split.map { $0 + 1 } ?? 0
    local = String(
      decoding: UnsafeBufferPointer(start: bytes + start, count: length - start), as: UTF8.self)
  }
}

extension XMLName.Namespace {
  fileprivate var isWord: Bool {
    switch self {
    case .word, .word2010, .symbols, .math, .compatibility: true
    case .none, .other: false
    }
  }

  private static let known: [(StaticString, Self)] = [
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", .word),
    ("http://purl.oclc.org/ooxml/wordprocessingml/main", .word),
    ("http://schemas.microsoft.com/office/word/2010/wordml", .word2010),
    ("http://schemas.microsoft.com/office/word/2015/wordml/symex", .symbols),
    ("http://schemas.openxmlformats.org/officeDocument/2006/math", .math),
    ("http://purl.oclc.org/ooxml/officeDocument/math", .math),
    ("http://schemas.openxmlformats.org/markup-compatibility/2006", .compatibility),
  ]

  fileprivate init(_ address: UnsafeBufferPointer<UInt8>) {
    let match = Self.known.first { known in
      known.0.utf8CodeUnitCount == address.count
        && UnsafeBufferPointer(start: known.0.utf8Start, count: address.count)
          .elementsEqual(address)
    }
    self = match?.1 ?? .other
  }
}

/// The attributes of one element; valid only while its start is handled.
struct XMLAttributes {
  fileprivate var pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>?
  fileprivate unowned let prefixes: XMLPrefixes

  /// The address of the namespace that a prefix means here.
  func namespace(of prefix: some StringProtocol) -> String? { prefixes[String(prefix)] }

  /// The value of the attribute with this local name, whatever its namespace.
  subscript(local: StaticString) -> String? {
    guard var pair = pairs else { return nil }
    while let name = pair[0], let value = pair[1] {
      if Self.hasLocalName(name, local) { return String(cString: value) }
      pair += 2
    }
    return nil
  }

  /// The value of an on/off property: present without a value means on (ECMA-376-1 §17.17.4).
  var isOn: Bool { self["val"].map(Self.isOn) ?? true }

  static func isOn(_ value: String) -> Bool {
    !["0", "false", "off", "none"].contains(value.lowercased())
  }

  private static func hasLocalName(_ name: UnsafePointer<CChar>, _ local: StaticString) -> Bool {
    let bytes = UnsafeRawPointer(name).assumingMemoryBound(to: UInt8.self)
    var length = 0
    var start = 0
    while bytes[length] != 0 {
      if bytes[length] == XMLReader.separator { start = length + 1 }
      length += 1
    }
    guard length - start == local.utf8CodeUnitCount else { return false }
    return UnsafeBufferPointer(start: bytes + start, count: length - start)
      .elementsEqual(UnsafeBufferPointer(start: local.utf8Start, count: length - start))
  }
}

/// The namespaces that prefixes mean at the place that a reader has come to.
private final class XMLPrefixes {
  private var addresses: [String: [String]] = [:]

  subscript(prefix: String) -> String? { addresses[prefix]?.last }

  func begin(_ prefix: UnsafePointer<CChar>?, _ address: UnsafePointer<CChar>?) {
    addresses[prefix.map { String(cString: $0) } ?? "", default: []].append(
      address.map { String(cString: $0) } ?? "")
  }

  func end(_ prefix: UnsafePointer<CChar>?) {
    let prefix = prefix.map { String(cString: $0) } ?? ""
    _ = addresses[prefix]?.popLast()
  }
}

/// Reads one XML part of an Office file as a stream, within limits; expat does the work.
///
/// Document type declarations are refused outright, so that no entity can be declared: Office
/// writes none, and they serve only attacks (billion laughs, external entities).
struct XMLReader {
  /// How much of a part is read.
  struct Limits {
    /// The largest part; the form's own is 0.4 MB, the longest Word file in common use a few.
    var part = 64 << 20
    /// Word itself nests tables to 20 or so, at about ten elements a level.
    var depth = 512
    /// A form of twenty pages has 20 000.
    var elements = 200_000
    /// In bytes of UTF-8; a book of a thousand pages has 3 MB, a form of twenty pages 40 KB.
    var text = 512 << 10
  }

  /// Parts no namespace address holds.
  fileprivate static let separator: UInt8 = 0x0A
  /// expat counts a buffer's length as an int.
  private static let chunk = 1 << 20

  /// Why a part can't be read.
  enum Problem: Error, Hashable {
    case malformed(line: Int, column: Int)
    case documentType
    case tooLarge(WordDocumentError.Limit)
  }

  /// Hands the elements of `part` to `handler`.
  ///
  /// - Throws: ``Problem``. The handler has then seen a part of the elements.
  static func read(
    _ part: [UInt8], into handler: any XMLHandler, limits: Limits = Limits()
  ) throws(Problem) {
    guard part.count <= limits.part else { throw .tooLarge(.partSize) }
    guard let parser = XML_ParserCreateNS(nil, CChar(separator)) else {
      throw .tooLarge(.partSize)
    }
    defer { XML_ParserFree(parser) }
    let reading = Reading(parser: parser, handler: handler, limits: limits)
    // The parser is freed before `reading` is, see `withExtendedLifetime` below.
    XML_SetUserData(parser, Unmanaged.passUnretained(reading).toOpaque())
    XML_SetElementHandler(
      parser,
      { reading, name, attributes in
        guard let name else { return }
        Reading.at(reading)?.start(name, attributes)
      },
      { reading, name in
        guard let name else { return }
        Reading.at(reading)?.end(name)
      })
    XML_SetNamespaceDeclHandler(
      parser, { reading, prefix, address in Reading.at(reading)?.prefixes.begin(prefix, address) },
      { reading, prefix in Reading.at(reading)?.prefixes.end(prefix) })
    XML_SetCharacterDataHandler(parser) { reading, text, length in
      guard let text else { return }
      let bytes = UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
      Reading.at(reading)?.text(UnsafeBufferPointer(start: bytes, count: Int(length)))
    }
    XML_SetStartDoctypeDeclHandler(parser) { reading, _, _, _, _ in
      Reading.at(reading)?.stop(for: .documentType)
    }
    let isWellFormed = withExtendedLifetime(reading) {
      part.withUnsafeBytes { bytes in feed(bytes, to: parser) }
    }
    if let problem = reading.problem { throw problem }
    if !isWellFormed {
      throw .malformed(
        line: Int(XML_GetCurrentLineNumber(parser)),
        column: Int(XML_GetCurrentColumnNumber(parser)) + 1)
    }
  }

  private static func feed(_ bytes: UnsafeRawBufferPointer, to parser: XML_Parser) -> Bool {
    var start = 0
    repeat {
      let end = min(start + chunk, bytes.count)
      let isLast: Int32 = end == bytes.count ? 1 : 0
      let address = bytes.baseAddress.map {
        ($0 + start).assumingMemoryBound(to: CChar.self)
      }
      guard XML_Parse(parser, address, Int32(end - start), isLast) == XML_STATUS_OK else {
        return false
      }
      start = end
    } while start < bytes.count
    return true
  }

  private final class Reading {
    let parser: XML_Parser
    let handler: any XMLHandler
    let limits: Limits
    var problem: Problem?
    let prefixes = XMLPrefixes()
    private var depth = 0
    private var count = 0
    private var textLength = 0

    init(parser: XML_Parser, handler: any XMLHandler, limits: Limits) {
      self.parser = parser
      self.handler = handler
      self.limits = limits
    }

    static func at(_ address: UnsafeMutableRawPointer?) -> Reading? {
      address.map { Unmanaged<Reading>.fromOpaque($0).takeUnretainedValue() }
    }

    func start(
      _ name: UnsafePointer<CChar>, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?
    ) {
      depth += 1
      count += 1
      // After a stop, expat may still report the end of an empty element.
      guard problem == nil else { return }
      if depth > limits.depth { return stop(for: .tooLarge(.depth)) }
      if count > limits.elements { return stop(for: .tooLarge(.elements)) }
      handler.start(XMLName(name), XMLAttributes(pairs: attributes, prefixes: prefixes))
    }

    func end(_ name: UnsafePointer<CChar>) {
      depth -= 1
      guard problem == nil else { return }
      handler.end(XMLName(name))
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
      textLength += bytes.count
      guard problem == nil else { return }
      if textLength > limits.text { return stop(for: .tooLarge(.text)) }
      handler.text(bytes)
    }

    func stop(for problem: Problem) {
      if self.problem == nil { self.problem = problem }
      XML_StopParser(parser, 0)
    }
  }
}
