package import Evidence

/// The places of one form in words, looked up once for a whole report.
package struct PlaceWords: Sendable {
  private var words: [String: String] = [:]
  /// The question, in words, and the rest of each place's words, by the place's id.
  private var parts: [String: (fieldID: String, question: String, rest: String)] = [:]
  private let whole: String

  package init(_ form: Form?, _ wording: Wording) {
    whole = wording["whole-file"]
    guard let form else { return }
    for requirement in form.requirements {
      words[requirement.number.description] = "\(requirement.number) \(requirement.title)".shown
    }
    for section in form.sections {
      words[section.id] = section.words
      for field in section.fields {
        words[field.id] = Self.joined([section.words, field.parent, field.label])
      }
    }
    for place in form.places {
      let question = words[place.fieldID] ?? place.section
      let rest = [place.row, place.column, place.option].compactMap { $0 }
      words[place.id] = Self.joined([question] + rest)
      parts[place.id] = (place.fieldID, question, rest.joined(separator: "/").shown)
    }
    words[form.id] = form.title.shown
  }

  /// The place in words; a path or anything else as it is.
  package subscript(place: String) -> String {
    if place.isEmpty { return whole }
    return words[place] ?? place.shown
  }

  /// The places in words, the cells of one question on one line.
  func lines(_ places: [String], _ wording: Wording) -> [String] {
    var order: [String] = []
    var cells: [String: [String]] = [:]
    for place in places {
      let key = parts[place]?.fieldID ?? place
      if cells[key] == nil { order.append(key) }
      cells[key, default: []].append(place)
    }
    return order.map { key in
      let places = cells[key, default: []]
      guard places.count > 1, let question = parts[places[0]]?.question else {
        return self[places[0]]
      }
      let rest = places.compactMap { parts[$0]?.rest }
      let listed =
        rest.count > 4
        ? wording.phrase("places-count", ["count": String(rest.count)])
        : rest.joined(separator: wording["comma"])
      return "\(question) › \(listed)"
    }
  }

  private static func joined(_ parts: [String?]) -> String {
    parts.compactMap { $0 }.joined(separator: " › ").shown
  }
}
