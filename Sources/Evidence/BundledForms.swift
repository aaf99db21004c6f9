/// The form definitions that come with the program.
public enum BundledForms {
  /// The definition files by the form's id, as they were written.
  public static let definitions: [(id: String, definition: String)] = [
    (
      "fujian-sme-cluster-2026",
      String(decoding: PackageResources.fujian_sme_cluster_2026_yaml, as: UTF8.self)
    )
  ]

  /// The form with this id; nil where the program brings none.
  ///
  /// - Throws: ``FormDefinitionError`` if the definition that was built in is broken.
  public static func form(_ id: String) throws(FormDefinitionError) -> Form? {
    guard let found = definitions.first(where: { $0.id == id }) else { return nil }
    return try Form(definition: found.definition)
  }
}
