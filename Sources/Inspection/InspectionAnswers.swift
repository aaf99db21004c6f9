internal import Definitions

package import Evidence
package import Office

// What is asked for, as messages. Whatever is counted, added or used as an index later has its range
// here.

extension FileFacts: InspectionMessage {
  private static let mostPages = 10_000_000
  private static let mostPixels = 1 << 40
  private static let bestResolution = 1_000_000

  package func write(to writer: inout MessageWriter) {
    writer.put(type.rawValue)
    writer.put(state.rawValue)
    writer.put(optional: self.otherMediaType) { $0.put($1) }
    writer.put(optional: self.pages) { $0.put(min($1, Self.mostPages)) }
    writer.put(optional: self.pixels) {
      $0.put(min($1.width, Self.mostPixels))
      $0.put(min($1.height, Self.mostPixels))
    }
    writer.put(optional: self.resolution) { $0.put(min($1, Self.bestResolution)) }
    writer.put(optional: self.title) { $0.put($1) }
    writer.put(self.traits) { $0.put($1.rawValue) }
    writer.put(optional: self.protection) { $0.put($1.rawValue) }
    writer.put(optional: self.flaw) { $0.put($1.rawValue) }
  }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    let type = try reader.choice(of: FileType.self)
    self.init(type, try reader.choice(of: State.self))
    self.otherMediaType = try reader.optional { reader throws(MessageReader.Malformed) in
      try reader.text()
    }
    self.pages = try reader.optional { reader throws(MessageReader.Malformed) in
      try reader.number(in: 0...Self.mostPages)
    }
    self.pixels = try reader.optional { reader throws(MessageReader.Malformed) in
      PixelSize(
        width: try reader.number(in: 1...Self.mostPixels),
        height: try reader.number(in: 1...Self.mostPixels))
    }
    self.resolution = try reader.optional { reader throws(MessageReader.Malformed) in
      try reader.number(in: 0...Self.bestResolution)
    }
    self.title = try reader.optional { reader throws(MessageReader.Malformed) in try reader.text() }
    self.traits = Set(
      try reader.list { reader throws(MessageReader.Malformed) in
        try reader.choice(of: Trait.self)
      })
    self.protection = try reader.optional { reader throws(MessageReader.Malformed) in
      try reader.choice(of: Protection.self)
    }
    self.flaw = try reader.optional { reader throws(MessageReader.Malformed) in
      try reader.choice(of: Flaw.self)
    }
  }
}

extension Finding: InspectionMessage {
  package func write(to writer: inout MessageWriter) {
    writer.put(rule.rawValue)
    writer.put(level.rawValue)
    writer.put(place)
    writer.put(details.sorted { $0.key < $1.key }) {
      $0.put($1.key)
      $0.put($1.value)
    }
  }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    let rule = Rule(rawValue: try reader.text())
    let level = try reader.choice(of: Level.self)
    let place = try reader.text()
    let details = try reader.list { reader throws(MessageReader.Malformed) -> (String, String) in
      (try reader.text(), try reader.text())
    }
    self.init(rule, level, at: place, Dictionary(details, uniquingKeysWith: { first, _ in first }))
  }
}

extension FilledForm: InspectionMessage {
  package func write(to writer: inout MessageWriter) {
    writer.put(answers.values) {
      $0.put($1.key)
      switch $1.value {
      case .undetermined: $0.put(0 as UInt8)
      case .ticked(let isTicked): $0.put(isTicked ? 2 as UInt8 : 1)
      case .text(let text):
        $0.put(3 as UInt8)
        $0.put(text)
      }
    }
    writer.put(findings)
  }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    let values = try reader.list {
      reader throws(MessageReader.Malformed) -> (String, Answers.Answer) in
      let id = try reader.text()
      switch try reader.byte() {
      case 0: return (id, .undetermined)
      case 1: return (id, .ticked(false))
      case 2: return (id, .ticked(true))
      case 3: return (id, .text(try reader.text()))
      default: throw MessageReader.Malformed()
      }
    }
    self.init(
      answers: Answers(values: Dictionary(values, uniquingKeysWith: { first, _ in first })),
      findings: try [Finding](from: &reader))
  }
}

extension Sheet: InspectionMessage {
  /// Rows of a text file have no limit of their own; its bytes are one.
  private static let lastRow = 1 << 30
  private static let kinds: [Cell.Kind] = [.text, .number, .date, .error, .uncomputed]

  package func write(to writer: inout MessageWriter) {
    writer.put(optional: name) { $0.put($1) }
    writer.put(isHidden)
    writer.put(rows) { writer, row in
      writer.put(row.number)
      writer.put(row.isHidden)
      writer.put(row.cells) { writer, cell in
        writer.put(cell.column)
        writer.put(UInt8(Self.kinds.firstIndex(of: cell.kind) ?? 0))
        writer.put(cell.text)
      }
    }
  }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    let name = try reader.optional { reader throws(MessageReader.Malformed) in
      try reader.text()
    }
    let isHidden = try reader.flag()
    var last = 0
    let rows = try reader.list { reader throws(MessageReader.Malformed) in
      let number = try reader.number(in: 1...Self.lastRow)
      guard number > last else { throw MessageReader.Malformed() }
      last = number
      return Row(number: number, isHidden: try reader.flag(), cells: try Self.cells(&reader))
    }
    self.init(name: name, isHidden: isHidden, rows: rows)
  }

  private static func cells(
    _ reader: inout MessageReader
  ) throws(MessageReader.Malformed) -> [Cell] {
    var last = 0
    return try reader.list { reader throws(MessageReader.Malformed) in
      let column = try reader.number(in: 1...CellAddress.lastColumn)
      guard column >= last else { throw MessageReader.Malformed() }
      last = column
      let kind = Int(try reader.byte())
      guard kinds.indices.contains(kind) else { throw MessageReader.Malformed() }
      return Cell(column: column, kind: kinds[kind], text: try reader.text())
    }
  }
}

/// The form goes as the definition that it is written as, and is read as any other's.
extension FormDraft: InspectionMessage {
  package func write(to writer: inout MessageWriter) {
    writer.put(form.fields.isEmpty ? "" : form.definition())
    writer.put(checks)
  }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    let definition = try reader.text()
    let checks = try [Finding](from: &reader)
    if definition.isEmpty {
      self.init(
        form: Form(
          id: "", version: "", title: "", issuer: "", instructions: [], remarks: [], sections: [],
          rules: []), checks: checks)
      return
    }
    guard let form = try? Form(definition: definition) else { throw MessageReader.Malformed() }
    self.init(form: form, checks: checks)
  }
}

extension WordDocumentError: InspectionMessage {
  package func write(to writer: inout MessageWriter) {
    func put(_ kind: UInt8, _ texts: String...) {
      writer.put(kind)
      for text in texts { writer.put(text) }
    }
    switch self {
    case .empty: put(0)
    case .notAWordFile: put(1)
    case .oldWordFile: put(2)
    case .encrypted: put(3)
    case .truncated: put(4)
    case .missingPart(let part): put(5, part)
    case .malformedXML(let part, let line, let column):
      put(6, part)
      writer.put(line)
      writer.put(column)
    case .documentTypeDeclared(let part): put(7, part)
    case .tooLarge(let part, let limit): put(8, part, limit.rawValue)
    case .unreadable(let reason): put(9, reason)
    case .unchecked: put(10)
    }
  }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    switch try reader.byte() {
    case 0: self = .empty
    case 1: self = .notAWordFile
    case 2: self = .oldWordFile
    case 3: self = .encrypted
    case 4: self = .truncated
    case 5: self = .missingPart(try reader.text())
    case 6:
      self = .malformedXML(
        part: try reader.text(), line: try reader.number(in: 0...Int.max),
        column: try reader.number(in: 0...Int.max))
    case 7: self = .documentTypeDeclared(part: try reader.text())
    case 8: self = .tooLarge(part: try reader.text(), try reader.choice(of: Limit.self))
    case 9: self = .unreadable(try reader.text())
    default: self = .unchecked
    }
  }
}

extension ListFileError: InspectionMessage {
  package func write(to writer: inout MessageWriter) {
    func put(_ kind: UInt8, _ texts: String...) {
      writer.put(kind)
      for text in texts { writer.put(text) }
    }
    switch self {
    case .empty: put(0)
    case .notAList: put(1)
    case .oldWorkbook: put(2)
    case .encrypted: put(3)
    case .truncated: put(4)
    case .damaged(let part, let line):
      put(5, part)
      writer.put(line)
    case .documentTypeDeclared(let part): put(6, part)
    case .tooLarge: put(7)
    case .unreadable(let reason): put(8, reason)
    case .unknownEncoding: put(9)
    case .otherFormat(let format): put(10, format.rawValue)
    case .unchecked: put(11)
    }
  }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    switch try reader.byte() {
    case 0: self = .empty
    case 1: self = .notAList
    case 2: self = .oldWorkbook
    case 3: self = .encrypted
    case 4: self = .truncated
    case 5: self = .damaged(part: try reader.text(), line: try reader.number(in: 0...Int.max))
    case 6: self = .documentTypeDeclared(part: try reader.text())
    case 7: self = .tooLarge
    case 8: self = .unreadable(try reader.text())
    case 9: self = .unknownEncoding
    case 10: self = .otherFormat(try reader.choice(of: Format.self))
    default: self = .unchecked
    }
  }
}
