internal import Evidence

/// The blanks of a line by the words before and behind them.
struct InlineGroup {
  /// The words before the first blank, without their colon; empty where there are none.
  var label: String
  /// The words behind each blank, as far as they belong to it.
  var suffixes: [String] = []

  var isDate: Bool { suffixes.starts(with: ["年", "月"]) }
}

extension DraftLine {
  /// Whether answers are written into the line.
  var asksInline: Bool { hasBlanks || (endsWithColon && text.count <= 30) }

  var startsWithBox: Bool { if case .box? = tokens.first { true } else { false } }

  /// The line's questions: one for every label, with its blanks.
  var groups: [InlineGroup] {
    var groups: [InlineGroup] = []
    var label: String?
    let spaced = spaced
    for (index, token) in spaced.enumerated() {
      switch token {
      case .words(let words):
        let next = index + 1 < spaced.count ? spaced[index + 1] : nil
        let isLabel = words.endsAsLabel || groups.isEmpty
        if !isLabel, let last = groups.indices.last, groups[last].suffixes.last == "" {
          groups[last].suffixes[groups[last].suffixes.count - 1] = words
          if next == .blank, !DraftWords.isUnit(words) { label = words }
        } else {
          label = words.withoutColon
        }
      case .blank:
        if let label {
          groups.append(InlineGroup(label: label, suffixes: [""]))
        } else if let last = groups.indices.last {
          groups[last].suffixes.append("")
        } else {
          groups.append(InlineGroup(label: "", suffixes: [""]))
        }
        label = nil
      case .box, .room: continue
      }
    }
    return groups
  }

  /// The line as printed, with the next id in each blank.
  func printed(_ id: () -> String?) -> [PrintedToken] {
    spaced.compactMap { token in
      switch token {
      case .words(let words): .words(words.printable, optional: false)
      case .blank: id().map(PrintedToken.answer)
      case .box, .room: nil
      }
    }
  }

  /// The tokens, with a blank behind a colon at the end.
  private var spaced: [Token] {
    endsWithColon && tokens.last != .blank ? tokens + [.blank] : tokens
  }

  /// Whether it is what explains a heading and may be typed over.
  var isPrompt: Bool {
    guard outline == nil, !text.hasPrefix("（备注"), !text.hasPrefix("注") else { return false }
    return text.hasSuffix("。") || text.hasSuffix("）") || text.hasSuffix("等")
  }
}

extension String {
  var endsWithColon: Bool { hasSuffix("：") || hasSuffix(":") }

  /// Without the colon at its end.
  var withoutColon: String { endsWithColon ? String(dropLast()).trimmed : self }

  /// Without the number that it begins with: 1.三年总体目标.
  var withoutNumber: String {
    let isOpen = hasPrefix("（") || hasPrefix("(")
    let number = dropFirst(isOpen ? 1 : 0).prefix {
      DraftWords.digits.contains($0) || DraftWords.numerals.contains($0)
    }
    let mark = self[number.endIndex...].first
    guard !number.isEmpty, let mark, (isOpen ? "）)" : "、.．").contains(mark) else { return self }
    let rest = String(self[number.endIndex...].dropFirst()).trimmed
    return rest.isEmpty ? self : rest
  }

  fileprivate var endsAsLabel: Bool {
    endsWithColon || DraftWords.asksForSignature(self)
  }
}
