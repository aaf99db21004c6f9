public import Evidence
internal import Files
internal import Inspection
internal import Office

extension ListReport {
  /// Reads the lists in a file.
  ///
  /// - Parameter formID: the form whose lists are looked for; nil takes the first of the catalogue that
  ///   asks for one that is found.
  /// - Throws: ``DeskError``.
  public init(file path: String, formID: String? = nil) throws(DeskError) {
    let forms: [Form]
    if let formID {
      forms = [try FormDefinition(named: formID).form]
    } else {
      forms = try FormCatalogue().newest.map(\.form)
    }
    let bytes = try content(of: path, limit: ListFile.largest)
    let sheets = try onDisk { () throws(SystemError) in try Inspector().sheets(in: bytes) }
    switch sheets {
    case .success(let sheets):
      let reports = forms.map { ListReport($0, sheets: sheets, of: path) }
      self = reports.first { !$0.items.isEmpty } ?? reports[0]
    case .failure(let error): throw .listFile(file: path, error)
    }
  }
}
