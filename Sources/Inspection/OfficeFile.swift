internal import Evidence

/// What a compound file of an office program is, and whether it opens without a password.
struct OfficeFile {
  private let file: CompoundFile

  /// As much of a stream is looked at: what it says of its encryption stands in its beginning.
  private static let beginning = 64 << 10

  /// - Parameter bytes: a file that begins with ``CompoundFile/signature``.
  static func facts(_ bytes: Bytes) -> FileFacts { Self(file: CompoundFile(bytes)).facts }

  private var facts: FileFacts {
    let type = type
    var facts = FileFacts(type)
    if file.isDamaged {
      facts.state = .damaged
    } else if isRightsManaged {
      facts = FileFacts(type, encryptedBy: .rights)
    } else {
      switch protection(of: type) {
      case .none: break
      case .password: facts.state = .encrypted
      // Excel alone has a password of its own.
      case .excelsOwn where type == .protectedOffice: facts.type = .xlsx
      case .excelsOwn: break
      }
    }
    if type == .other { facts.otherMediaType = "application/x-ole-storage" }
    if file.has("_VBA_PROJECT") || file.has("_VBA_PROJECT_CUR") || file.has("Macros") {
      facts.traits.insert(.macros)
    }
    return facts
  }

  private var type: FileType {
    if file.has("EncryptedPackage") || file.has("EncryptionInfo") { return .protectedOffice }
    if file.has("WordDocument") { return .doc }
    if file.has("Workbook") || file.has("Book") { return .xls }
    if file.has("PowerPoint Document") { return .ppt }
    if file.has("VisioDocument") { return .visio }
    if file.has("__properties_version1.0") { return .email }
    // The names of an installer's tables are packed beyond the basic plane's letters; this one is
    // in every package ([MS-CFB] has no more to say: Windows Installer's `!_StringPool`).
    return file.has(prefix: "\u{4840}") ? .program : .other
  }

  /// [MS-OFFCRYPTO] 2.2: the transform of a file under rights management, and the stream in which
  /// the old formats keep theirs.
  private var isRightsManaged: Bool {
    ["DRMEncryptedTransform", "DRMEncryptedDataSpace", "\u{9}DRMContent", "\u{9}DRMViewerContent"]
      .contains { file.has($0) }
  }

  private enum Protection {
    case none, password
    /// The password that Excel tries by itself, so that nobody is asked for one.
    case excelsOwn
  }

  private func protection(of type: FileType) -> Protection {
    switch type {
    case .protectedOffice:
      guard let info = file.content(of: "EncryptionInfo", most: Self.beginning) else {
        return .password
      }
      return ExcelPassword.opens(encryptionInfo: info) ? .excelsOwn : .password
    // [MS-DOC] 2.5.2: FibBase, bit fEncrypted, for all ways of encrypting.
    case .doc:
      let start = file.content(of: "WordDocument", most: 32)
      let flags = start.flatMap { Self.little(2, $0, 10) } ?? 0
      return flags & 0x100 != 0 ? .password : .none
    case .xls: return workbookProtection
    // [MS-PPT] 2.3.2: headerToken of CurrentUserAtom.
    case .ppt:
      let user = file.content(of: "Current User", most: 32)
      return user.flatMap { Self.little(4, $0, 12) } == 0xF3D1_C4DF || file.has("EncryptedSummary")
        ? .password : .none
    default: return .none
    }
  }

  /// [MS-XLS] 2.1.7.20.3: FilePass (0x2F) follows the first record, perhaps after one more.
  private var workbookProtection: Protection {
    guard
      let content = file.content(of: "Workbook", most: Self.beginning)
        ?? file.content(of: "Book", most: Self.beginning)
    else { return .none }
    var place = 0
    for _ in 0..<4 {
      guard let record = Self.little(2, content, place),
        let length = Self.little(2, content, place + 2)
      else { return .none }
      let body = content[min(place + 4, content.count)..<min(place + 4 + length, content.count)]
      if record == 0x2F {
        return ExcelPassword.opens(filePass: Array(body)) ? .excelsOwn : .password
      }
      place += 4 + length
    }
    return .none
  }

  static func little(_ width: Int, _ bytes: [UInt8], _ offset: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - width else { return nil }
    return bytes[offset..<(offset + width)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
