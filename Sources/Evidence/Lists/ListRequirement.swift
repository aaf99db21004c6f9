internal import Notation

/// A requirement whose evidence is a list that is counted against the form's figures.
public struct ListRequirement: Sendable {
  public var requirement: Requirement
  public var field: Form.Field
  let section: Form.Section
  let schema: ListSchema

  public var counting: Form.Counting { schema.counting }

  /// The columns that the list should have, in the order of the definition.
  public var columns: [Form.ListColumn] { schema.columns }
}

extension Form {
  /// The requirements that ask for a list whose entries are counted, in the form's order.
  public var listRequirements: [ListRequirement] {
    requirements.compactMap { requirement in
      guard let field = field(requirement.fieldID), let section = section(of: field),
        let schema = ListSchema(field.evidence)
      else { return nil }
      return ListRequirement(
        requirement: requirement, field: field, section: section, schema: schema)
    }
  }
}

extension [ListRequirement] {
  /// Reads the lists in a file's sheets, each by the row schema that fits it best.
  ///
  /// A sheet that fits none is left out. Where headings fit two alike (名称, 编号, 单位) the numbers
  /// below decide.
  ///
  /// - Returns: the lists by the index of their requirement.
  public func lists(in sheets: [Sheet], of file: String) -> [(index: Int, list: EvidenceList)] {
    sheets.compactMap { sheet in
      var best: (index: Int, header: ListHeader, score: (Int, Int))?
      for (index, requirement) in enumerated() {
        guard let header = ListHeader(in: sheet, schema: requirement.schema) else { continue }
        let score = (requirement.numbers(in: sheet, below: header), header.score)
        if let other = best, score <= other.score { continue }
        best = (index, header, score)
      }
      return best.map { best in
        (
          best.index,
          EvidenceList(
            sheet, below: best.header, of: file, schema: self[best.index].schema)
        )
      }
    }
  }
}

extension ListRequirement {
  /// How many rows are looked at to tell what a list is about.
  private static let sampleRows = 20

  /// How many of the first rows have a number of this list's kind.
  fileprivate func numbers(in sheet: Sheet, below header: ListHeader) -> Int {
    guard let column = header[schema.anchor] else { return 0 }
    return sheet.rows.lazy.filter { $0.number > header.lastRow }.prefix(Self.sampleRows)
      .count { row in
        row[column].map { EvidenceList.isNumber($0.text, schema) } ?? false
      }
  }

  /// Counts the entries of `lists` for the field's figures.
  public func tally(_ lists: [EvidenceList]) -> ListTally {
    ListTally(lists, of: field, in: section)
  }

  /// Everything that is doubtful about `lists`, and every figure of the form that they contradict.
  ///
  /// - Parameter answers: the form's; nil where there is only a list.
  public func findings(_ lists: [EvidenceList], against answers: Answers?) -> [Finding] {
    let (distinct, copies) = Self.distinct(lists)
    var findings = distinct.flatMap { $0.findings } + copies
    let tally = tally(distinct)
    findings += tally.findings
    if distinct.count > 1 {
      findings.append(
        Finding(
          "list-several", .note, at: requirement.number.description,
          [
            "count": String(distinct.count),
            "lists": distinct.map { list in
              list.sheet.map { "\(list.file) \($0)" } ?? list.file
            }.joined(separator: ", "),
          ]))
    }
    if let answers { findings += tally.disagreements(with: answers) }
    return findings
  }

  /// The lists without those that hold the very numbers of another, as a list does that was saved
  /// as .xlsx and as .csv.
  private static func distinct(
    _ lists: [EvidenceList]
  ) -> (lists: [EvidenceList], findings: [Finding]) {
    var distinct: [EvidenceList] = []
    var findings: [Finding] = []
    // The files by the numbers in their lists; in one file a list may well stand twice.
    var files: [[String]: String] = [:]
    for list in lists {
      let numbers = list.numbers
      if !numbers.isEmpty, let file = files[numbers], file != list.file {
        findings.append(
          Finding("list-copy", .note, at: list.file, list.place.adding(["other": file])))
      } else {
        files[numbers] = list.file
        distinct.append(list)
      }
    }
    return (distinct, findings)
  }
}

extension EvidenceList {
  fileprivate var numbers: [String] {
    entries.map { $0.cells[header.anchor]?.text.normalised ?? "" }
  }
}
