internal import Evidence

/// Files of boxes (ISO/IEC 14496-12, clause 4.2): HEIC photographs, MP4 recordings.
struct BoxedMedia {
  private let bytes: Bytes
  /// Whether the boxes end where the file does.
  private(set) var isWhole = true
  private(set) var brands: Set<String> = []
  private(set) var pixels: FileFacts.PixelSize?

  /// nil where the content does not begin with the box `ftyp`.
  init?(_ bytes: Bytes) {
    guard bytes.has("ftyp", at: 4) else { return nil }
    self.bytes = bytes
    walk(0..<bytes.count, depth: 0)
  }

  var facts: FileFacts {
    let image: Set<String> = [
      "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis",
    ]
    if brands.isDisjoint(with: image) {
      let isSound = brands.contains("M4A ") && brands.isDisjoint(with: ["mp42", "qt  "])
      return FileFacts(isSound ? .audio : .mp4, isWhole ? .ok : .truncated)
    }
    let isAVIF = !brands.isDisjoint(with: ["avif", "avis"])
    return ImageFacts(pixels: pixels, stated: nil, isWhole: isWhole).facts(isAVIF ? .avif : .heic)
  }

  private static let deepest = 8
  private static let mostBoxes = 10_000

  private mutating func walk(_ range: Range<Int>, depth: Int) {
    var offset = range.lowerBound
    var count = 0
    while offset + 8 <= range.upperBound, count < Self.mostBoxes {
      count += 1
      guard var size = bytes.big(4, at: offset) else { return }
      var header = 8
      if size == 1 {
        guard let long = bytes.big(8, at: offset + 8) else { return isWhole = false }
        size = long
        header = 16
      } else if size == 0 {
        size = range.upperBound - offset
      }
      guard size >= header, size <= range.upperBound - offset else {
        // What follows the last whole box at the top is the rest of one that was cut.
        if depth == 0 { isWhole = false }
        return
      }
      visit(
        String(decoding: bytes.slice(offset + 4, 4), as: UTF8.self),
        (offset + header)..<(offset + size), depth)
      offset += size
    }
  }

  private mutating func visit(_ name: String, _ content: Range<Int>, _ depth: Int) {
    switch name {
    case "ftyp":
      for offset in stride(from: content.lowerBound, to: content.upperBound, by: 4)
      where offset != content.lowerBound + 4 && brands.count < 64 {
        brands.insert(String(decoding: bytes.slice(offset, 4), as: UTF8.self))
      }
    // `meta` is a full box: four bytes of version and flags stand before its boxes.
    case "meta" where depth < Self.deepest && content.count > 4:
      walk((content.lowerBound + 4)..<content.upperBound, depth: depth + 1)
    case "iprp", "ipco":
      if depth < Self.deepest { walk(content, depth: depth + 1) }
    // The image's own size is the largest; tiles and the thumbnail have smaller ones.
    case "ispe":
      let size = FileFacts.PixelSize(
        bytes.big(4, at: content.lowerBound + 4), bytes.big(4, at: content.lowerBound + 8))
      if let size, size.width > pixels?.width ?? 0 { pixels = size }
    default: break
    }
  }
}
