public import Evidence
internal import Mustache

extension CompletenessReport {
  /// The report as a page that needs nothing else, works in any browser and prints on A4.
  ///
  /// - Parameters:
  ///   - date: the day to print on it, as `2026-11-24`.
  ///   - linksFiles: whether the files' names lead to the files, by their paths relative to the
  ///     page.
  public func html(_ language: Language, on date: String, linksFiles: Bool) -> String {
    CompletenessPage(report: self, wording: Wording(language), date: date, linksFiles: linksFiles)
      .html
  }
}

/// The page's template and what goes into it.
struct CompletenessPage {
  let report: CompletenessReport
  let wording: Wording
  let date: String
  let linksFiles: Bool

  private static let template = try? MustacheTemplate(
    string: String(decoding: PackageResources.completeness_mustache, as: UTF8.self))

  var html: String { Self.template?.render(escaped(values)) ?? "" }

  private var values: [String: Any] {
    let required = report.count(.required)
    let attachments = report.linkedAttachments
    let total = attachments.reduce(Int64(0)) { $0 + $1.size }
    let rows = files
    let values: [String: Any] = [
      "lang": wording.language == .zh ? "zh-CN" : "en",
      "title": wording["page.title"],
      "form": report.form.title.shown,
      "name": report.name.shown,
      "date": date.shown,
      "dossierLabel": wording["page.dossier"] + wording["colon"],
      "dateLabel": wording["page.date"] + wording["colon"],
      "requiredLabel": wording["page.of-required"],
      "heldLabel": wording["page.held"],
      "held": String(required.held),
      "asked": String(required.asked),
      "verdict": report.verdict(wording),
      "verdictClass": report.isComplete ? "done" : "open",
      "bySection": wording["page.by-section"],
      "sections": report.progressBySection.map { section, count -> [String: Any] in
        [
          "title": section.words, "held": String(count.held), "asked": String(count.asked),
          "percent": String(count.held * 100 / count.asked),
        ]
      },
      "lists": lists,
      "findingsHeading": wording["page.findings-heading"],
      "noFindings": wording["page.no-findings"],
      "levels": levels,
      "catalogueHeading": wording["page.catalogue-heading"],
      "catalogueCount": wording.phrase(
        "page.catalogue-count",
        ["count": String(attachments.count), "size": ByteCount.text(total)]),
      "hasFiles": !rows.isEmpty,
      "files": rows,
      "noFiles": wording["page.no-attachments"],
      "madeBy": wording["page.made-by"],
      "judgement": wording["page.not-opened"],
    ]
    let columns = ["number", "requirement", "printed", "file", "size"]
    return columns.reduce(into: values) { $0["\($1)Label"] = wording["column.\($1)"] }
      .merging(["hashLabel": wording["column.sha256-short"], "hintLabel": wording["hint"]]) { $1 }
  }

  // MARK: What is missing

  private var lists: [[String: Any]] {
    let missing = report.missing(.required)
    var lists = [
      list(
        missing, heading: wording["page.missing-heading"],
        todo: missing.isEmpty
          ? wording["page.nothing-missing"]
          : wording.hint(Finding("evidence-missing", .error, at: "")))
    ]
    let expected = report.missing(.expected)
    if !expected.isEmpty {
      lists.append(
        list(
          expected, heading: wording["page.expected-heading"],
          todo: wording.hint(Finding("evidence-expected", .warning, at: ""))))
    }
    return lists
  }

  private func list(
    _ items: [CompletenessReport.Item], heading: String, todo: String?
  ) -> [String: Any] {
    let hasWords = items.contains { $0.requirement.note != nil }
    let groups = report.form.sections.compactMap { section -> [String: Any]? in
      let own = items.filter { $0.requirement.section == section.number }
      if own.isEmpty { return nil }
      let rows = own.map { item -> [String: Any] in
        [
          "number": item.requirement.number.description,
          "requirement": item.title(wording),
          "words": (item.requirement.note ?? "").shown, "hasWords": hasWords,
        ]
      }
      return ["section": section.words, "rows": rows, "columns": hasWords ? "3" : "2"]
    }
    var list: [String: Any] = [
      "heading": items.isEmpty ? heading : counted(heading, items.count),
      "groups": groups, "hasGroups": !groups.isEmpty, "hasWords": hasWords,
    ]
    list["todo"] = todo
    return list
  }

  private func counted(_ text: String, _ count: Int) -> String {
    wording.phrase("page.counted", ["text": text, "count": String(count)])
  }

  // MARK: Findings

  private var levels: [[String: Any]] {
    let places = PlaceWords(report.form, wording)
    let groups = FindingGroup.groups(report.otherFindings, in: report.form, places, wording)
    return Finding.Level.allCases.compactMap { level in
      let own = groups.filter { $0.level == level }
      if own.isEmpty { return nil }
      let count = own.reduce(0) { $0 + $1.count }
      return [
        "level": level.rawValue,
        "heading": counted(wording["level.\(level.rawValue)"], count),
        "groups": own.map { group -> [String: Any] in
          var values: [String: Any] = [
            "level": level.rawValue, "lines": group.lines, "heading": false, "hint": false,
            "only": group.lines.count == 1 ? group.lines[0] : false,
          ]
          if let heading = group.heading {
            values["heading"] = counted(heading, group.count)
          }
          if let hint = group.hint { values["hint"] = hint }
          return values
        },
      ]
    }
  }

  // MARK: The catalogue

  private var files: [[String: Any]] {
    report.items.flatMap { item in
      item.linkedAttachments.enumerated().map { index, linked -> [String: Any] in
        let (attachment, link) = linked
        let requirement = item.requirement
        let folder = attachment.path.components.dropLast()
        let isOwnFolder = folder.last.map { Requirement.Number(prefixOf: $0) } == requirement.number
        var row: [String: Any] = [
          "number": requirement.number.description,
          "requirement": index == 0 ? requirement.title.shown : "",
          "file": attachment.path.name.shown,
          "size": ByteCount.text(attachment.size),
          "hash": String((attachment.sha256 ?? "").prefix(16)),
          "href": false, "place": false, "folder": false,
        ]
        if linksFiles { row["href"] = Self.reference(to: attachment.path) }
        if let place = link.place { row["place"] = place.shown }
        if !isOwnFolder, !folder.isEmpty { row["folder"] = folder.joined(separator: "/").shown }
        return row
      }
    }
  }

  /// The path as a relative reference (RFC 3986 §4.2): all but unreserved characters encoded, so
  /// that a colon in a name can't make a scheme.
  static func reference(to path: PackagePath) -> String {
    let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
    return path.bytes.reduce(into: "") { text, byte in
      if unreserved.contains(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
  }

  // MARK: Escaping

  private func escaped(_ value: Any) -> Any {
    switch value {
    case let text as String: text.escapedForHTML
    case let list as [Any]: list.map(escaped)
    case let members as [String: Any]: members.mapValues(escaped)
    default: value
    }
  }
}

extension String {
  /// The text for HTML, escaped scalar by scalar: as a Character, a quote mark and a combining
  /// mark after it are something else than a quote mark, for a browser they are not.
  fileprivate var escapedForHTML: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
