public import Evidence
internal import Reports
internal import Yams

/// A form with the text that defines it.
public struct FormDefinition: Sendable {
  public let form: Form
  /// The definition as it was written, YAML or JSON.
  public let text: String

  /// A form that the program brings, by its id, or a definition file.
  ///
  /// - Parameter folder: where a relative file name starts from.
  /// - Throws: ``DeskError/unknownForm(id:)``, ``DeskError/badForm(file:_:)``.
  public init(named name: String, in folder: String = ".") throws(DeskError) {
    do throws(DeskError) {
      try self.init(bundled: name)
      return
    } catch {
      guard case .unknownForm = error else { throw error }
    }
    let isFile = [".yaml", ".yml", ".json"].contains { name.lowercased().hasSuffix($0) }
    guard isFile else { throw .unknownForm(id: name) }
    let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
    try self.init(file: path)
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
    let bytes = try content(of: path, limit: YAMLFile.largest)
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
