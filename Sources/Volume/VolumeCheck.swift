/// Reads a part that was written and holds it against its plan, before anyone is given it.
struct VolumeCheck {
  let plan: VolumePlan.Part
  let bookmarks: [VolumeAssembly.Bookmark]
  /// What stands in the catalogue.
  let catalogued: [String]

  /// - Throws: ``VolumeFailure/wrong(_:)``.
  func check(_ bytes: UnsafeRawBufferPointer) throws(VolumeFailure) {
    guard let document = try? PDFDocument(bytes), !document.hasWarnings else {
      throw .wrong("file")
    }
    guard document.pageCount == plan.leaves.count else { throw .wrong("pages") }
    let labels =
      document.existing("/PageLabels", of: document.root)
      .flatMap { document.existing("/Nums", of: $0) }.map { document.items($0, most: 4) } ?? []
    guard labels.count == 2,
      document.existing("/St", of: labels[1]).flatMap({ document.integer($0) }) == plan.first
    else { throw .wrong("labels") }
    var reader = DrawnText(document)
    var identities: [Int] = []
    var catalogue = ""
    for (index, leaf) in plan.leaves.enumerated() {
      let page = document.page(index)
      identities.append(document.identity(page))
      let text = reader.text(of: page)
      // The number is drawn last.
      guard text.hasSuffix(String(plan.first + index)) else {
        throw .wrong("number \(plan.first + index)")
      }
      if case .catalogue = leaf { catalogue += text }
      document.release()
    }
    let written = Self.letters(catalogue)
    for title in catalogued
    where Self.isPlain(title) && !written.contains(Self.letters(title)) {
      throw .wrong("catalogue: \(title)")
    }
    try check(bookmarks, identities, in: document)
  }

  /// Whether a text is drawn character by character, in its own order: Chinese, Japanese, Latin. What
  /// else there is may be composed, turned around or lack a font.
  private static func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x20..<0x7F, 0xA1...0xAC, 0xAE...0xFF, 0x2013...0x2026, 0x3000...0x3029, 0x3041...0x3096,
        0x30A1...0x30FC, 0x4E00...0x9FA5, 0xFF01...0xFF5E:
        true
      default: false
      }
    }
  }

  /// Without what a line's end adds or takes away.
  private static func letters(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.properties.isWhitespace }))
  }

  private func check(
    _ bookmarks: [VolumeAssembly.Bookmark], _ pages: [Int], in document: PDFDocument
  ) throws(VolumeFailure) {
    var expected: [Int] = []
    func list(_ bookmarks: [VolumeAssembly.Bookmark]) {
      for bookmark in bookmarks {
        expected.append(pages[bookmark.page])
        list(bookmark.children)
      }
    }
    list(bookmarks)
    var found: [Int] = []
    func walk(_ parent: PDFDocument.Handle, depth: Int) {
      var entry = document.existing("/First", of: parent)
      while let current = entry, depth < 4, found.count <= expected.count {
        let place = document.existing("/Dest", of: current)
        let page = place.flatMap { document.items($0, most: 1).first }
        found.append(page.map { document.identity($0) } ?? 0)
        walk(current, depth: depth + 1)
        entry = document.existing("/Next", of: current)
      }
    }
    if let outline = document.existing("/Outlines", of: document.root) { walk(outline, depth: 0) }
    guard found == expected else { throw .wrong("bookmarks") }
  }
}

/// The text on pages that ``Canvas`` drew, as a reader of PDFs finds it (ISO 32000-1, 9.10).
struct DrawnText {
  private let document: PDFDocument
  private var fonts: [Int: Font] = [:]

  private struct Font {
    var isWide = false
    var characters: [Int: String] = [:]
  }

  init(_ document: PDFDocument) { self.document = document }

  /// What was drawn on top of a page, in the order in which it was.
  mutating func text(of page: PDFDocument.Handle) -> String {
    let contents = document.value("/Contents", of: page)
    guard let drawn = document.isArray(contents) ? document.items(contents).last : contents,
      let bytes = document.content(of: drawn, isDecoded: true)
    else { return "" }
    let resources = document.value("/Resources", of: page)
    let known = document.existing("/Font", of: resources)
    var text = ""
    var font = Font()
    var operands: [PDFToken] = []
    var isReplaced = false
    var tokens = PDFTokens(bytes)
    while let token = tokens.next() {
      guard case .word(let word) = token else {
        operands.append(token)
        continue
      }
      switch word {
      case "Tf":
        if case .name(let name)? = operands.dropLast().last {
          font =
            known.flatMap { document.existing("/" + name, of: $0) }.map { self.font($0) }
            ?? Font()
        }
      case "Tj", "TJ", "'":
        if !isReplaced {
          for case .string(let codes) in operands { text += Self.decode(codes, font) }
        }
      case "BDC":
        // Text that stands for glyphs which have no one character each.
        if let place = operands.firstIndex(of: .name("ActualText")),
          case .string(let bytes)? = operands[(place + 1)...].first
        {
          text += Self.utf16(bytes.dropFirst(2))
          isReplaced = true
        }
      case "EMC": isReplaced = false
      default: break
      }
      operands.removeAll(keepingCapacity: true)
    }
    return text
  }

  private mutating func font(_ handle: PDFDocument.Handle) -> Font {
    let identity = document.identity(handle)
    if let font = fonts[identity] { return font }
    var font = Font()
    font.isWide =
      document.existing("/Subtype", of: handle).map { document.isName($0, "/Type0") }
      ?? false
    if let map = document.existing("/ToUnicode", of: handle),
      let bytes = document.content(of: map, isDecoded: true)
    {
      font.characters = Self.characters(bytes)
    }
    fonts[identity] = font
    return font
  }

  private static func decode(_ codes: [UInt8], _ font: Font) -> String {
    if font.isWide {
      return stride(from: 0, to: codes.count - 1, by: 2).map { index in
        font.characters[Int(codes[index]) << 8 | Int(codes[index + 1])] ?? ""
      }.joined()
    }
    return codes.map { code in
      font.characters[Int(code)] ?? String(Unicode.Scalar(code))
    }.joined()
  }

  private static func utf16(_ bytes: some Collection<UInt8>) -> String {
    let bytes = Array(bytes)
    let units = stride(from: 0, to: bytes.count - 1, by: 2).map {
      UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// A map from codes to characters (ISO 32000-1, 9.10.3).
  private static func characters(_ map: [UInt8]) -> [Int: String] {
    var characters: [Int: String] = [:]
    var operands: [PDFToken] = []
    var tokens = PDFTokens(map)
    func code(_ bytes: [UInt8]) -> Int { bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) } }
    while let token = tokens.next() {
      guard case .word(let word) = token else {
        operands.append(token)
        continue
      }
      let strings = operands.compactMap { token -> [UInt8]? in
        if case .string(let bytes) = token { bytes } else { nil }
      }
      if word == "endbfchar" {
        for index in stride(from: 0, to: strings.count - 1, by: 2) {
          characters[code(strings[index])] = utf16(strings[index + 1])
        }
      } else if word == "endbfrange", !operands.contains(.open) {
        for index in stride(from: 0, to: strings.count - 2, by: 3) {
          let (low, high) = (code(strings[index]), code(strings[index + 1]))
          let first = code(strings[index + 2])
          for value in low...max(low, min(high, low + 0xFFFF)) {
            characters[value] = Unicode.Scalar(UInt32(first + value - low)).map { String($0) }
          }
        }
      } else if word == "endbfrange" {
        readArrays(operands, code, &characters)
      }
      operands.removeAll(keepingCapacity: true)
    }
    return characters
  }

  private static func readArrays(
    _ operands: [PDFToken], _ code: ([UInt8]) -> Int, _ characters: inout [Int: String]
  ) {
    var before: [[UInt8]] = []
    var next: Int?
    for operand in operands {
      switch operand {
      case .open: next = before.dropLast().last.map(code)
      case .close: (next, before) = (nil, [])
      case .string(let bytes):
        if let value = next {
          characters[value] = utf16(bytes)
          next = value + 1
        } else {
          before.append(bytes)
        }
      default: break
      }
    }
  }
}

/// A piece of a content stream or a map (ISO 32000-1, 7.2).
enum PDFToken: Hashable {
  case name(String)
  case string([UInt8])
  case word(String)
  case number
  /// The brackets of an array.
  case open, close
}

/// Takes a content stream apart.
struct PDFTokens {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> PDFToken? {
    while place < bytes.count {
      let byte = bytes[place]
      switch byte {
      case 0, 9, 10, 12, 13, 32: place += 1
      case UInt8(ascii: "%"):
        while place < bytes.count, bytes[place] != 10, bytes[place] != 13 { place += 1 }
      case UInt8(ascii: "["):
        place += 1
        return .open
      case UInt8(ascii: "]"):
        place += 1
        return .close
      case UInt8(ascii: "("): return literal()
      case UInt8(ascii: "<"):
        if place + 1 < bytes.count, bytes[place + 1] == byte {
          place += 2
        } else {
          return hexadecimal()
        }
      case UInt8(ascii: ">"), UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "}"): place += 1
      case UInt8(ascii: "/"):
        place += 1
        return .name(regular())
      default:
        let word = regular()
        if word.isEmpty { place += 1 }
        let first = word.utf8.first ?? 0
        return (0x30...0x39).contains(first) || "+-.".utf8.contains(first) ? .number : .word(word)
      }
    }
    return nil
  }

  private mutating func regular() -> String {
    let start = place
    while place < bytes.count, !"\0\t\n\u{0C}\r ()<>[]{}/%".utf8.contains(bytes[place]) {
      place += 1
    }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private mutating func hexadecimal() -> PDFToken {
    place += 1
    var digits: [UInt8] = []
    while place < bytes.count, bytes[place] != UInt8(ascii: ">") {
      if let digit = Character(Unicode.Scalar(bytes[place])).hexDigitValue {
        digits.append(UInt8(digit))
      }
      place += 1
    }
    place += 1
    if digits.count % 2 == 1 { digits.append(0) }
    return .string(
      stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
  }

  private mutating func literal() -> PDFToken {
    place += 1
    var text: [UInt8] = []
    var depth = 1
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == UInt8(ascii: "\\"), place < bytes.count {
        text += escaped()
        continue
      }
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") {
        depth -= 1
        if depth == 0 { break }
      }
      text.append(byte)
    }
    return .string(text)
  }

  private mutating func escaped() -> [UInt8] {
    let byte = bytes[place]
    place += 1
    switch byte {
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case 10: return []
    case 0x30...0x37:
      var value = Int(byte - 0x30)
      var count = 1
      while count < 3, place < bytes.count, (0x30...0x37).contains(bytes[place]) {
        value = value * 8 + Int(bytes[place] - 0x30)
        place += 1
        count += 1
      }
      return [UInt8(value & 255)]
    default: return [byte]
    }
  }
}
