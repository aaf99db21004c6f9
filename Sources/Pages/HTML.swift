/// Markup for a browser, in which a value can't become markup by mistake.
///
/// A literal stands as it is; what is put into one is escaped, unless it is markup itself:
/// `#"<p class="place">\#(name)</p>"#`. A literal is known to the compiler, so that no text of a stranger
/// can be one.
package struct HTML: Hashable, Sendable, ExpressibleByStringInterpolation {
  package typealias StringLiteralType = StaticString

  package private(set) var text: String

  /// Nothing.
  package init() { text = "" }

  package init(stringLiteral literal: StaticString) { text = String(fixed: literal) }

  package init(stringInterpolation pieces: Pieces) { text = pieces.text }

  /// Takes markup that the program made by other means than literals: a script of its own, a drawing.
  package init(trusted text: String) { self.text = text }

  /// Lines, each ended by a line feed where it has none yet.
  package init(@HTMLBuilder _ lines: () -> HTML) { self = lines() }

  package static func + (left: HTML, right: HTML) -> HTML { HTML(trusted: left.text + right.text) }

  package var utf8: String.UTF8View { text.utf8 }

  /// The parts of a literal, as the compiler hands them over.
  package struct Pieces: StringInterpolationProtocol {
    package typealias StringLiteralType = StaticString

    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: StaticString) { text += String(fixed: literal) }

    package mutating func appendInterpolation(_ value: String) { text += value.escapedForHTML }

    package mutating func appendInterpolation(_ value: Int) { text += String(value) }

    package mutating func appendInterpolation(_ markup: HTML) { text += markup.text }

    /// Markup for a value that may not be there.
    package mutating func appendInterpolation<Value>(
      _ value: Value?, _ markup: (Value) -> HTML
    ) {
      if let value { text += markup(value).text }
    }

    /// Markup that stands only where the condition holds.
    package mutating func appendInterpolation(_ markup: @autoclosure () -> HTML, if holds: Bool) {
      if holds { text += markup().text }
    }

    /// Markup for each value, one after the other.
    package mutating func appendInterpolation<Values: Sequence>(
      each values: Values, _ markup: (Values.Element) -> HTML
    ) {
      for value in values { text += markup(value).text }
    }
  }
}

/// Puts lines of markup together, with the conditions and loops of the language.
@resultBuilder
package enum HTMLBuilder {
  package static func buildExpression(_ line: HTML) -> HTML {
    line.text.isEmpty || line.utf8.last == UInt8(ascii: "\n") ? line : line + "\n"
  }

  package static func buildBlock(_ parts: HTML...) -> HTML { joined(parts) }

  package static func buildArray(_ parts: [HTML]) -> HTML { joined(parts) }

  package static func buildOptional(_ part: HTML?) -> HTML { part ?? HTML() }

  package static func buildEither(first part: HTML) -> HTML { part }

  package static func buildEither(second part: HTML) -> HTML { part }

  private static func joined(_ parts: [HTML]) -> HTML {
    var text = ""
    for part in parts { text += part.text }
    return HTML(trusted: text)
  }
}

extension String {
  fileprivate init(fixed literal: StaticString) {
    self = literal.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
  }

  /// The text as HTML's text and attributes' values, escaped scalar by scalar: as a Character, a
  /// quote mark and a combining mark after it are something else than a quote mark, for a browser
  /// they are not.
  package var escapedForHTML: String {
    guard utf8.contains(where: { $0.isSpecialInHTML }) else { return self }
    var escaped = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension UInt8 {
  /// Whether it is one of the characters that ``Swift/String/escapedForHTML`` escapes.
  package var isSpecialInHTML: Bool {
    switch self {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      true
    default: false
    }
  }
}
