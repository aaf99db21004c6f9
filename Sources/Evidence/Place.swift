/// One box, blank or cell of a form: the smallest thing that an applicant fills in.
public struct Place: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case checkbox, text, number
    case tableCell = "table-cell"
  }

  /// The field's id, and below it the option's, or the row's and the column's.
  public var id: String
  public var fieldID: String
  /// The section's printed number.
  public var section: String
  public var label: String
  public var parent: String?
  public var kind: Kind
  public var option: String?
  public var row: String?
  public var column: String?
  /// What a blank form shows here, where applicants type over it.
  public var printed: String?
  /// Whether it may stay blank where its question may not.
  public var optional = false
}

extension Form {
  public var fields: [Field] { sections.flatMap { $0.fields } }

  public func field(_ id: String) -> Field? { fields.first { $0.id == id } }

  public func section(of field: Field) -> Section? {
    sections.first { $0.fields.contains { $0.id == field.id } }
  }

  /// Every box, blank and cell in the order of the form.
  public var places: [Place] {
    sections.flatMap { section in section.fields.flatMap { $0.places(in: section) } }
  }
}

extension Form.Field {
  /// The boxes, blanks and cells of this question in the order of the form.
  func places(in section: Form.Section) -> [Place] {
    func place(_ suffix: [String], _ kind: Place.Kind) -> Place {
      Place(
        id: ([id] + suffix).joined(separator: "."), fieldID: id, section: section.number,
        label: label, parent: parent, kind: kind)
    }
    let ownKind: Place.Kind =
      switch kind {
      case .number: .number
      case .table: .tableCell
      default: .text
      }
    if kind.hasBoxes {
      return options.map { option in
        var box = place([option.id], .checkbox)
        box.option = option.label
        return box
      }
    }
    if columns.isEmpty { return [place([], ownKind)] }
    let rows: [Form.Heading?] = self.rows.isEmpty ? [nil] : self.rows.map { $0 }
    return rows.flatMap { row in
      columns.compactMap { column -> Place? in
        if let only = column.onlyRows, let row, !only.contains(row.id) { return nil }
        var cell = place([row?.id, column.id].compactMap { $0 }, ownKind)
        switch column.kind {
        case .number: cell.kind = .number
        case .text: cell.kind = .text
        default: break
        }
        cell.row = row?.label
        cell.column = column.label
        cell.printed = column.printed
        cell.optional = row?.optional ?? false
        return cell
      }
    }
  }
}
