extension [WordDocument.Piece] {
  /// These pieces, those marked that look otherwise in `other`, which another program shows instead.
  ///
  /// White space and pictures make no difference; a picture that only the other has is taken over,
  /// since it may be a tick drawn over a box.
  func disputed(by other: Self) -> Self {
    if self == other { return self }
    var atoms = flatMap(\.atoms)
    let places = atoms.indices.filter { atoms[$0].look != nil }
    let own = places.compactMap { atoms[$0].look }
    let others = other.looks
    if own.count == others.count {
      for (place, looks) in zip(places, zip(own, others)) where looks.0 != looks.1 {
        atoms[place] = atoms[place].asDisputed
      }
    } else {
      let head = zip(own, others).prefix { $0 == $1 }.count
      let rest = Swift.min(own.count, others.count) - head
      let tail = zip(own.reversed(), others.reversed()).prefix { $0 == $1 }.count
      let middle = head..<(own.count - Swift.min(tail, rest))
      for place in middle { atoms[places[place]] = atoms[places[place]].asDisputed }
      if middle.isEmpty {
        atoms.insert(.disputed(nil), at: head < places.count ? places[head] : atoms.count)
      }
    }
    if !atoms.hasPicture, other.hasPicture { atoms.append(.picture) }
    return atoms.reduce(into: []) { $0.add($1) }
  }

  fileprivate var looks: [UInt32] { flatMap(\.atoms).compactMap(\.look) }

  fileprivate var hasPicture: Bool {
    contains { piece in piece.glyphs.contains { $0.isPicture } }
  }
}

extension WordDocument.Piece {
  var asDisputed: Self { if case .disputed = self { self } else { .disputed(self) } }

  /// The piece character by character.
  fileprivate var atoms: [Self] {
    switch self {
    case .text(let text): text.unicodeScalars.map { .text(String($0)) }
    case .struck(let piece): piece.atoms.map { .struck($0) }
    case .disputed(let piece?): piece.atoms.map { .disputed($0) }
    default: [self]
    }
  }

  /// By what an atom is compared: what it means as a mark, else its character; nil for what makes no
  /// difference.
  fileprivate var look: UInt32? {
    guard let glyph = glyphs.first, glyph.isDisputed || !(glyph.isBlank || glyph.isPicture) else {
      return nil
    }
    let struck: UInt32 = glyph.isStruck ? 0x40_0000 : 0
    guard let mark = glyph.mark else { return glyph.scalar.foldedValue | struck }
    // Beyond the last character.
    return 0x20_0000 | mark.character.value | struck
  }
}

extension [WordDocument.Block] {
  /// These blocks, all marked that looks otherwise in `other`.
  func disputed(by other: Self) -> Self {
    guard self != other, looks != other.looks else { return self }
    guard !isEmpty else { return [.disputed] }
    guard count == other.count else { return map(\.asDisputed) }
    return zip(self, other).map { own, other in
      switch (own, other) {
      case (.paragraph(var own), .paragraph(let other)):
        own.pieces = own.pieces.disputed(by: other.pieces)
        return .paragraph(own)
      case (.table(var own), .table(let other)):
        own.rows = own.rows.disputed(by: other.rows)
        return .table(own)
      default: return own.asDisputed
      }
    }
  }

  /// As ``disputed(by:)``, of what stands in text boxes: programs that draw none leave out only
  /// what is no tick.
  func disputed(byBoxed other: Self) -> Self {
    if other.isEmpty || isEmpty, !(self + other).hasMarks { return self }
    return disputed(by: other)
  }

  fileprivate var looks: [UInt32] {
    flatMap { block in
      switch block {
      case .paragraph(let paragraph): paragraph.pieces.looks
      case .table(let table): table.rows.flatMap(\.cells).flatMap(\.blocks.looks)
      }
    }
  }

  fileprivate var hasMarks: Bool {
    contains { block in
      switch block {
      case .paragraph(let paragraph):
        paragraph.pieces.contains { $0.glyphs.contains { $0.mark != nil } }
      case .table(let table): table.rows.flatMap(\.cells).contains(where: \.blocks.hasMarks)
      }
    }
  }
}

extension WordDocument.Block {
  /// Stands where other programs show something and Word nothing.
  static var disputed: Self { .paragraph(WordDocument.Paragraph(pieces: [.disputed(nil)])) }

  fileprivate var asDisputed: Self {
    switch self {
    case .paragraph(var paragraph):
      paragraph.pieces = paragraph.pieces.map(\.asDisputed)
      return .paragraph(paragraph)
    case .table(var table):
      table.rows = table.rows.map(\.asDisputed)
      return .table(table)
    }
  }
}

extension [WordDocument.Row] {
  func disputed(by other: Self) -> Self {
    if self == other { return self }
    guard count == other.count else { return map(\.asDisputed) }
    return zip(self, other).map { WordDocument.Row(cells: $0.cells.disputed(by: $1.cells)) }
  }
}

extension WordDocument.Row {
  fileprivate var asDisputed: Self { WordDocument.Row(cells: cells.map(\.asDisputed)) }
}

extension [WordDocument.Cell] {
  func disputed(by other: Self) -> Self {
    if self == other { return self }
    guard count == other.count else { return map(\.asDisputed) }
    return zip(self, other).map { own, other in
      if own.merge != other.merge { return own.asDisputed }
      var cell = own
      cell.blocks = own.blocks.disputed(by: other.blocks)
      return cell
    }
  }
}

extension WordDocument.Cell {
  var asDisputed: Self {
    var cell = self
    cell.blocks = blocks.map(\.asDisputed) + [.disputed]
    return cell
  }
}
