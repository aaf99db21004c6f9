internal import Notation

/// The words of a form's requirements, weighted by how few of the requirements use them (TF-IDF).
///
/// All of it is computed from the form: another form needs no other code.
struct WordIndex: Sendable {
  /// The words that a text shares with one requirement.
  struct Overlap: Sendable {
    /// 1 for each pair of characters that no other requirement uses, less for common ones.
    var weight = 0.0
    /// The shared words, in the text's order.
    var words: [String] = []
    /// The requirement's keywords and names that stand in the text whole.
    var phrases: [WordUnits] = []
  }

  private struct Entry: Sendable {
    /// The weight of each pair of characters, by its place in ``places``: 1 in the requirement's own
    /// words, less in its question's, 0 where it has not got it.
    var weights: [Double]
    /// Keywords, short name and box label, with the places of their pairs.
    var phrases: [(units: WordUnits, places: [Int])]
    /// The form's printed words for it: the box's label, or the question's.
    var printed: WordUnits
    /// What the definition calls it, which tells something only as a whole.
    var short: WordUnits?
  }

  /// What a word counts that stands only in the question or the section's title, which the
  /// requirements of a group share.
  private static let contextWeight = 0.35
  /// A longer label is a sentence, which no file's name repeats.
  private static let longestPhrase = 12

  private let entries: [Entry]
  /// The place of each pair of characters that a requirement has: one look-up for all of them.
  private let places: [String: Int]
  /// By place.
  private let rarity: [Double]

  init(_ requirements: [Requirement], of form: Form) {
    let titles = Dictionary(firstOf: form.sections.map { ($0.number, $0.title) })
    var places: [String: Int] = [:]
    func place(_ gram: String) -> Int {
      if let place = places[gram] { return place }
      let place = places.count
      places[gram] = place
      return place
    }
    var found = requirements.map { requirement in
      let isBox = requirement.option.map { WordUnits($0).count > 1 } ?? false
      let label = isBox ? requirement.option ?? "" : requirement.label
      let own = [label, requirement.short].compactMap { $0 } + requirement.keywords
      let context = [
        isBox ? requirement.label : nil, requirement.parent, titles[requirement.section],
      ].compactMap { $0 }
      var weights: [Double] = []
      for (texts, weight) in [(context, Self.contextWeight), (own, 1)] {
        for gram in texts.flatMap({ WordUnits($0).grams }) {
          guard let place = gram.map(place) else { continue }
          weights += repeatElement(0, count: max(0, place + 1 - weights.count))
          weights[place] = weight
        }
      }
      let names = [requirement.short, isBox ? requirement.option : nil].compactMap { $0 }
      let phrases = (requirement.keywords + names).map(WordUnits.init)
        .filter { $0.units.count <= Self.longestPhrase && $0.grams.contains { $0 != nil } }
        .map { phrase in (units: phrase, places: phrase.grams.compactMap { $0 }.map(place)) }
      return Entry(
        weights: weights, phrases: phrases, printed: WordUnits(label),
        short: requirement.short.map(WordUnits.init))
    }
    for index in found.indices {
      let missing = places.count - found[index].weights.count
      found[index].weights += repeatElement(0, count: missing)
    }
    let all = Double(max(2, found.count)).logarithm
    rarity = (0..<places.count).map { place in
      1 - Double(max(1, found.count { $0.weights[place] > 0 })).logarithm / all
    }
    entries = found
    self.places = places
  }

  /// What a text shares with each requirement, in the order of the requirements.
  func overlaps(_ text: String) -> [Overlap] {
    let words = WordUnits(text)
    let grams = words.grams
    let places = grams.map { $0.flatMap { self.places[$0] } }
    let own = Set(places.compactMap { $0 })
    return entries.map { entry in
      var overlap = Overlap()
      var seen: Set<Int> = []
      var run: Range<Int>?
      func settle() {
        guard let found = run else { return }
        let word = words.units[found].compactMap { $0 }.joined()
        if !overlap.words.contains(word) { overlap.words.append(word) }
        run = nil
      }
      for (index, place) in places.enumerated() {
        guard let place, entry.weights[place] > 0 else {
          settle()
          continue
        }
        if seen.insert(place).inserted { overlap.weight += entry.weights[place] * rarity[place] }
        let end = index + (grams[index] == words.units[index] ? 1 : 2)
        run = (run?.lowerBound ?? index)..<end
      }
      settle()
      overlap.phrases = entry.phrases.filter { phrase in
        phrase.places.allSatisfy(own.contains) && words.contains(phrase.units)
      }.map { $0.units }
      return overlap
    }
  }

  /// The longest piece of a text that stands in the form's own words for a requirement, by its
  /// place in the list, with its weight; the requirement's short name counts only whole.
  func printedWords(_ text: String, at position: Int) -> (count: Int, weight: Double) {
    let text = WordUnits(text)
    let entry = entries[position]
    var best = (count: 0, weight: 0.0)
    if let short = entry.short, text.contains(short) {
      best = (short.count, weight(short.grams))
    }
    let grams = text.grams
    let printed = entry.printed.units
    // The length of the common piece that ends at each unit of the printed words.
    var lengths = [Int](repeating: 0, count: printed.count + 1)
    for (index, word) in text.units.enumerated() {
      for other in printed.indices.reversed() {
        let isSame = word != nil && word == printed[other]
        lengths[other + 1] = isSame ? lengths[other] + 1 : 0
        let count = lengths[other + 1]
        guard count > best.count else { continue }
        best = (count, weight(Array(grams[(index + 1 - count)..<index])))
      }
    }
    return best
  }

  private func weight(_ grams: [String?]) -> Double {
    grams.reduce(0) { sum, gram in
      sum + (gram.flatMap { places[$0] }.map { rarity[$0] } ?? 0)
    }
  }
}

extension Double {
  /// The natural logarithm of a positive number. The standard library has none, and this one is the
  /// same on every machine.
  var logarithm: Double {
    let isLow = significand < 2.0.squareRoot()
    let (fraction, exponent) = isLow ? (significand, exponent) : (significand / 2, exponent + 1)
    // 2 artanh((x - 1) / (x + 1)), of which thirteen terms are more than a Double holds.
    let ratio = (fraction - 1) / (fraction + 1)
    let sum = stride(from: 25, through: 1, by: -2).reduce(0.0) { sum, odd in
      sum * ratio * ratio + 1 / Double(odd)
    }
    return Double(exponent) * 0.693_147_180_559_945_309_4 + 2 * ratio * sum
  }
}
