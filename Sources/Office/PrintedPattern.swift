internal import Evidence

/// A printed line, made ready to be compared with the lines of a document.
struct PrintedPattern {
  enum Part: Hashable {
    case words([UInt32], optional: Bool)
    case answer(String)
    case box(String, label: [UInt32])
  }

  /// How a document's line matches.
  struct Match {
    var score: Int
    /// The answers found in the line.
    var answers: [(id: String, text: String)] = []
    /// What follows the printed words in their own line, where the answer belongs below them.
    var rest: String?
    /// Whether words are missing that the form prints.
    var isPartial = false
  }

  /// How many places of the same words in a line are tried; no honest line has more of 年 or 市, and
  /// a hostile one would be tried for ever.
  private static let mostPlaces = 32

  /// Each optional word doubles the spellings of a line; a form has one or two in a line.
  private static let mostSpellings = 64

  /// What a heading's number is written with.
  private static let numbering = Set("0123456789一二三四五六七八九十()、.．".folded)

  /// Empty for a table.
  var parts: [Part] = []
  /// The rows of a table inside the cell.
  var table: [PrintedRow]?
  /// The printed words, for findings.
  var words = ""
  /// The words of the line in all the ways that its optional ones allow, the fullest first.
  private var spellings: [[UInt32]] = []

  init(_ line: PrintedLine) {
    switch line {
    case .table(let rows): table = rows
    case .tokens(let tokens):
      for token in tokens {
        switch token {
        case .answer(let id): parts.append(.answer(id))
        case .box(let id, let label):
          parts.append(.box(id, label: label.folded))
          words += "□" + label
        case .words(let text, let optional):
          words += text
          let folded = text.folded
          if !folded.isEmpty { parts.append(.words(folded, optional: optional)) }
        }
      }
    }
    guard isFixed || isPrompt else { return }
    // A prompt by itself is not spelled by nothing.
    let isPrompt = isPrompt
    spellings = parts.reduce(into: [[]]) { spellings, part in
      guard case .words(let words, let optional) = part else { return }
      let with = spellings.map { $0 + words }
      let isChoice = optional && !isPrompt && spellings.count <= Self.mostSpellings / 2
      spellings = isChoice ? with + spellings : with
    }
  }

  var hasBoxes: Bool {
    parts.contains { if case .box = $0 { true } else { false } }
  }

  var answerIDs: [String] {
    parts.compactMap { if case .answer(let id) = $0 { id } else { nil } }
  }

  private var hasRequiredWords: Bool {
    parts.contains { if case .words(_, false) = $0 { true } else { false } }
  }

  /// Whether it is an answer with no words of its own.
  var isOpen: Bool { table == nil && !answerIDs.isEmpty && !hasRequiredWords && !hasBoxes }

  /// Whether it is a prompt, which may be gone.
  var isPrompt: Bool {
    table == nil && answerIDs.isEmpty && !hasRequiredWords && !hasBoxes && !parts.isEmpty
  }

  /// Whether it has words only.
  var isFixed: Bool { table == nil && answerIDs.isEmpty && !hasBoxes && hasRequiredWords }

  /// The answer that takes the lines below this one as well.
  var trailingAnswer: String? {
    if case .answer(let id)? = parts.last { id } else { nil }
  }

  /// Compares a line of the document.
  ///
  /// - Parameter answerFollows: whether the answer stands below these words, so that applicants
  ///   may have typed it in the same line.
  func match(_ line: DocumentLine, answerFollows: Bool) -> Match? {
    guard !line.isBlank, table == nil else { return nil }
    if isFixed || isPrompt { return matchFixed(line, answerFollows: answerFollows) }
    if isOpen || hasBoxes { return nil }
    return matchMixed(line)
  }

  private func matchFixed(_ line: DocumentLine, answerFollows: Bool) -> Match? {
    for (index, spelling) in spellings.enumerated() where line.folded == spelling {
      // Of two equal lines the one with its number is the heading.
      let isNumbered = spellings.count > 1 && (index == 0 || line.isNumbered)
      return Match(score: isPrompt ? 8 : 20 + min(spelling.count, 20) + (isNumbered ? 1 : 0))
    }
    // An automatic number is often typed over with another one.
    if spellings.count > 1, let bare = spellings.last,
      line.folded.count > bare.count, line.folded.has(bare, at: line.folded.count - bare.count),
      line.folded.dropLast(bare.count).allSatisfy(Self.numbering.contains)
    {
      return Match(score: 21 + min(bare.count, 20))
    }
    guard answerFollows else { return nil }
    for spelling in spellings where spelling.count >= 4 && line.folded.starts(with: spelling) {
      var start = spelling.count
      while start < line.folded.count, line.folded[start] == 0x3A { start += 1 }
      return Match(score: 4, rest: line.text(start..<line.folded.count))
    }
    return nil
  }

  private func matchMixed(_ line: DocumentLine) -> Match? {
    let texts = line.folded
    if let ranges = ranges(in: line, parts: parts[...], from: 0) {
      let length = parts.reduce(0) { sum, part in
        if case .words(let words, _) = part { sum + words.count } else { sum }
      }
      let answers = ranges.map { (id: $0.id, text: line.text($0.range)) }
      return Match(score: 6 + length, answers: answers)
    }
    // The unit after the answer may be gone or followed by more.
    guard case .words(let prefix, _)? = parts.first, prefix.count >= 2, texts.starts(with: prefix),
      let id = answerIDs.first
    else { return nil }
    let text = line.text(prefix.count..<texts.count)
    return Match(score: 3, answers: [(id, text)], isPartial: true)
  }

  /// Where each answer stands in the line; nil where the words don't fit.
  private func ranges(
    in line: DocumentLine, parts: ArraySlice<Part>, from start: Int
  ) -> [(id: String, range: Range<Int>)]? {
    guard let part = parts.first else { return start == line.folded.count ? [] : nil }
    let rest = parts.dropFirst()
    switch part {
    case .box: return nil
    case .words(let words, let optional):
      if line.folded.has(words, at: start),
        let found = ranges(in: line, parts: rest, from: start + words.count)
      {
        return found
      }
      return optional ? ranges(in: line, parts: rest, from: start) : nil
    case .answer(let id):
      for end in ends(of: rest, in: line, from: start) {
        if let found = ranges(in: line, parts: rest, from: end) {
          return [(id, start..<end)] + found
        }
      }
      return nil
    }
  }

  /// Where an answer may end: before the words that follow it, those that stand alone between
  /// white space first, for an answer may hold the words itself (福清市 before 市).
  private func ends(
    of rest: ArraySlice<Part>, in line: DocumentLine, from start: Int
  ) -> [Int] {
    guard case .words(let words, let optional)? = rest.first else { return [line.folded.count] }
    let isLast = rest.count == 1
    var places: [Int]
    if isLast {
      let place = line.folded.count - words.count
      places = place >= start && line.folded.has(words, at: place) ? [place] : []
    } else {
      places = Array(line.folded.places(of: words, from: start).prefix(Self.mostPlaces))
      places =
        places.filter { stands(alone: $0, words.count, in: line) }
        + places.filter { !stands(alone: $0, words.count, in: line) }
    }
    if optional { places.append(line.folded.count) }
    return places
  }

  private func stands(alone place: Int, _ length: Int, in line: DocumentLine) -> Bool {
    let first = line.positions[place]
    let last = line.positions[place + length - 1]
    let before = first == 0 || line.glyphs[first - 1].isBlank
    let after = last == line.glyphs.count - 1 || line.glyphs[last + 1].isBlank
    return before && after
  }
}
