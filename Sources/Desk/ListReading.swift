public import Evidence
internal import Files
internal import Office

extension ListReport {
  /// Reads the lists in a file.
  ///
  /// - Parameter formID: the form whose lists are looked for; nil takes the first that the program
  ///   brings.
  /// - Throws: ``DeskError``.
  public init(file path: String, formID: String? = nil) throws(DeskError) {
    let form = try FormDefinition(named: formID ?? BundledForms.definitions[0].id).form
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try readFile(at: path, limit: ListFile.largest)
    } catch {
      if error.isTooLarge { throw .tooLarge(file: path, limit: ListFile.largest) }
      throw .system(error)
    }
    do throws(ListFileError) {
      self.init(form, sheets: try ListFile.sheets(of: bytes), of: path)
    } catch {
      throw .listFile(file: path, error)
    }
  }
}
