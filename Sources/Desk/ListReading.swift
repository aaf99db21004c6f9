public import Evidence
internal import Office

extension ListReport {
  /// Reads the lists in a file.
  ///
  /// - Parameter formID: the form whose lists are looked for; nil takes the first that the program
  ///   brings.
  /// - Throws: ``DeskError``.
  public init(file path: String, formID: String? = nil) throws(DeskError) {
    let form = try FormDefinition(named: formID ?? BundledForms.definitions[0].id).form
    let bytes = try content(of: path, limit: ListFile.largest)
    do throws(ListFileError) {
      self.init(form, sheets: try ListFile.sheets(of: bytes), of: path)
    } catch {
      throw .listFile(file: path, error)
    }
  }
}
