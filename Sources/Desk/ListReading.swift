internal import Definitions
public import Evidence
internal import Files
internal import Inspection
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
    let sheets = try onDisk { () throws(SystemError) in try Inspector().sheets(in: bytes) }
    switch sheets {
    case .success(let sheets): self.init(form, sheets: sheets, of: path)
    case .failure(let error): throw .listFile(file: path, error)
    }
  }
}
