internal import Definitions
import Evidence
import Foundation
import Office

extension FuzzTarget {
  static func readWordFile(_ input: [UInt8]) {
    guard let document = try? WordDocument(bytes: input) else { return }
    read(document)
  }

  static func readWordMarkup(_ input: [UInt8]) {
    let parts = ["word/document.xml": Array(Markup(input).document.utf8)]
    guard let document = try? WordDocument(parts: parts) else { return }
    read(sample.holding(document.blocks))
  }

  static func readWorkbook(_ input: [UInt8]) {
    guard let sheets = try? ListFile.sheets(of: input) else { return }
    read(sheets)
  }

  static func readSheetMarkup(_ input: [UInt8]) {
    let sheet = Array(Markup(input).document.utf8)
    let parts = otherParts.merging(["xl/worksheets/sheet1.xml": sheet]) { $1 }
    guard let sheets = try? ListFile.sheets(parts: parts) else { return }
    read(sheets)
  }

  /// Reads the form out of a document; says nothing of a box only where it says so.
  private static func read(_ document: WordDocument) {
    _ = FormDraft(document, id: "draft").form.definition()
    let filled = FilledForm(form, in: document)
    let told = Set(filled.findings.map(\.place))
    for place in form.places where filled.answers[place.id] == .undetermined {
      let section = form.sections.first { $0.number == place.section }?.id ?? ""
      precondition(told.contains(place.id) || told.contains(section), "\(place.id)")
    }
  }

  /// Reads the lists in a file's sheets, whose rows and cells stand in their order.
  private static func read(_ sheets: [Sheet]) {
    for sheet in sheets {
      precondition(zip(sheet.rows, sheet.rows.dropFirst()).allSatisfy { $0.number < $1.number })
      for row in sheet.rows {
        precondition(1...CellAddress.lastRow ~= row.number && !row.cells.isEmpty)
        precondition(row.cells.allSatisfy { 1...CellAddress.lastColumn ~= $0.column })
        precondition(zip(row.cells, row.cells.dropFirst()).allSatisfy { $0.column <= $1.column })
      }
    }
    _ = ListReport(listForm, sheets: sheets, of: "list")
  }

  static let wholeForm: Form = {
    guard let form = try? BundledForms.form("fujian-sme-cluster-2026") else {
      preconditionFailure("no form")
    }
    return form
  }()

  /// The parts of a workbook but for its sheet.
  private static let otherParts: [String: [UInt8]] = [
    "xl/workbook.xml": "<workbook><sheets><sheet name=\"1\" id=\"s\"/></sheets></workbook>",
    "xl/_rels/workbook.xml.rels": """
    <Relationships><Relationship Id="s" Type="/worksheet" Target="worksheets/sheet1.xml"/>\
    <Relationship Id="t" Type="/sharedStrings" Target="sharedStrings.xml"/>\
    <Relationship Id="u" Type="/styles" Target="styles.xml"/></Relationships>
    """,
    "xl/sharedStrings.xml": """
    <sst><si><t>标准名称</t></si><si><t>标准编号</t></si><si><t>专利号</t></si><si><t>GB/T 1-2023</t></si></sst>
    """,
    "xl/styles.xml": "<styleSheet><cellXfs><xf/><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
  ].mapValues { Array($0.utf8) }

  /// The sample form with the sections that ask for lists, so that reading is fast.
  static let listForm: Form = {
    var form = wholeForm
    form.sections.removeAll { section in
      !section.fields.contains { $0.evidence?.counting != nil }
    }
    return form
  }()

  /// The sample form with the sections that have all kinds of places, so that reading is fast.
  private static let form: Form = {
    var form = wholeForm
    form.sections.removeAll { !["封面", "一", "五"].contains($0.number) }
    return form
  }()

  private static let sample: WordDocument = {
    let file = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/Samples/blank/申报表-空白.docx")
    guard let bytes = try? Data(contentsOf: file),
      var document = try? WordDocument(bytes: Array(bytes))
    else { preconditionFailure("no sample form") }
    let headings = Set(form.sections.map(\.heading))
    var isWanted = true
    document.blocks.removeAll { block in
      switch block {
      case .paragraph(let paragraph):
        if case .text(let text)? = paragraph.pieces.first, text.contains("、") {
          isWanted = headings.contains(text)
        }
        return false
      case .table: return !isWanted
      }
    }
    return document
  }()
}

extension WordDocument {
  /// The document with `blocks` added to the cover and to every last cell of a row.
  fileprivate func holding(_ added: [Block]) -> WordDocument {
    var changed = self
    for (index, block) in blocks.enumerated() {
      guard case .table(var table) = block else { continue }
      for row in table.rows.indices where !table.rows[row].cells.isEmpty {
        let last = table.rows[row].cells.count - 1
        // Some keep what is printed, so that marks meet labels, and some hold the input alone.
        if row.isMultiple(of: 2) { table.rows[row].cells[last].blocks = [] }
        table.rows[row].cells[last].blocks += added
      }
      changed.blocks[index] = .table(table)
    }
    changed.blocks.insert(contentsOf: added, at: min(4, changed.blocks.count))
    return changed
  }
}
