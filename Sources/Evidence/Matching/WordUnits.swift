/// A text cut up for matching: Chinese has no spaces, so what is compared are pairs of neighbouring
/// characters, and whole words of Latin letters.
struct WordUnits: Hashable, Sendable {
  /// A character, or a word in Latin letters, lower case; nil where something stands between.
  let units: [String?]

  /// The full-width forms of letters and digits count as the plain ones.
  init(_ text: String) {
    var units: [String?] = []
    var word = ""
    func settle() {
      if word.unicodeScalars.contains(where: { $0.properties.isAlphabetic }) {
        units.append(word)
      } else if !word.isEmpty {
        units.append(nil)
      }
      word = ""
    }
    for scalar in text.lowercased().unicodeScalars.map({ $0.plain }) {
      switch scalar {
      case "a"..."z", "0"..."9": word.unicodeScalars.append(scalar)
      case _ where scalar.properties.isAlphabetic:
        settle()
        units.append(String(scalar))
      default:
        settle()
        units.append(nil)
      }
    }
    settle()
    self.units = units
  }

  /// What is compared, by the index of the unit that it begins at.
  var grams: [String?] {
    units.indices.map { index in
      guard let unit = units[index] else { return nil }
      if unit.utf8.first.map({ $0 < 0x80 }) == true { return unit.utf8.count > 1 ? unit : nil }
      guard index + 1 < units.count, let next = units[index + 1],
        next.utf8.first.map({ $0 >= 0x80 }) == true
      else { return nil }
      return unit + next
    }
  }

  /// Units that hold something.
  var count: Int { units.count { $0 != nil } }

  func contains(_ phrase: WordUnits) -> Bool {
    guard !phrase.units.isEmpty, phrase.units.count <= units.count else { return false }
    return (0...(units.count - phrase.units.count)).contains { start in
      units[start..<(start + phrase.units.count)].elementsEqual(phrase.units)
    }
  }
}

extension Unicode.Scalar {
  /// The plain form of a full-width letter, digit or mark (U+FF01…U+FF5E).
  var plain: Unicode.Scalar {
    (0xFF01...0xFF5E).contains(value) ? Unicode.Scalar(value - 0xFEE0) ?? self : self
  }
}
