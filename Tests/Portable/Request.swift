import Evidence
import Notation

/// What a request lacks, or has instead.
struct Malformed: Error {
  var description: String
}

extension Node {
  func member(_ key: String) throws(Malformed) -> Node {
    guard let value = self[key] else { throw Malformed(description: "\(key) is missing") }
    return value
  }

  func items() throws(Malformed) -> [Node] {
    guard let sequence else { throw Malformed(description: "no array, line \(line)") }
    return sequence
  }

  func string() throws(Malformed) -> String {
    guard let text else { throw Malformed(description: "no string, line \(line)") }
    return text
  }

  func optionalString(_ key: String) throws(Malformed) -> String? {
    guard let value = self[key], !value.isNull else { return nil }
    return try value.string()
  }

  func number<Value: FixedWidthInteger>(_: Value.Type) throws(Malformed) -> Value {
    guard let value = Value(try string()) else {
      throw Malformed(description: "no whole number, line \(line)")
    }
    return value
  }

  func choice<Value: RawRepresentable>(_: Value.Type) throws(Malformed) -> Value
  where Value.RawValue == String {
    let text = try string()
    guard let value = Value(rawValue: text) else {
      throw Malformed(description: "\(text) is none, line \(line)")
    }
    return value
  }

  func path() throws(Malformed) -> PackagePath {
    let text = try string()
    do throws(PackagePath.Problem) { return try PackagePath(text) } catch {
      throw Malformed(description: "\(error.rawValue): \(text)")
    }
  }
}

extension Form {
  static func read(_ node: Node) throws(Malformed) -> Form {
    do throws(FormDefinitionError) { return try Form(node) } catch {
      let first = error.findings.first
      throw Malformed(
        description: "form: \(first?.rule.rawValue ?? ""), \(first?.place ?? ""), "
          + "line \(first?.details["line"] ?? "")")
    }
  }
}

extension Dossier {
  static func read(_ node: Node) throws(Malformed) -> (Dossier, [Finding]) {
    var answers = Answers()
    for answer in try node.member("answers").items() {
      let id = try answer.member("id").string()
      if let text = try answer.optionalString("value") {
        answers.set(.text(text), at: id, from: .document)
      } else if let ticked = try answer.optionalString("ticked") {
        answers.set(.ticked(ticked == "true"), at: id, from: .document)
      } else {
        answers.set(.undetermined, at: id, from: .document)
      }
    }
    var attachments: [Attachment] = []
    for item in try node.member("attachments").items() {
      attachments.append(
        Attachment(
          path: try item.member("path").path(), size: try item.member("size").number(Int64.self),
          sha256: try item.optionalString("sha256").flatMap { Digest(hex: $0) },
          facts: try item["facts"].map { node throws(Malformed) in try FileFacts.read(node) }))
    }
    var links: [EvidenceLink] = []
    for item in try node.member("links").items() {
      let text = try item.member("requirement").string()
      guard let number = Requirement.Number(text) else {
        throw Malformed(description: "\(text) is no requirement's number")
      }
      links.append(
        EvidenceLink(
          requirement: number, attachment: try item.member("attachment").path(),
          place: try item.optionalString("place"), note: try item.optionalString("note")))
    }
    var findings: [Finding] = []
    for item in try node.member("findings").items() {
      var details: [String: String] = [:]
      for entry in try item.member("details").mapping ?? [] {
        details[try entry.key.string()] = try entry.value.string()
      }
      findings.append(
        Finding(
          Finding.Rule(rawValue: try item.member("rule").string()),
          try item.member("level").choice(Finding.Level.self),
          at: try item.member("place").string(), details))
    }
    let dossier = Dossier(
      form: try Form.read(try node.member("form")), name: try node.member("name").string(),
      answers: answers, attachments: attachments, links: links)
    return (dossier, findings)
  }
}

extension FileFacts {
  fileprivate static func read(_ node: Node) throws(Malformed) -> FileFacts {
    var facts = FileFacts(
      try node.member("type").choice(FileType.self), try node.member("state").choice(State.self))
    facts.otherMediaType = try node.optionalString("otherMediaType")
    facts.title = try node.optionalString("title")
    if let pages = node["pages"] { facts.pages = try pages.number(Int.self) }
    if let resolution = node["resolution"] { facts.resolution = try resolution.number(Int.self) }
    if let pixels = node["pixels"] {
      facts.pixels = PixelSize(
        width: try pixels.member("width").number(Int.self),
        height: try pixels.member("height").number(Int.self))
    }
    for trait in try node["traits"]?.items() ?? [] {
      facts.traits.insert(try trait.choice(Trait.self))
    }
    if let protection = node["protection"] {
      facts.protection = try protection.choice(Protection.self)
    }
    if let flaw = node["flaw"] { facts.flaw = try flaw.choice(Flaw.self) }
    return facts
  }
}
