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
