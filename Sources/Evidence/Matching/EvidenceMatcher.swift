/// Matches loose files to a form's requirements by the numbers and words in their names.
///
/// Pure: it knows names and titles, no files. A requirement is certain only where a number decides,
/// or the form's own words for it do and nothing else contests them; keywords only suggest. A wrong
/// link costs an applicant more than none.
public struct EvidenceMatcher: Sendable {
  /// More suggestions for one file are no help.
  public static let mostSuggestions = 3

  private let requirements: [Requirement]
  private let index: WordIndex
  private let asked: Set<Requirement.Number>
  private let general: [WordUnits]
  private let sections: [(section: Form.Section, words: WordUnits)]

  /// - Parameter asked: the requirements that the form as filled in asks for or leaves open.
  public init(_ form: Form, asked: Set<Requirement.Number>) {
    requirements = form.requirements.filter { form.isProvable($0) }
    index = WordIndex(requirements, of: form)
    self.asked = asked
    general = form.generalWords.map(WordUnits.init)
    sections = form.sections.filter { $0.ordinal != nil }.map { ($0, WordUnits($0.title)) }
  }

  /// The requirements that the file may prove, the likeliest first.
  ///
  /// - Complexity: linear in the length of the names and the number of requirements.
  public func suggestions(for file: LooseFile) -> [Suggestion] {
    let words = candidates(file)
    let numbers = numberedSuggestions(file, words)
    let chosen = Set(numbers.map { $0.requirement })
    // Words beside a number that stands where numbers are put are at most a second thought.
    let isSettled = numbers.contains { $0.confidence == .certain }
    let isDoubted = numbers.contains { $0.confidence == .likely }
    var others: [Suggestion] = []
    for var other in wordedSuggestions(file, words)
    where !isSettled && !chosen.contains(other.requirement) {
      if isDoubted { other.confidence = min(other.confidence, .likely) }
      others.append(other)
    }
    let ranked = (numbers + others).enumerated().sorted { left, right in
      let (a, b) = (left.element, right.element)
      if a.confidence != b.confidence { return a.confidence > b.confidence }
      if a.isAsked != b.isAsked { return a.isAsked }
      return left.offset < right.offset
    }
    return ranked.prefix(Self.mostSuggestions).map { $0.element }
  }

  // MARK: Words

  // Weights are in pairs of characters that no other requirement uses: a phrase of four characters
  // weighs about 3. The thresholds were set on one sample cluster and measured on others.

  /// What is worth a look; a single pair of characters occurs by chance.
  private static let leastWeight = 1.2
  /// What speaks plainly, even without a phrase of the requirement's own.
  private static let plainWeight = 2.4
  /// How far ahead of the next requirement a certain, and a likely match must be.
  private static let certainLead = 1.6
  private static let likelyLead = 1.25
  /// The shortest piece of the form's own words that can decide, in characters, and its least
  /// weight: shorter and commoner ones occur elsewhere.
  private static let decidingLength = 4
  private static let decidingWeight = 1.8
  /// What a folder's words count beside the file's own: they are said of all files in it.
  private static let folderWeight = 0.5
  /// What a section's folder does to the requirements of its section, and to the others.
  private static let inSection = 1.3
  private static let outOfSection = 0.6

  private struct Candidate {
    var position: Int
    var weight: Double
    var overlaps: [(source: Suggestion.Source, overlap: WordIndex.Overlap)]

    var hasPhrase: Bool { overlaps.contains { !$0.overlap.phrases.isEmpty } }
    /// The keywords and names that stand in the file's own name or its title.
    var phrases: [WordUnits] {
      overlaps.filter { $0.source != .folder }.flatMap { $0.overlap.phrases }
    }
    var reasons: [Suggestion.Reason] {
      overlaps.filter { source, overlap in
        // A section's title on a folder is no reason.
        !overlap.words.isEmpty
          && (source != .folder || !overlap.phrases.isEmpty || overlap.weight >= leastWeight)
      }.map { .words($0.overlap.words, in: $0.source) }
    }
  }

  /// All requirements with what the file's words say for each, in the form's order.
  private func candidates(_ file: LooseFile) -> [Candidate] {
    let own = index.overlaps(Self.stem(file.name))
    let title = file.title.map(index.overlaps)
    let folder = index.overlaps(file.folders.joined(separator: "/"))
    let section = section(of: file)
    return requirements.indices.map { position in
      var weight = max(own[position].weight, title?[position].weight ?? 0)
      weight += Self.folderWeight * folder[position].weight
      if let section {
        weight *=
          requirements[position].section == section.number ? Self.inSection : Self.outOfSection
      }
      var overlaps = [(source: Suggestion.Source.name, overlap: own[position])]
      if let title { overlaps.append((.title, title[position])) }
      overlaps.append((.folder, folder[position]))
      return Candidate(position: position, weight: weight, overlaps: overlaps)
    }
  }

  private func wordedSuggestions(_ file: LooseFile, _ all: [Candidate]) -> [Suggestion] {
    let ranked = all.filter { $0.weight >= Self.leastWeight || $0.hasPhrase }
      .sorted { $0.weight > $1.weight }
    guard let best = ranked.first else { return [] }
    let isGeneral = file.isEmpty || isGeneral(file)
    return ranked.filter { $0.weight >= 0.5 * best.weight }.map { candidate in
      let rival = ranked.first { $0.position != candidate.position }?.weight ?? 0
      let requirement = requirements[candidate.position]
      let isAsked = asked.contains(requirement.number)
      var confidence = Suggestion.Confidence.possible
      if !isGeneral, candidate.weight >= Self.certainLead * rival,
        decides(candidate, file), !isContested(candidate, by: ranked)
      {
        confidence = .certain
      } else if candidate.hasPhrase, candidate.weight >= 0.7 * rival {
        confidence = .likely
      } else if candidate.weight >= Self.plainWeight,
        candidate.weight >= Self.likelyLead * rival
      {
        confidence = .likely
      }
      if !isAsked { confidence = confidence == .certain ? .likely : .possible }
      return Suggestion(
        requirement: requirement.number, confidence: confidence, reasons: candidate.reasons,
        isAsked: isAsked)
    }
  }

  /// Whether the form's own words for the requirement stand in the file's name or title.
  private func decides(_ candidate: Candidate, _ file: LooseFile) -> Bool {
    let requirement = requirements[candidate.position]
    guard requirement.level == .required || requirement.accepts == .signedPage else { return false }
    return [Self.stem(file.name), file.title].compactMap { $0 }.contains { text in
      let found = index.printedWords(text, at: candidate.position)
      return found.count >= Self.decidingLength && found.weight >= Self.decidingWeight
    }
  }

  /// Whether a keyword of another requirement stands in the name as well, and is not just a part of
  /// this one's.
  private func isContested(_ candidate: Candidate, by others: [Candidate]) -> Bool {
    let own = candidate.phrases
    return others.contains { other in
      other.position != candidate.position
        && other.phrases.contains { phrase in !own.contains { $0.contains(phrase) } }
    }
  }

  /// Whether the name is that of a template, an index or a document of a whole firm or office.
  private func isGeneral(_ file: LooseFile) -> Bool {
    let texts = [Self.stem(file.name), file.title].compactMap { $0 }.map { WordUnits($0) }
    return general.contains { word in texts.contains { $0.contains(word) } }
  }

  /// The section whose folder the file lies in.
  private func section(of file: LooseFile) -> Form.Section? {
    for folder in file.folders.reversed() {
      let words = WordUnits(folder)
      if let found = sections.first(where: { words.contains($0.words) }) { return found.section }
    }
    return nil
  }

  // MARK: Numbers

  private struct Reading {
    var number: WrittenNumber
    var source: Suggestion.Source
    /// The requirements that it may mean, by their position.
    var positions: [Int]
    /// Whether it names a question, all of whose boxes are meant.
    var isGroup: Bool
  }

  private func numberedSuggestions(_ file: LooseFile, _ words: [Candidate]) -> [Suggestion] {
    let own = WrittenNumber.all(in: Self.stem(file.name)).compactMap { reading($0, .name) }
    let outer =
      file.folders.reversed().lazy
      .map { WrittenNumber.all(in: $0).compactMap { self.reading($0, .folder) } }
      .first { !$0.isEmpty } ?? []
    let readings = own.isEmpty ? outer : own
    let isOnly = Set(readings.map { $0.positions }).count == 1
    return readings.flatMap { reading in
      reading.isGroup
        ? grouped(reading, file, words) : numbered(reading, file, words, isOnly: isOnly)
    }.reduce(into: []) { list, suggestion in
      if !list.contains(where: { $0.requirement == suggestion.requirement }) {
        list.append(suggestion)
      }
    }
  }

  private func reading(_ number: WrittenNumber, _ source: Suggestion.Source) -> Reading? {
    let exact = number.readings.compactMap { parts in
      requirements.firstIndex { $0.number.parts == parts }
    }
    if !exact.isEmpty {
      return Reading(number: number, source: source, positions: exact, isGroup: false)
    }
    let group = requirements.indices.filter { position in
      let parts = requirements[position].number.parts
      return number.readings.contains { parts.count > $0.count && parts.starts(with: $0) }
    }
    // A two-part figure that stands anywhere is a date or an amount more often than a question.
    guard !group.isEmpty, number.isPlain else { return nil }
    return Reading(number: number, source: source, positions: group, isGroup: true)
  }

  /// What a requirement's own number says, held against the words.
  private func numbered(
    _ reading: Reading, _ file: LooseFile, _ words: [Candidate], isOnly: Bool
  ) -> [Suggestion] {
    let rival = words.max { $0.weight < $1.weight }
    let best = rival?.weight ?? 0
    func agrees(_ position: Int) -> Bool {
      let own = words[position]
      return (own.weight >= Self.leastWeight || own.hasPhrase) && own.weight >= 0.8 * best
    }
    let agreeing = reading.positions.filter(agrees)
    return reading.positions.map { position in
      let own = words[position]
      let agrees = agreeing.contains(position)
      // Words that plainly mean another requirement: the number may be the applicant's own count.
      let isContested =
        !agrees && best >= Self.leastWeight
        && ((rival?.hasPhrase ?? false) || best >= Self.plainWeight)
      // Two parts anywhere in a name are the third of five photographs as well.
      let isTelling = reading.number.isPlain || requirements[position].number.parts.count > 2
      var confidence: Suggestion.Confidence = isTelling || agrees ? .likely : .possible
      // Where a number can be read in two ways, the words may tell.
      let isDecided = isOnly && (reading.positions.count == 1 || (agrees && agreeing.count == 1))
      if isDecided, !isContested, reading.number.isPlain || agrees { confidence = .certain }
      if isContested, !reading.number.isPlain { confidence = .possible }
      if !agrees, !agreeing.isEmpty { confidence = .possible }
      if file.isEmpty { confidence = min(confidence, .likely) }
      return suggestion(position, confidence, reading, agrees ? own.reasons : [])
    }
  }

  /// What a question's number says: its boxes, told apart by the words.
  private func grouped(
    _ reading: Reading, _ file: LooseFile, _ words: [Candidate]
  ) -> [Suggestion] {
    let members = reading.positions.map { words[$0] }
    let best = members.map { $0.weight }.max() ?? 0
    let isGeneral = file.isEmpty || isGeneral(file)
    return members.compactMap { member -> Suggestion? in
      if best >= Self.leastWeight, member.weight < 0.5 * best { return nil }
      let isNamed = !isGeneral && decides(member, file)
      let confidence: Suggestion.Confidence =
        isNamed ? .certain : member.weight >= Self.leastWeight ? .likely : .possible
      return suggestion(member.position, confidence, reading, member.reasons)
    }
  }

  private func suggestion(
    _ position: Int, _ confidence: Suggestion.Confidence, _ reading: Reading,
    _ words: [Suggestion.Reason]
  ) -> Suggestion {
    let number = requirements[position].number
    let isAsked = asked.contains(number)
    return Suggestion(
      requirement: number,
      confidence: isAsked ? confidence : confidence == .certain ? .likely : .possible,
      reasons: [.number(reading.number.text, in: reading.source)] + words, isAsked: isAsked)
  }

  /// The name without its extension.
  private static func stem(_ name: String) -> String {
    let (stem, ending) = FileName.parts(of: name)
    let isEnding =
      (2...6).contains(ending.utf8.count) && ending.utf8.allSatisfy { $0 < 0x80 }
      && ending.contains { $0.isLetter }
    return isEnding ? stem : name
  }
}

extension Form {
  /// Whether a file could prove it: a 否 is claimed, not proven, and its question's words belong to
  /// the box 是.
  fileprivate func isProvable(_ requirement: Requirement) -> Bool {
    guard let field = field(requirement.fieldID), field.kind == .yesNo else { return true }
    return requirement.placeID == field.options.first.map { "\(field.id).\($0.id)" }
  }
}
