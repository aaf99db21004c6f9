public import Evidence

/// The form definitions that come with the program.
public enum BundledForms {
  /// The definition files by the form's id, as they were written.
  public static let definitions: [(id: String, definition: String)] = [
    (
      "fujian-sme-cluster-2026",
      String(decoding: PackageResources.fujian_sme_cluster_2026_yaml, as: UTF8.self)
    )
  ]

  /// Read once: a page of `serve` asks for one each time.
  private static let forms = definitions.map { id, definition in
    (
      id: id,
      form: Result { () throws(FormDefinitionError) in try Form(definition: definition) }
    )
  }

  /// The form with this id; nil where the program brings none.
  ///
  /// - Throws: ``FormDefinitionError`` if the definition that was built in is broken.
  public static func form(_ id: String) throws(FormDefinitionError) -> Form? {
    try forms.first { $0.id == id }?.form.get()
  }
}
