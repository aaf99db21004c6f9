extension Array {
  /// Changes the last element in place; nothing where there is none.
  mutating func mutateLast(_ change: (inout Element) -> Void) {
    if !isEmpty { change(&self[count - 1]) }
  }
}

extension [WordDocument.Piece] {
  /// Adds a piece; text runs on.
  mutating func add(_ piece: Element) {
    if isEmpty || !self[count - 1].takeIn(piece) { append(piece) }
  }
}

extension WordDocument.Piece {
  /// Takes a text in that stands right behind this one; false where they aren't alike.
  fileprivate mutating func takeIn(_ next: Self) -> Bool {
    switch next {
    case .text(let more):
      guard case .text(var text) = self else { return false }
      // The text grows in place only where nothing else holds it.
      self = .lineBreak
      text += more
      self = .text(text)
      return true
    case .struck(let more):
      guard case .struck(var piece) = self else { return false }
      self = .lineBreak
      defer { self = .struck(piece) }
      return piece.takeIn(more)
    case .disputed(let more?):
      guard case .disputed(var piece?) = self else { return false }
      self = .lineBreak
      defer { self = .disputed(piece) }
      return piece.takeIn(more)
    default: return false
    }
  }
}

/// An open drawing, picture or object.
enum Drawing {
  case inline
  /// It lies over or under the text, where it may tick any box.
  case floating
  /// A text box that says more than a tick, wherever it lies.
  case text
}

extension [WordDocument.Block] {
  /// Whether they say more than one character, as a tick is.
  var haveText: Bool {
    contains { if case .table = $0 { true } else { false } }
      || lines.contains { $0.folded.count > 1 }
  }
}
