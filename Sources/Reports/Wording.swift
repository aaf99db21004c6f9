public import Evidence

/// Puts findings, places and fixed phrases into words.
///
///     let wording = Wording(.zh)
///     "\(wording.place(finding.place, in: form))：\(wording.message(finding))"
public struct Wording: Sendable {
  /// Who reads it, and so who is told what to do next.
  public enum Reader: Sendable {
    case applicant
    /// Of a sealed package, in which nothing can be mended.
    case reviewer
  }

  /// By which clock moments are told.
  public enum Clock: Sendable {
    /// For what must not depend on where it is made: a package, and JSON.
    case utc
    /// For people.
    case local
  }

  public let language: Language
  public let reader: Reader
  public let clock: Clock
  /// Whether the reader works with commands, and is told which of them helps.
  public let namesCommands: Bool
  /// Whether it is read on a page, where there are no options to give.
  public let isOnPage: Bool

  public init(
    _ language: Language, for reader: Reader = .applicant, clock: Clock = .utc,
    namesCommands: Bool = false, isOnPage: Bool = false
  ) {
    self.language = language
    self.reader = reader
    self.clock = clock
    self.namesCommands = namesCommands
    self.isOnPage = isOnPage
  }

  /// What is wrong, to be read after the place.
  ///
  /// - Parameter form: puts the ids of places among the details into words.
  public func message(_ finding: Finding, in form: Form? = nil) -> String {
    let rule = finding.rule.rawValue
    let variant = finding.details["what"].map { "\(rule)/\($0)" }
    let template = variant.flatMap { words($0) } ?? words(rule)
    guard let template else { return unknown(finding) }
    return filled(template) { value($0, of: finding, in: form) }
  }

  /// The next step for the reader; nil where there is nothing to do.
  public func hint(_ finding: Finding) -> String? {
    func words(_ kind: String) -> String? {
      let rule = finding.rule.rawValue
      let key = "\(language.rawValue)-\(kind)"
      let variant = finding.details["what"].flatMap {
        Phrasebook.findings.template("\(rule)/\($0)", key)
      }
      return (variant ?? Phrasebook.findings.template(rule, key)).map { template in
        filled(template) { value($0, of: finding, in: nil) }
      }
    }
    if isOnPage, let own = words("page") { return own }
    if reader == .reviewer, let own = words("review") { return own }
    let command = namesCommands && reader == .applicant ? words("command") : nil
    let sentences = [words("hint"), command].compactMap { $0 }
    guard !sentences.isEmpty else { return nil }
    let hint = sentences.joined(separator: language == .zh ? "" : " ")
    let isForReader =
      reader == .applicant || Phrasebook.packageFindings.entries[finding.rule.rawValue] != nil
    return isForReader ? hint : phrase("hint.for-applicant", ["hint": hint])
  }

  /// A place in words: a section, a question and its row, column or box, a requirement's number
  /// and title; a path or anything else as it is, without characters that can't be seen.
  public func place(_ place: String, in form: Form?) -> String {
    PlaceWords(form, self)[place]
  }

  /// A fixed phrase with its names filled in.
  public func phrase(_ id: String, _ details: [String: String] = [:]) -> String {
    let onPage = isOnPage ? Phrasebook.phrases.template("\(id).page", language.rawValue) : nil
    guard let template = onPage ?? Phrasebook.phrases.template(id, language.rawValue) else {
      return id
    }
    return filled(template) { details[$0] }
  }

  public subscript(_ id: String) -> String { phrase(id) }

  /// A fixed phrase with its names still open, as `{files}`, for a script that fills them in.
  public func template(_ id: String) -> String {
    Phrasebook.phrases.template(id, language.rawValue) ?? id
  }

  private func words(_ rule: String) -> String? {
    Phrasebook.findings.template(rule, language.rawValue)
  }

  /// Why a file could not be read or written, as the kernel puts it (`SystemError.reason`), in words
  /// of ours; the kernel's own where none are known.
  public func reason(_ text: String) -> String { words("reason", text, in: nil) }

  private func value(_ name: String, of finding: Finding, in form: Form?) -> String? {
    guard let value = finding.details[name] else { return nil }
    // Lines are counted from 1; 0 is said of a file of which no line was read.
    if name == "line", value == "0" { return nil }
    return words(name, value, in: form)
  }

  private func words(_ name: String, _ value: String, in form: Form?) -> String {
    let id = "value.\(name).\(value)"
    if let words = Phrasebook.phrases.template(id, language.rawValue) { return words }
    switch name {
    case "type" where value.hasPrefix("type-"):
      return phrase("type-other", ["type": value.dropFirst(5).description.shown])
    case "bytes", "limit-bytes": return Int64(value).map { ByteCount.text($0) } ?? value.shown
    case "dividend" where form != nil, "divisor" where form != nil:
      return place(value, in: form)
    case "outer" where form != nil:
      return form?.field(value)?.label.shown ?? value.shown
    case "places" where form != nil:
      return value.split(separator: " ").map { place(String($0), in: form) }
        .joined(separator: self["comma"])
    case "expected" where value.utf8.count == 64, "actual" where value.utf8.count == 64:
      // Enough of a digest to tell two apart; the whole one would hide the sentence.
      return value.prefix(16) + "…"
    default: return moment(value)
    }
  }

  /// A rule of a later release, or of another program, by its id and facts.
  private func unknown(_ finding: Finding) -> String {
    let details = finding.details.sorted { $0.key < $1.key }
      .map { "\($0.key) = \($0.value)".shown }.joined(separator: self["comma"])
    var values = ["rule": finding.rule.rawValue.shown]
    if !details.isEmpty { values["details"] = details }
    return phrase("rule-unknown", values)
  }
}

extension Form.Section {
  /// The number and the title, as `三、创新能力情况`.
  package var words: String { number == title ? title.shown : "\(number)、\(title)".shown }
}
