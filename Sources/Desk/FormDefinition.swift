internal import Definitions
public import Evidence
internal import Notation
internal import Reports
internal import YAML

/// A form with the text that defines it.
public struct FormDefinition: Sendable {
  public let form: Form
  /// The definition as it was written, YAML or JSON.
  public let text: String

  /// A definition before it is read.
  struct Source: Sendable {
    /// The file that it comes from, or the id of a form that the program brings.
    var name: String
    var isBundled: Bool
    var text: String

    /// A form of the catalogue, or a definition file that the user named.
    init(named name: String) throws(DeskError) {
      if FormDefinition.isFile(name) {
        try self.init(file: name)
      } else if BundledForms.definitions.contains(where: { $0.id == name }) {
        try self.init(bundled: name)
      } else {
        guard let entry = try FormCatalogue().entry(named: name) else {
          throw .unknownForm(id: name)
        }
        if let file = entry.file {
          try self.init(file: file)
        } else {
          try self.init(bundled: entry.form.id)
        }
      }
    }

    /// The form that a dossier names: one that the program brings, or a definition file in the
    /// dossier, never one outside it.
    init(named name: String, ofDossier root: String) throws(DeskError) {
      guard FormDefinition.isFile(name) else {
        try self.init(bundled: name)
        return
      }
      try self.init(
        bytes: try content(of: name, in: root, limit: YAMLFile.largest), file: "\(root)/\(name)")
    }

    init(bundled id: String) throws(DeskError) {
      guard let bundled = BundledForms.definitions.first(where: { $0.id == id }) else {
        throw .unknownForm(id: id)
      }
      (name, isBundled, text) = (id, true, bundled.definition)
    }

    init(file path: String) throws(DeskError) {
      try self.init(bytes: try content(of: path, limit: YAMLFile.largest), file: path)
    }

    private init(bytes: [UInt8], file path: String) throws(DeskError) {
      guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(file: path) }
      (name, isBundled, self.text) = (path, false, text)
    }
  }

  /// - Throws: ``DeskError/badForm(file:_:)``.
  init(_ source: Source) throws(DeskError) {
    guard source.isBundled else {
      try self.init(text: source.text, file: source.name)
      return
    }
    let known: Form?
    do throws(FormDefinitionError) { known = try BundledForms.form(source.name) } catch {
      throw .badForm(file: source.name, error)
    }
    guard let known else { throw .unknownForm(id: source.name) }
    self.init(form: known, text: source.text)
  }

  private init(form: Form, text: String) {
    self.form = form
    self.text = text
  }

  /// A form that the program brings, by its id, or a definition file that the user named.
  ///
  /// - Throws: ``DeskError/unknownForm(id:)``, ``DeskError/badForm(file:_:)``.
  public init(named name: String) throws(DeskError) { try self.init(Source(named: name)) }

  /// The form that a dossier names; see ``Source``.
  ///
  /// - Throws: as ``init(named:)``.
  init(named name: String, ofDossier root: String) throws(DeskError) {
    try self.init(Source(named: name, ofDossier: root))
  }

  /// Whether a form's name is that of a definition file.
  static func isFile(_ name: String) -> Bool {
    [".yaml", ".yml", ".json"].contains { name.lowercased().hasSuffix($0) }
  }

  /// A form that the program brings. What a package names is looked up here alone, never opened.
  ///
  /// - Throws: ``DeskError/unknownForm(id:)``.
  public init(bundled id: String) throws(DeskError) { try self.init(Source(bundled: id)) }

  public init(file path: String) throws(DeskError) { try self.init(Source(file: path)) }

  package init(text: String, file: String) throws(DeskError) {
    do throws(FormDefinitionError) {
      self.init(form: try Form(definition: text), text: text)
    } catch {
      throw .badForm(file: file, error)
    }
  }

  /// The definition as JSON, its keys in their order: the same text for the same definition.
  public var json: String {
    guard let node = try? YAMLDocument.parse(text) else { return "{}\n" }
    return Self.value(node).text
  }

  /// Whether a package's `form.json` asks for the same as this definition; not where it is none.
  func asksTheSame(as sealed: [UInt8]) -> Bool {
    if sealed == Array(json.utf8) { return true }
    guard let text = String(validating: sealed, as: UTF8.self) else { return false }
    return (try? Form(definition: text))?.asksTheSame(as: form) == true
  }

  private static func value(_ node: Node) -> JSONValue {
    switch node.content {
    case .mapping(let entries):
      return .object(entries.map { ($0.key.text ?? "", value($0.value)) })
    case .sequence(let items): return .array(items.map(value))
    case .scalar(let scalar):
      if scalar.isPlain {
        if let whole = Int(scalar.text), String(whole) == scalar.text { return .integer(whole) }
        if scalar.text == "true" { return .bool(true) }
        if scalar.text == "false" { return .bool(false) }
      }
      return .string(scalar.text)
    }
  }
}
