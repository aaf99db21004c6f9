/// What is wrong with the name of a file or folder, and what it should be.
///
/// One set of rules for all: `check` tells what they find, `names` mends it, `init` makes folders
/// that keep them. The names themselves are never looked up on a disk here.
public enum FileName {
  /// One thing that can be wrong with a name.
  public enum Defect: String, Hashable, Sendable, CaseIterable {
    /// Bytes that are not UTF-8: most often GBK, from an old archive.
    case notUTF8 = "attachment-name-not-utf8"
    /// Control characters and backslashes, which no package holds.
    case unusable = "attachment-name"
    /// `%`, which BagIt programs disagree about.
    case percent = "attachment-name-percent"
    /// Characters, endings and names that Windows can't hold.
    case windows = "attachment-name-windows"
    /// Zero-width and bidirectional characters: not seen, and able to show another name.
    case unseen = "attachment-name-unseen"
    /// Characters of the private area, which every computer shows differently.
    case privateUse = "attachment-name-private"
    /// Blanks at the beginning or the end, before the extension's dot, or full-width ones.
    case blank = "attachment-name-blank"
    /// Letters taken apart as macOS does (NFD).
    case decomposed = "attachment-name-decomposed"
    /// Longer than file systems hold.
    case long = "attachment-name-long"
    /// Longer than a disc's Joliet names hold.
    case disc = "attachment-name-disc"
    /// Pictures, which old programs and discs show as boxes.
    case emoji = "attachment-name-emoji"

    public var level: Finding.Level {
      switch self {
      case .notUTF8, .unusable: .error
      case .percent, .windows, .unseen, .privateUse, .long: .warning
      case .blank, .decomposed, .disc, .emoji: .note
      }
    }

    /// Whether a new name mends it; the others are for a person to judge.
    public var isMended: Bool { self != .disc && self != .emoji }
  }

  /// Characters of a name on a disc with Joliet (ECMA-119 supplementary volume): 64 UTF-16 units.
  static let longestOnDisc = 64
  /// MAX_PATH of Windows, its ending NUL included ("Maximum Path Length Limitation", Microsoft).
  static let longestWindowsPath = 260

  /// Everything that is wrong with a name that is UTF-8, in the order of ``Defect``.
  public static func defects(of name: String) -> [Defect] {
    defects(of: Array(name.utf8)[...])
  }

  /// As ``defects(of:)-(String)``, of the name's UTF-8 bytes.
  package static func defects(of name: ArraySlice<UInt8>) -> [Defect] {
    // Tens of thousands of names are looked at before a dossier is sealed, and most are like this.
    if isPlain(name) {
      // Each character is one UTF-16 unit, and has one byte that does not continue another.
      let isLong =
        name.count > longestOnDisc && name.count { $0 & 0xC0 != 0x80 } > longestOnDisc
      return isLong ? [.disc] : []
    }
    return examined(String(decoding: name, as: UTF8.self))
  }

  /// What a look at each character finds.
  static func examined(_ name: String) -> [Defect] {
    let scalars = name.unicodeScalars
    let joins = hasEmoji(name)
    var found: Set<Defect> = []
    for scalar in scalars {
      if isUnusable(scalar) { found.insert(.unusable) }
      if scalar == "%" { found.insert(.percent) }
      if isUnseen(scalar, joins: joins) { found.insert(.unseen) }
      if isPrivate(scalar) { found.insert(.privateUse) }
      if isOddBlank(scalar) { found.insert(.blank) }
    }
    if joins { found.insert(.emoji) }
    let usable = String(String.UnicodeScalarView(scalars.filter { !isUnusable($0) }))
    if !isPortable(usable) { found.insert(.windows) }
    if trimmed(name) != name { found.insert(.blank) }
    if composed(name).utf8.count != name.utf8.count { found.insert(.decomposed) }
    if name.utf8.count > PackagePath.longestComponent { found.insert(.long) }
    if name.utf16.count > longestOnDisc { found.insert(.disc) }
    return Defect.allCases.filter { found.contains($0) }
  }

  /// Whether Windows can hold the name ("Naming Files, Paths, and Namespaces", Microsoft).
  public static func isPortable(_ name: String) -> Bool {
    let scalars = name.unicodeScalars
    if scalars.contains(where: { isForbidden($0) || isUnusable($0) }) { return false }
    if let last = scalars.last, last == "." || last == " " { return false }
    return !isReserved(name)
  }

  /// The name that should stand instead; the same where nothing is to be mended.
  ///
  /// What comes out has no defect that ``Defect/isMended`` says is mended.
  package static func mended(_ name: String) -> String {
    var mended = trimmed(spelt(composed(name)))
    // What is left of a name of blanks must not hide the file.
    if mended.isEmpty || (mended.hasPrefix(".") && !name.hasPrefix(".")) {
      mended = unnamed + mended
    }
    if isReserved(mended) {
      // Windows looks at what stands before the first dot.
      mended.insert("_", at: mended.firstIndex(of: ".") ?? mended.endIndex)
    }
    return shortened(mended, to: PackagePath.longestComponent)
  }

  /// A text as part of a name: forbidden characters in their full-width form, nothing unseen, and
  /// no blanks but the space bar's.
  static func spelt(_ text: String) -> String {
    var spelt = String.UnicodeScalarView()
    let joins = hasEmoji(text)
    for scalar in text.unicodeScalars {
      if isForbidden(scalar) || scalar == "%" {
        Unicode.Scalar(scalar.value + 0xFEE0).map { spelt.append($0) }
      } else if isOddBlank(scalar) {
        spelt.append(" ")
      } else if isPrivate(scalar) {
        spelt.append("_")
      } else if !isControl(scalar), !isUnseen(scalar, joins: joins) {
        spelt.append(scalar)
      }
    }
    return String(spelt)
  }

  /// The name with a number before its extension, short enough for file systems.
  package static func numbered(_ name: String, _ number: Int) -> String {
    let (stem, ending) = parts(of: name)
    let mark = "（\(number)）"
    let room = PackagePath.longestComponent - mark.utf8.count - ending.utf8.count
    return shortened(stem, to: room) + mark + ending
  }

  /// Whether a path leads to or through a name that begins with a dot, which systems don't show.
  @inlinable
  public static func isHidden(_ path: some Collection<UInt8>) -> Bool {
    var isAtStart = true
    for byte in path {
      if isAtStart, byte == UInt8(ascii: ".") { return true }
      isAtStart = byte == UInt8(ascii: "/")
    }
    return false
  }

  /// What Windows and macOS take for the same name has the same key: lower case, compared by
  /// canonical equivalence, as `String` does.
  public static func twinKey(_ name: String) -> String { name.lowercased() }

  /// The name composed (Unicode's NFC).
  package static func inNFC(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    if isPlainText(name) { return name }
    let text = String(decoding: name, as: UTF8.self)
    return text._nfcCodeUnits[...]
  }

  /// ``twinKey(_:)`` as bytes in NFC, which compare and hash as they are.
  package struct TwinKey: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(_ name: ArraySlice<UInt8>) {
      guard isPlainText(name) else {
        let key = twinKey(String(decoding: name, as: UTF8.self))
        bytes = key._nfcCodeUnits
        return
      }
      bytes = [UInt8](unsafeUninitializedCapacity: name.count) { buffer, count in
        for byte in name {
          buffer[count] = isCapital(byte) ? byte | 0x20 : byte
          count += 1
        }
      }
    }

    package static func == (left: TwinKey, right: TwinKey) -> Bool { left.bytes == right.bytes }

    /// As one run of bytes; `Array` would feed the hasher byte by byte.
    package func hash(into hasher: inout Hasher) {
      bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
  }

  /// The stem and the extension with its dot; a hidden file has a stem only.
  static func parts(of name: String) -> (stem: String, ending: String) {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex,
      name.utf8.distance(from: dot, to: name.endIndex) <= longestEnding
    else { return (name, "") }
    return (String(name[..<dot]), String(name[dot...]))
  }

  /// `.docx`, `.sha256`: what is longer is part of a sentence.
  private static let longestEnding = 10
  private static let unnamed = "未命名"

  // MARK: Plain names

  /// Whether the name is of plain characters and well formed, so that the long look at each
  /// character is spared; false says nothing.
  private static func isPlain(_ name: ArraySlice<UInt8>) -> Bool {
    name.withUnsafeBufferPointer { bytes in
      guard let first = bytes.first, let last = bytes.last,
        bytes.count <= PackagePath.longestComponent, isPlainText(bytes)
      else { return false }
      let dot = UInt8(ascii: ".")
      let blank = UInt8(ascii: " ")
      guard first != dot, first != blank, last != dot, last != blank else { return false }
      // CON, COM1: what may be one of Windows's own names is looked at by its letters.
      if (3...4).contains(bytes.firstIndex(of: dot) ?? bytes.count) { return false }
      var before = first
      for byte in bytes {
        if byte == dot, before == blank { return false }
        if isForbiddenASCII(byte) { return false }
        before = byte
      }
      return true
    }
  }

  /// Whether the bytes, which are UTF-8, are of printable ASCII and of Chinese characters and marks
  /// of which none composes with another, is seen otherwise than as itself or has a case.
  ///
  /// U+2010…U+2027, U+3001…U+3029 and U+4000…U+9FFF by their lead bytes; in U+FF00…U+FF20 the
  /// full-width marks and digits.
  private static func isPlainText(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer(isPlainText)
  }

  private static func isPlainText(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case 0x20..<0x7F: index += 1
      case 0xE4...0xE9: index += 3
      case 0xE2, 0xE3, 0xEF:
        guard index + 2 < bytes.count else { return false }
        switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
        case (0xE2, 0x80, 0x90...0xA7), (0xE3, 0x80, 0x81...0xA9), (0xEF, 0xBC, 0x81...0xA0):
          index += 3
        default: return false
        }
      default: return false
      }
    }
    return true
  }

  /// The forbidden characters of ``isForbidden(_:)``, and `%`.
  private static func isForbiddenASCII(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\\"), UInt8(ascii: "%"), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: ":"), UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "|"),
      UInt8(ascii: "?"), UInt8(ascii: "*"):
      true
    default: false
    }
  }

  private static func isCapital(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  // MARK: Characters

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
  }

  /// What no package holds either.
  private static func isUnusable(_ scalar: Unicode.Scalar) -> Bool {
    isControl(scalar) || scalar == "\\"
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    "<>:\"/\\|?*".unicodeScalars.contains(scalar)
  }

  private static func hasEmoji(_ name: String) -> Bool {
    name.unicodeScalars.contains { $0.properties.isEmojiPresentation }
  }

  /// Format characters (Unicode's Cf).
  ///
  /// - Parameter joins: whether there are emoji, which a joiner or tags may hold together.
  private static func isUnseen(_ scalar: Unicode.Scalar, joins: Bool) -> Bool {
    if joins, scalar == "\u{200D}" || (0xE0020...0xE007F).contains(scalar.value) { return false }
    return scalar.properties.generalCategory == .format || scalar == "\u{2028}"
      || scalar == "\u{2029}"
  }

  private static func isPrivate(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .privateUse
  }

  /// A blank other than the space bar's.
  private static func isOddBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .spaceSeparator && scalar != " "
  }

  private static func isReserved(_ name: String) -> Bool {
    let stem = name.split(separator: ".", omittingEmptySubsequences: false)[0].uppercased()
    if ["CON", "PRN", "AUX", "NUL"].contains(stem) { return true }
    return stem.count == 4 && (stem.hasPrefix("COM") || stem.hasPrefix("LPT"))
      && "123456789¹²³".contains(stem.last ?? " ")
  }

  // MARK: Spelling

  /// The name in NFC, but for characters that stand alone: NFC turns Chinese compatibility
  /// characters (U+F900…) into others.
  private static func composed(_ name: String) -> String {
    name.reduce(into: "") { composed, character in
      composed +=
        character.unicodeScalars.count > 1
        ? String(decoding: String(character)._nfcCodeUnits, as: UTF8.self) : String(character)
    }
  }

  /// The name without blanks at its beginning, its end and before its extension, and without dots
  /// at its end.
  private static func trimmed(_ name: String) -> String {
    var (stem, ending) = parts(of: name)
    while let last = ending.last, last == "." || last.isWhitespace { ending.removeLast() }
    if ending.isEmpty {
      while let last = stem.last, last == "." { stem.removeLast() }
    }
    let blanks: (Character) -> Bool = { $0.isWhitespace }
    stem = String(stem.drop(while: blanks).reversed().drop(while: blanks).reversed())
    if ending.isEmpty, let last = stem.last, last == "." { return trimmed(stem) }
    return stem + ending
  }

  /// The name cut between characters, its extension kept.
  private static func shortened(_ name: String, to limit: Int) -> String {
    guard name.utf8.count > limit else { return name }
    var (stem, ending) = parts(of: name)
    while !stem.isEmpty, stem.utf8.count + ending.utf8.count > limit { stem.removeLast() }
    return trimmed(stem) + ending
  }
}
