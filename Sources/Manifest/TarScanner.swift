import Evidence
import Files

/// Reads a tar from its first header to the file's end and notes everything that is odd.
///
/// Content is left to `content`, which is called for each member with its index, before the next
/// header is looked at: a pipe's content must be read then, a file's can be read later by others.
/// It returns the place where the input ended too early, or nil.
struct TarScanner {
  typealias ContentHandler = (
    _ index: Int, _ raw: TarMember, _ member: ScannedPackage.Member
  ) throws -> Int64?

  /// More members than this are refused: the table would outgrow any machine it should run on.
  static let mostMembers = 8_000_000

  /// A name that can't be used is kept, and told, up to this length; a pax record has room for
  /// 64 KiB.
  private static let longestUseless = 1_024

  /// Content behind a damaged header is kept up to this size, in case it is a manifest.
  private static let largestDoubtful = 16 << 20

  private let input: any TarInput
  private(set) var package = ScannedPackage()
  private var names = MemberNames()
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
          return try lose(at: offset, reason: "too-many-members")
        }
        guard let next = try take(member, content) else { return }
        offset = next
        input.release(before: offset)
      case .endMarker(let isComplete):
        if package.members.isEmpty { return reject() }
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
        if package.members.isEmpty, try !beginsAsTar() { return reject() }
        package.find("truncated", at: "", ["offset": String(offset)])
        package.notChecked.append("bytes \(offset)-")
        package.byteCount =
          try offset + input.forEachPiece(from: offset, count: .max - offset) { _ in }
        return
      case .lost:
        if package.members.isEmpty { return reject() }
        let (next, isSound) = try nextHeader(from: offset)
        guard isSound else {
          return try lose(at: offset, reason: "no-header", countingFrom: next)
        }
        package.find(
          "structure-lost", at: "",
          ["offset": String(offset), "resumed": String(next), "reason": "no-header"])
        package.notChecked.append("bytes \(offset)-\(next - 1)")
        offset = next
      }
    }
  }

  private mutating func lose(
    at offset: Int64, reason: String, countingFrom start: Int64? = nil
  ) throws {
    package.find("structure-lost", at: "", ["offset": String(offset), "reason": reason])
    package.notChecked.append("bytes \(offset)-")
    // A pipe is read to its end, since its writer waits for that.
    let start = start ?? offset
    package.byteCount = try start + input.forEachPiece(from: start, count: .max - start) { _ in }
  }

  /// The next place that has a sound header, so that what lies beyond some damage is checked too;
  /// or the last whole block's end.
  private func nextHeader(from offset: Int64) throws -> (position: Int64, isSound: Bool) {
    // Members begin at multiples of the block size, whatever happened to one before. The block at
    // `offset` itself may be sound and of no use, as an extended header without a member.
    var position = offset + 512
    while true {
      let block = try input.bytes(at: position, count: CanonicalHeader.blockSize)
      guard block.count == CanonicalHeader.blockSize else { return (position, false) }
      if TarMember.isSoundHeader(block) { return (position, true) }
      position += 512
      input.release(before: position)
    }
  }

  /// Whether the first block is a header, so that what ends within the first member is a tar, cut off.
  private func beginsAsTar() throws(VerificationError) -> Bool {
    let block = try input.bytes(at: 0, count: CanonicalHeader.blockSize)
    return block.count == CanonicalHeader.blockSize && TarMember.isSoundHeader(block)
  }

  private mutating func reject() {
    let beginning = (try? input.bytes(at: 0, count: 8)).map(Array.init) ?? []
    package.reject(beginning)
  }

  /// - Returns: where the next member begins, or nil where the file ends within this one.
  private mutating func take(
    _ member: TarMember, _ content: ContentHandler
  ) throws -> Int64? {
    let index = package.members.count
    var name = member.name[...]
    var hasDotPrefix = false
    while name.starts(with: "./".utf8) {
      name = name.dropFirst(2)
      hasDotPrefix = true
    }
    if member.kind == .directory, name.last == UInt8(ascii: "/") { name = name.dropLast() }
    // What names nothing in the bag can't be used, and its name not be kept at any length.
    var isUsable = !(member.kind == .directory && name.isEmpty)
    if case .other = member.kind { isUsable = false }
    var parts: (top: [UInt8], path: PackagePath?) = (Array(name.prefix(Self.longestUseless)), nil)
    var problem: PackagePath.Problem?
    if isUsable {
      do throws(PackagePath.Problem) { parts = try names.split(name) } catch {
        problem = error
        isUsable = false
      }
    }
    lazy var shown = shownName(
      isUsable ? member.name : Array(member.name.prefix(Self.longestUseless)))
    if !member.oddities.isEmpty { note(member.oddities, shown, index) }
    try compareHeader(member, index)
    if hasDotPrefix { package.deviations.append(.init(member: index, reason: .dotPrefix)) }
    switch member.kind {
    case .regular: break
    case .directory: package.deviations.append(.init(member: index, reason: .directory))
    case .other(let type): refuse(type, shown, index)
    }
    if let problem {
      package.find(problem.rule, at: shown, ["problem": problem.rawValue], member: index)
    }
    if isUsable, member.kind == .regular { names.checkTwins(Array(name), &package) }
    package.members.append(
      .init(
        top: parts.top, path: parts.path, size: member.size, modified: member.modified,
        isDirectory: member.kind == .directory, isUsable: isUsable))

    if member.hasDoubtfulSize { return try readDoubtful(member, shown, index) }
    if let length = input.length, member.end > length {
      package.find(
        "truncated", at: shown,
        ["expected": String(member.end), "actual": String(length)], member: index)
      package.byteCount = length
      return nil
    }
    if let end = try content(index, member, package.members[index]) {
      package.find(
        "truncated", at: shown, ["expected": String(member.end), "actual": String(end)],
        member: index)
      package.byteCount = end
      return nil
    }
    return member.end
  }

  /// Reads the content of a member whose header is damaged, its size perhaps with it: to the end
  /// that the header tells, or to the next sound header if that comes first.
  ///
  /// A tar among the attachments may be taken for that header; the package is broken in any case.
  private mutating func readDoubtful(
    _ member: TarMember, _ shown: String, _ index: Int
  ) throws -> Int64? {
    let sha256 = try SHA256()
    var content: [UInt8]? = []
    var position = member.contentOffset
    var hasCleanPadding = true
    while position < member.end {
      let block = try input.bytes(at: position, count: CanonicalHeader.blockSize)
      guard block.count == CanonicalHeader.blockSize else {
        let actual = position + Int64(block.count)
        package.find(
          "truncated", at: shown,
          ["expected": String(member.end), "actual": String(actual)], member: index)
        package.byteCount = actual
        return nil
      }
      if TarMember.isSoundHeader(block) { return position }
      let count = Int(min(512, member.contentEnd - position))
      try sha256.update(UnsafeRawBufferPointer(rebasing: block[..<count]))
      content?.append(contentsOf: block[..<count])
      if content?.count ?? 0 > Self.largestDoubtful { content = nil }
      hasCleanPadding = hasCleanPadding && block[count...].allSatisfy { $0 == 0 }
      position += 512
      input.release(before: position)
    }
    package.members[index].digest = try sha256.finish()
    package.captured[index] = content
    if !hasCleanPadding { package.findPadding(index) }
    return position
  }

  private mutating func note(_ oddities: [TarMember.Oddity], _ shown: String, _ index: Int) {
    for oddity in oddities {
      switch oddity {
      case .checksum: package.find("header-checksum", at: shown, member: index)
      case .malformed(let field):
        package.find("header-malformed", at: shown, ["field": field], member: index)
      case .foreignRecord(let key):
        package.deviations.append(.init(member: index, reason: .foreignRecord(key: key)))
      case .unknownRecord(let key):
        package.find("pax-unknown", at: shown, ["key": shownName(key.utf8)], member: index)
      case .malformedRecord(let key):
        let details = key.isEmpty ? [:] : ["key": key]
        package.find("pax-malformed", at: shown, details, member: index)
      case .sparse: package.find("entry-sparse", at: shown, member: index)
      case .globalExtension: package.find("pax-global", at: shown, member: index)
      case .sizeConflict(let pax, let ustar):
        package.find(
          "pax-size-conflict", at: shown, ["pax": String(pax), "ustar": String(ustar)],
          member: index)
      case .surplusExtension:
        package.find("pax-repeated", at: shown, member: index)
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
    let isEqual = header.withUnsafeBytes { isSame(raw, $0) }
    if isEqual { return }
    let common = 0..<min(raw.count, header.count)
    let differing = common.filter { raw[$0] != header[$0] }
    // A changed field changes the checksum, which says less about what is wrong.
    let telling = differing.first { !expected.fieldName(at: $0).hasSuffix("chksum") }
    let difference = telling ?? differing.first ?? common.upperBound
    package.deviations.append(
      .init(
        member: index,
        reason: .header(
          field: expected.fieldName(at: difference), offset: member.offset + Int64(difference))))
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

  /// POSIX's and GNU's typeflags that are no file of a bag.
  private mutating func refuse(_ type: UInt8, _ shown: String, _ index: Int) {
    switch type {
    case UInt8(ascii: "1"):
      package.find("entry-link", at: shown, ["type": "hard-link"], member: index)
    case UInt8(ascii: "2"):
      package.find("entry-link", at: shown, ["type": "symbolic-link"], member: index)
    case UInt8(ascii: "3"):
      package.find("entry-device", at: shown, ["type": "character-device"], member: index)
    case UInt8(ascii: "4"):
      package.find("entry-device", at: shown, ["type": "block-device"], member: index)
    case UInt8(ascii: "6"): package.find("entry-fifo", at: shown, member: index)
    case UInt8(ascii: "S"): package.find("entry-sparse", at: shown, member: index)
    default:
      let type = "type-" + shownName([type])
      package.find("entry-type", at: shown, ["type": type], member: index)
    }
  }
}
