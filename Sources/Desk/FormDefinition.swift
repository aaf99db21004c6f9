public import Evidence
internal import Reports
internal import Yams

/// A form with the text that defines it.
public struct FormDefinition: Sendable {
  public let form: Form
  /// The definition as it was written, YAML or JSON.
  public let text: String

  /// A form that the program brings, by its id, or a definition file that the user named.
  ///
  /// - Throws: ``DeskError/unknownForm(id:)``, ``DeskError/badForm(file:_:)``.
  public init(named name: String) throws(DeskError) {
    if Self.isFile(name) { try self.init(file: name) } else { try self.init(bundled: name) }
  }

  /// The form that a dossier names: one that the program brings, or a definition file in the dossier,
  /// never one outside it.
  ///
  /// - Throws: as ``init(named:)``.
  init(named name: String, ofDossier root: String) throws(DeskError) {
    guard Self.isFile(name) else {
      try self.init(bundled: name)
      return
    }
    let path = "\(root)/\(name)"
    try self.init(
      bytes: try content(of: name, in: root, limit: YAMLFile.largest), file: path)
  }

  /// Whether a form's name is that of a definition file.
  static func isFile(_ name: String) -> Bool {
    [".yaml", ".yml", ".json"].contains { name.lowercased().hasSuffix($0) }
  }

  /// A form that the program brings. What a package names is looked up here alone, never opened.
  ///
  /// - Throws: ``DeskError/unknownForm(id:)``.
  public init(bundled id: String) throws(DeskError) {
    let known: Form?
    do throws(FormDefinitionError) { known = try BundledForms.form(id) } catch {
      throw .badForm(file: id, error)
    }
    guard let known, let bundled = BundledForms.definitions.first(where: { $0.id == id }) else {
      throw .unknownForm(id: id)
    }
    form = known
    text = bundled.definition
  }

  public init(file path: String) throws(DeskError) {
    try self.init(bytes: try content(of: path, limit: YAMLFile.largest), file: path)
  }

  private init(bytes: [UInt8], file path: String) throws(DeskError) {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(file: path) }
    try self.init(text: text, file: path)
  }

  package init(text: String, file: String) throws(DeskError) {
    do throws(FormDefinitionError) {
      form = try Form(definition: text)
    } catch {
      throw .badForm(file: file, error)
    }
    self.text = text
  }

  /// The definition as JSON, its keys in their order: the same text for the same definition.
  public var json: String {
    guard let node = try? Yams.compose(yaml: text, .basic) else { return "{}\n" }
    return Self.value(node).text
  }

  private static func value(_ node: Node) -> JSONValue {
    switch node {
    case .mapping(let mapping):
      return .object(mapping.map { ($0.key.string ?? "", value($0.value)) })
    case .sequence(let sequence): return .array(sequence.map(value))
    case .scalar(let scalar):
      if scalar.style == .plain {
        if let whole = Int(scalar.string), String(whole) == scalar.string { return .integer(whole) }
        if scalar.string == "true" { return .bool(true) }
        if scalar.string == "false" { return .bool(false) }
      }
      return .string(scalar.string)
    case .alias: return .null
    }
  }
}
