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
      form: Result { () throws(FormDefinitionError) in try Form.asWritten(definition) }
    )
  }

  /// The form with this id; nil where the program brings none.
  ///
  /// - Throws: ``FormDefinitionError`` if the definition that was built in is broken.
  public static func form(_ id: String) throws(FormDefinitionError) -> Form? {
    try forms.first { $0.id == id }?.form.get()
  }

  /// The columns of the lists that the bundled forms ask for, by what their entries are.
  static let knownKinds = Result { () throws(FormDefinitionError) in
    var kinds: [Form.Counting.Entries: [Form.ListColumn]] = [:]
    for (_, form) in forms {
      for field in try form.get().fields {
        guard let demand = field.evidence, let counting = demand.counting,
          counting.entries != .rows, kinds[counting.entries] == nil
        else { continue }
        kinds[counting.entries] = demand.list
      }
    }
    return kinds
  }
}
