internal import Mustache

/// The templates of all pages, read once.
enum PageTemplates {
  /// The page that the template `name` makes of a value, whose members the template names.
  static func render(_ page: some Sendable, with name: String) -> String {
    guard let page = library.render(page, withTemplate: name) else {
      preconditionFailure("there is no template \(name)")
    }
    return page
  }

  private static let library: MustacheLibrary = {
    registerPageText()
    let templates = [
      "page": PackageResources.page_mustache,
      "completeness": PackageResources.completeness_mustache,
      "requirements": PackageResources.requirements_mustache,
      "findings": PackageResources.findings_mustache,
      "catalogue": PackageResources.catalogue_mustache,
      "difference": PackageResources.difference_mustache,
      "review": PackageResources.review_mustache,
      "reviewed": PackageResources.reviewed_mustache,
      "verifier": PackageResources.verifier_mustache,
      "catalogue-page": PackageResources.catalogue_page_mustache,
      "receipt": PackageResources.receipt_mustache,
    ]
    var library = MustacheLibrary()
    do {
      for (name, bytes) in templates {
        try library.register(String(decoding: bytes, as: UTF8.self), named: name)
      }
    } catch {
      // They are part of the program, and an empty page in a package would never be noticed.
      preconditionFailure("a template is malformed: \(error)")
    }
    return library
  }()
}

/// Makes the content type PAGE known, which escapes the values that a template names.
package func registerPageText() { MustacheContentTypes.register(PageText(), named: "PAGE") }

private struct PageText: MustacheContentType {

  func escapeText(_ text: String) -> String { text.escapedForHTML }
}

extension UInt8 {
  var isSpecialInHTML: Bool {
    switch self {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      true
    default: false
    }
  }
}

extension String {
  /// The text as HTML's text and attributes' values, escaped scalar by scalar: as a Character, a
  /// quote mark and a combining mark after it are something else than a quote mark, for a browser
  /// they are not.
  package var escapedForHTML: String {
    guard utf8.contains(where: \.isSpecialInHTML) else { return self }
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
