import Evidence

/// Reads a tar from its first header to the file's end and notes everything that is odd.
///
/// Content is left to `content`, which is called for each member with its index, before the next
/// header is looked at: a pipe's content must be read then, a file's can be read later by others.
struct TarScanner {
  typealias ContentHandler = (_ index: Int, _ member: TarMember) throws -> Void

  /// More members than this are refused: the table would outgrow any machine it should run on.
  static let mostMembers = 8_000_000

  private let input: any TarInput
  private(set) var package = ScannedPackage()
  private var twins = PathTwins()
  private var header: [UInt8] = []

  private init(_ input: any TarInput) { self.input = input }

  static func scan(
    _ input: any TarInput, content: ContentHandler
  ) throws -> ScannedPackage {
    var scanner = TarScanner(input)
    try scanner.scan(content)
    return scanner.package
  }

  private mutating func scan(_ content: ContentHandler) throws {
    var offset: Int64 = 0
    while true {
      let outcome = try TarMember.parse(at: offset) {
        (offset, count) throws(VerificationError) in
        try input.bytes(at: offset, count: count)
      }
      switch outcome {
      case .member(let member):
        guard package.members.count < Self.mostMembers else {
          return lose(at: offset, reason: "too-many-members")
        }
        guard try take(member, content) else { return }
        offset = member.end
        input.release(before: offset)
      case .endMarker(let isComplete):
        if !isComplete {
          package.find("end-marker-missing", at: "", ["offset": String(offset)])
        }
        return try checkTail(from: offset + (isComplete ? 1_024 : 512))
      case .nothing:
        if package.members.isEmpty { return reject() }
        package.find("end-marker-missing", at: "", ["offset": String(offset)])
        package.byteCount = offset
        return
      case .truncated:
        if package.members.isEmpty { return reject() }
        package.find("truncated", at: "", ["offset": String(offset)])
        package.notChecked.append("bytes \(offset)-")
        package.byteCount = offset
        return
      case .lost:
        if package.members.isEmpty { return reject() }
        return lose(at: offset, reason: "no-header")
      }
    }
  }

  private mutating func lose(at offset: Int64, reason: String) {
    package.find("structure-lost", at: "", ["offset": String(offset), "reason": reason])
    package.notChecked.append("bytes \(offset)-")
    package.byteCount = input.length ?? offset
  }

  private mutating func reject() {
    package.isArchive = false
    let beginning = (try? input.bytes(at: 0, count: 8)).map(Array.init) ?? []
    let kind =
      switch beginning {
      case []: "empty"
      case let bytes where bytes.starts(with: [0x1F, 0x8B]): "gzip"
      case let bytes where bytes.starts(with: [0x50, 0x4B]): "zip"
      case let bytes where bytes.starts(with: "%PDF".utf8): "pdf"
      case let bytes where bytes.starts(with: "Rar!".utf8): "rar"
      case let bytes where bytes.starts(with: [0x37, 0x7A, 0xBC, 0xAF]): "7z"
      case let bytes where bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]): "ole"
      default: "unknown"
      }
    package.find("not-a-package", at: "", ["looks-like": kind])
  }

  /// - Returns: false where the file ends within the member.
  private mutating func take(_ member: TarMember, _ content: ContentHandler) throws -> Bool {
    let index = package.members.count
    var name = member.name[...]
    var hasDotPrefix = false
    while name.starts(with: "./".utf8) {
      name = name.dropFirst(2)
      hasDotPrefix = true
    }
    if member.kind == .directory, name.last == UInt8(ascii: "/") { name = name.dropLast() }
    let shown = shownName(member.name)
    note(member.oddities, shown, index)
    try compareHeader(member, index)
    if hasDotPrefix { package.deviations.append(.init(member: index, reason: .dotPrefix)) }

    var isUsable = true
    switch member.kind {
    case .regular: break
    case .directory: package.deviations.append(.init(member: index, reason: .directory))
    case .other(let type):
      package.find("entry-type", at: shown, ["type": Self.typeName(type)], member: index)
      isUsable = false
    }
    // "./" itself, as `tar cf x.tar ./` lists it, names nothing in the bag.
    if member.kind == .directory, name.isEmpty {
      isUsable = false
    } else if isUsable {
      do throws(PackagePath.Problem) { _ = try PackagePath(bytes: name) } catch {
        package.find("path-unsafe", at: shown, ["problem": error.rawValue], member: index)
        isUsable = false
      }
    }
    if isUsable, member.kind == .regular { checkTwins(Array(name), shown, index) }
    package.members.append(
      .init(
        name: Array(name), size: member.size, modified: member.modified,
        isDirectory: member.kind == .directory, isUsable: isUsable))

    if let length = input.length, member.end > length {
      package.find(
        "truncated", at: shown,
        ["expected": String(member.end), "actual": String(length)], member: index)
      package.byteCount = length
      return false
    }
    try content(index, member)
    return true
  }

  private mutating func note(_ oddities: [TarMember.Oddity], _ shown: String, _ index: Int) {
    for oddity in oddities {
      switch oddity {
      case .checksum: package.find("header-checksum", at: shown, member: index)
      case .malformed(let field):
        package.find("header-malformed", at: shown, ["field": field], member: index)
      case .unknownRecord(let key):
        package.deviations.append(.init(member: index, reason: .unknownRecord(key: key)))
      case .sizeConflict(let pax, let ustar):
        package.find(
          "pax-size-conflict", at: shown, ["pax": String(pax), "ustar": String(ustar)],
          member: index)
      case .surplusExtension:
        package.deviations.append(.init(member: index, reason: .unknownRecord(key: "g")))
      }
    }
  }

  /// Makes the canonical header for what the member says it is and compares the bytes.
  private mutating func compareHeader(_ member: TarMember, _ index: Int) throws {
    let length = Int(member.contentOffset - member.offset)
    guard member.kind == .regular, let expected = CanonicalHeader(member) else {
      if member.kind == .regular {
        package.deviations.append(
          .init(member: index, reason: .header(field: "mtime", offset: member.offset)))
      }
      return
    }
    header.removeAll(keepingCapacity: true)
    expected.append(to: &header)
    let raw = try input.bytes(at: member.offset, count: length)
    if raw.count == header.count, raw.elementsEqual(header) { return }
    let common = zip(raw, header).enumerated().first { $0.element.0 != $0.element.1 }
    let difference = common?.offset ?? min(raw.count, header.count)
    package.deviations.append(
      .init(
        member: index,
        reason: .header(
          field: expected.fieldName(at: difference), offset: member.offset + Int64(difference))))
  }

  private mutating func checkTwins(_ name: [UInt8], _ shown: String, _ index: Int) {
    let members = package.members
    guard let clash = twins.add(name, index: index, path: { members[$0].name }) else { return }
    let other = shownName(members[clash.other].name)
    switch clash.clash {
    case .same: package.find("entry-duplicate", at: shown, member: index)
    case .twin: package.find("entry-twins", at: shown, ["other": other], member: index)
    }
  }

  /// Looks through everything after the end marker, where tar readers no longer look.
  private mutating func checkTail(from offset: Int64) throws {
    var firstOther: Int64?
    var position = offset
    let count = try input.forEachPiece(from: offset, count: .max - offset) { piece in
      if firstOther == nil, let index = piece.firstIndex(where: { $0 != 0 }) {
        firstOther = position + Int64(index)
      }
      position += Int64(piece.count)
    }
    package.byteCount = offset + count
    if let firstOther {
      package.find(
        "data-after-end", at: "", ["offset": String(firstOther), "count": String(count)])
    } else if count > 0 {
      package.deviations.append(
        .init(member: package.members.count, reason: .zerosAfterEnd(count: count)))
    }
  }

  /// POSIX's and GNU's names for a typeflag.
  private static func typeName(_ type: UInt8) -> String {
    switch type {
    case UInt8(ascii: "1"): "hard-link"
    case UInt8(ascii: "2"): "symbolic-link"
    case UInt8(ascii: "3"): "character-device"
    case UInt8(ascii: "4"): "block-device"
    case UInt8(ascii: "6"): "fifo"
    case UInt8(ascii: "S"): "sparse-file"
    default: "type-" + shownName([type])
    }
  }
}
