internal import Foundation

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
    /// The weight of each pair of characters: 1 in the requirement's own words, less in its
    /// question's.
    var weights: [String: Double]
    /// Keywords, short name and box label.
    var phrases: [WordUnits]
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
  private let rarity: [String: Double]

  init(_ requirements: [Requirement], of form: Form) {
    let titles = Dictionary(
      form.sections.map { ($0.number, $0.title) }, uniquingKeysWith: { first, _ in first })
    entries = requirements.map { requirement in
      let isBox = requirement.option.map { WordUnits($0).count > 1 } ?? false
      let label = isBox ? requirement.option ?? "" : requirement.label
      let own = [label, requirement.short].compactMap { $0 } + requirement.keywords
      let context = [
        isBox ? requirement.label : nil, requirement.parent, titles[requirement.section],
      ].compactMap { $0 }
      var weights: [String: Double] = [:]
      for text in context {
        for gram in WordUnits(text).grams { gram.map { weights[$0] = Self.contextWeight } }
      }
      for text in own {
        for gram in WordUnits(text).grams { gram.map { weights[$0] = 1 } }
      }
      let phrases = (requirement.keywords + [requirement.short, isBox ? requirement.option : nil])
        .compactMap { $0 }.map(WordUnits.init)
        .filter { $0.units.count <= Self.longestPhrase && $0.grams.contains { $0 != nil } }
      return Entry(
        weights: weights, phrases: phrases, printed: WordUnits(label),
        short: requirement.short.map(WordUnits.init))
    }
    var uses: [String: Int] = [:]
    for entry in entries {
      for gram in entry.weights.keys { uses[gram, default: 0] += 1 }
    }
    let all = log(Double(max(2, entries.count)))
    rarity = uses.mapValues { 1 - log(Double($0)) / all }
  }

  /// What a text shares with each requirement, in the order of the requirements.
  func overlaps(_ text: String) -> [Overlap] {
    let words = WordUnits(text)
    let grams = words.grams
    return entries.map { entry in
      var overlap = Overlap()
      var seen: Set<String> = []
      var run: Range<Int>?
      func settle() {
        guard let found = run else { return }
        let word = words.units[found].compactMap { $0 }.joined()
        if !overlap.words.contains(word) { overlap.words.append(word) }
        run = nil
      }
      for (index, gram) in grams.enumerated() {
        guard let gram, let weight = entry.weights[gram], let rarity = rarity[gram] else {
          settle()
          continue
        }
        if seen.insert(gram).inserted { overlap.weight += weight * rarity }
        let end = index + (gram == words.units[index] ? 1 : 2)
        run = (run?.lowerBound ?? index)..<end
      }
      settle()
      overlap.phrases = entry.phrases.filter { words.contains($0) }
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
    grams.compactMap { $0 }.reduce(0) { $0 + (rarity[$1] ?? 0) }
  }
}
