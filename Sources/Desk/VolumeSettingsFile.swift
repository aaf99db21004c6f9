internal import Evidence
internal import Notation
internal import Volume

/// The part of `dossier.yaml` that says how the volume is bound.
extension VolumeSettings {
  /// Reads it.
  ///
  /// - Throws: ``DeskError/malformed(file:line:problem:)``.
  init(_ node: Node, file: String) throws(DeskError) {
    self.init()
    if node.isNull { return }
    guard let mapping = node.mapping else { throw YAMLFile.error(node, .notAMapping, file: file) }
    for entry in mapping {
      let key = entry.key.text ?? ""
      let value = entry.value
      func text() throws(DeskError) -> String {
        try YAMLFile.text(value, key: key, file: file)
      }
      func choice<Value: RawRepresentable & CaseIterable>() throws(DeskError) -> Value
      where Value.RawValue == String {
        guard let choice = Value(rawValue: try text()) else {
          throw YAMLFile.error(
            value, .notOneOf(key: key, allowed: Value.allCases.map { $0.rawValue }), file: file)
        }
        return choice
      }
      switch key {
      case "sides": isTwoSided = try (choice() as Sides) == .two
      case "dividers": hasDividers = try (choice() as Answer) == .yes
      case "right-hand": rightHandStarts = try choice()
      case "binding-edge": bindingEdge = try choice()
      case "numbers": numbers = try choice()
      case "large-pages": largePages = try choice()
      case "form": form = try choice()
      case "form-scan": scan = try DossierFile.ownName(try text(), value)
      case "office": office = try text()
      case "copies":
        guard let count = Int(try text()), (1...Self.mostCopies).contains(count) else {
          throw YAMLFile.error(
            value, .notOneOf(key: key, allowed: ["1", "2", "…", "\(Self.mostCopies)"]), file: file)
        }
        copies = count
      default: throw YAMLFile.error(entry.key, .unknownKey(key), file: file)
      }
    }
  }

  private enum Sides: String, CaseIterable { case one, two }
  private enum Answer: String, CaseIterable { case yes, no }

  /// As it stands in the file: what is not as usual; empty where all is.
  var text: String {
    let usual = VolumeSettings()
    var lines: [String] = []
    func add(_ key: String, _ value: String, unless isUsual: Bool) {
      if !isUsual { lines.append("  \(key): \(value)\n") }
    }
    add("sides", isTwoSided ? "two" : "one", unless: isTwoSided == usual.isTwoSided)
    add(
      "right-hand", YAMLScalar.quoted(rightHandStarts.rawValue),
      unless: rightHandStarts == usual.rightHandStarts)
    add("binding-edge", bindingEdge.rawValue, unless: bindingEdge == usual.bindingEdge)
    add("numbers", numbers.rawValue, unless: numbers == usual.numbers)
    add("large-pages", largePages.rawValue, unless: largePages == usual.largePages)
    add(
      "dividers", YAMLScalar.quoted(hasDividers ? "yes" : "no"),
      unless: hasDividers == usual.hasDividers)
    add("form", YAMLScalar.quoted(form.rawValue), unless: form == usual.form)
    add("form-scan", YAMLScalar.quoted(scan ?? ""), unless: scan == nil)
    add("copies", String(copies), unless: copies == usual.copies)
    add("office", YAMLScalar.quoted(office ?? ""), unless: office == nil)
    return lines.isEmpty ? "" : "volume:\n" + lines.joined()
  }
}
