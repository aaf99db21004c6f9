internal import Pages

/// What every page shows around its content.
struct PageFrame: Sendable {
  /// One fact below the title.
  struct Fact: Sendable {
    var label: String
    var value: String
    /// The language that the value is in, for the browser's choice of characters.
    var language: String
  }

  var lang: String
  /// The form's title, above the page's own.
  var form: String
  var title: String
  /// Whose page it is; nil where that is not known.
  var name: String?
  var facts: [Fact] = []
  /// Lines at the foot of the page.
  var remarks: [String]

  /// - Parameters:
  ///   - title: the id of the title's phrase.
  ///   - remarks: the ids of phrases.
  init(title: String, form: String, name: String, remarks: [String], _ wording: Wording) {
    lang = wording.language.tag
    self.form = form.shown
    self.title = wording[title]
    self.name = name.isEmpty ? nil : name.shown
    self.remarks = remarks.map { wording[$0] }
  }

  /// Adds a fact; `label` is the id of a phrase.
  ///
  /// - Parameter isName: whether the value is a name, which is Chinese on an English page as well.
  mutating func add(_ label: String, _ value: String, isName: Bool = false, _ wording: Wording) {
    facts.append(
      Fact(
        label: wording[label] + wording["colon"], value: value.shown,
        language: isName ? Language.zh.tag : wording.language.tag))
  }
}

extension Language {
  /// The language's tag (BCP 47).
  package var tag: String {
    switch self {
    case .zh: "zh-CN"
    case .en: "en"
    }
  }
}

extension PageFrame {
  /// The whole page around its content.
  func page(_ content: HTML) -> HTML { opening + content + closing }

  /// What stands before the content.
  var opening: HTML {
    HTML {
      #"""
      <!DOCTYPE html>
      <html lang="\#(lang)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\#(title)\#(name, { " · \($0)" })</title>
      <style>
      """#
      Self.style
      #"""
      </style>
      </head>
      <body>
      <main>
      <header>
      <p lang="zh-CN">\#(form)</p>
      <h1>\#(title)</h1>
      <p class="facts">\#(each: facts, { #"<span>\#($0.label)<b lang="\#($0.language)">\#($0.value)</b></span>"# })</p>
      </header>
      """#
    }
  }

  /// What stands after the content.
  var closing: HTML {
    HTML {
      "<footer>"
      for remark in remarks { "<p>\(remark)</p>" }
      """
      </footer>
      </main>
      </body>
      </html>
      """
    }
  }

  private static let style = HTML(
    trusted: String(decoding: PackageResources.page_css, as: UTF8.self))
}
