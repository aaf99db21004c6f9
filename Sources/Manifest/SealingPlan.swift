import Evidence

/// Where everything goes in a package, known from names and sizes before any content is read.
struct SealingPlan: Sendable {
  /// The top-level folder's name.
  let bagName: [UInt8]
  let sealedAt: Int64
  /// In the package's order.
  let payload: [PayloadFile]
  /// Where each payload file's header begins.
  let offsets: [Int64]
  /// Where the payload ends and the tag files begin.
  let end: Int64
  let oxum: PayloadOxum

  init(bagName: String, payload: [PayloadFile], sealedAt: Int64) throws(SealingError) {
    self.bagName = try Self.checked(bagName)
    guard (0...CanonicalHeader.largestOctal).contains(sealedAt) else { throw .badDate(sealedAt) }
    self.sealedAt = sealedAt
    guard !payload.isEmpty else { throw .noPayload }
    self.payload = Self.inOrder(payload)

    let declaration = try Self.header(
      self.bagName, Array(BagLayout.declarationPath.utf8), Int64(BagLayout.declaration.count),
      sealedAt)
    var position =
      Int64(declaration.length) + CanonicalHeader.padded(Int64(BagLayout.declaration.count))
    var offsets: [Int64] = []
    offsets.reserveCapacity(payload.count)
    var octets: Int64 = 0
    var twins = PathTwins(expecting: payload.count)
    let sorted = self.payload
    for (index, file) in sorted.enumerated() {
      let path = file.path
      guard BagLayout.isPayload(path) else { throw .misplacedPath(path) }
      if let clash = twins.add(path.bytes, index: index, path: { sorted[$0].path.bytes }) {
        throw .twins(sorted[clash.other].path, path)
      }
      let length = try Self.headerLength(self.bagName, path, file.size)
      offsets.append(position)
      position += Int64(length) + CanonicalHeader.padded(file.size)
      octets += file.size
    }
    self.offsets = offsets
    end = position
    oxum = PayloadOxum(octets: octets, streams: payload.count)
  }

  /// The payload in the package's order, each file's rank looked up once.
  private static func inOrder(_ payload: [PayloadFile]) -> [PayloadFile] {
    let ranks = payload.map { BagLayout.rank($0.path.bytes) }
    return payload.indices.sorted { left, right in
      ranks[left] == ranks[right]
        ? payload[left].path < payload[right].path : ranks[left] < ranks[right]
    }.map { payload[$0] }
  }

  private static func checked(_ name: String) throws(SealingError) -> [UInt8] {
    let path: PackagePath
    do { path = try PackagePath(name) } catch { throw .badBagName(name, error) }
    guard path.components.count == 1 else { throw .badBagName(name, .absolute) }
    return path.bytes
  }

  /// The length of ``header(_:_:_:_:)``, for which the header need not be made.
  private static func headerLength(
    _ bagName: [UInt8], _ path: PackagePath, _ size: Int64
  ) throws(SealingError) -> Int {
    let count = bagName.count + 1 + path.bytes.count
    guard count <= PackagePath.longest else { throw .pathTooLong(path) }
    return CanonicalHeader.length(
      nameCount: count,
      isASCII: !path.bytes.contains { $0 >= 0x80 } && !bagName.contains { $0 >= 0x80 }, size: size)
  }

  private static func header(
    _ bagName: [UInt8], _ path: [UInt8], _ size: Int64, _ sealedAt: Int64
  ) throws(SealingError) -> CanonicalHeader {
    let name = bagName + [UInt8(ascii: "/")] + path
    guard name.count <= PackagePath.longest else {
      guard let path = try? PackagePath(bytes: path) else {
        preconditionFailure("the path was a package path")
      }
      throw .pathTooLong(path)
    }
    return CanonicalHeader(name: name, size: size, modified: sealedAt)
  }

  /// The header of a file of this package.
  func header(_ path: PackagePath, size: Int64) throws(SealingError) -> CanonicalHeader {
    try Self.header(bagName, path.bytes, size, sealedAt)
  }

  /// Where payload file `index` ends, its padding included.
  func end(of index: Int) -> Int64 {
    index + 1 < offsets.count ? offsets[index + 1] : end
  }

  /// The payload in pieces of work: neighbours that fit one buffer together, or one large file.
  func batches(fitting size: Int) -> [Range<Int>] {
    var batches: [Range<Int>] = []
    var start = 0
    for index in payload.indices {
      if end(of: index) - offsets[start] > Int64(size), index > start {
        batches.append(start..<index)
        start = index
      }
    }
    batches.append(start..<payload.count)
    return batches
  }
}
