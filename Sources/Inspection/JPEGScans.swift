/// Whether all lines of a JPEG are there (ITU-T T.81), for pictures without the mark of their end.
///
/// Cameras and mobile phones leave the mark out where they put something behind the picture; only the
/// entropy-coded data itself shows then whether it was cut. It is followed code by code, and no picture
/// is made of it.
struct JPEGScans {
  private struct Component {
    var id: UInt8
    var across: Int
    var down: Int
    /// Blocks in a line and lines of blocks, as scans of this component alone have them.
    var columns = 0
    var rows = 0
    /// Blocks in a line, as scans of several components have them.
    var stride = 0
    /// Of each block a bit for each coefficient that is not zero: refinements depend on it.
    var known: [UInt64] = []
    /// How many low bits each coefficient lacks; nil where it was not sent.
    var missing = [Int?](repeating: nil, count: 64)
  }

  private enum Failure: Error {
    case cut
    /// Nothing that is followed here: arithmetic coding, lossless pictures, too many blocks.
    case unknown
  }

  /// Of 8 × 8 dots: pictures of some 90 million dots.
  private static let mostBlocks = 4 << 20
  /// Progressive pictures have some ten.
  private static let mostScans = 200

  private let bytes: Bytes
  private var offset = 2
  private var isProgressive = false
  private var components: [Component] = []
  private var across = 1
  private var down = 1
  private var units = (columns: 0, rows: 0)
  private var interval = 0
  private var scans = 0
  private var tables: [UInt8: [UInt16]] = [:]

  private init(_ bytes: Bytes) { self.bytes = bytes }

  /// Whether the picture is whole; nil where that can't be told.
  static func areWhole(_ bytes: Bytes) -> Bool? {
    var scans = Self(bytes)
    do throws(Failure) {
      try scans.follow()
      return true
    } catch {
      return error == .cut ? false : nil
    }
  }

  // MARK: Segments

  private mutating func follow() throws(Failure) {
    while true {
      while let byte = bytes[offset], byte != 0xFF { offset += 1 }
      guard let marker = bytes[offset + 1] else { throw .cut }
      if marker == 0xFF || marker == 0 {
        offset += marker == 0 ? 2 : 1
        continue
      }
      offset += 2
      if marker == 1 || (0xD0...0xD8).contains(marker) { continue }
      guard marker != 0xD9, let length = bytes.big(2, at: offset), length >= 2,
        length <= bytes.count - offset
      else { throw .cut }
      let segment = (offset + 2)..<(offset + length)
      offset += length
      switch marker {
      case 0xC4: readTables(segment)
      case 0xC0...0xC2: try readFrame(segment, isProgressive: marker == 0xC2)
      case 0xC3, 0xC5...0xCF: throw .unknown
      case 0xDD: interval = bytes.big(2, at: segment.lowerBound) ?? 0
      case 0xDA:
        scans += 1
        if scans > Self.mostScans { throw .unknown }
        try readScan(segment)
        let isWhole = components.allSatisfy { $0.missing.allSatisfy { $0 == 0 } }
        if isWhole {
          if endsAmongZeros { throw .cut }
          return
        }
      default: break
      }
    }
  }

  /// Whether the data is followed into zeros that go on behind it: the rest of a download, or of a
  /// file on a failing disk. A picture whose last lines are zeros takes all of them.
  private var endsAmongZeros: Bool {
    let few = 64
    let zeros = (bytes.buffer.lastIndex { $0 != 0 } ?? -1) + 1
    return offset - zeros > few && bytes.count - offset > few
  }

  /// Huffman tables as they are looked up: for each 16 bits the code's length, and its value below.
  private mutating func readTables(_ segment: Range<Int>) {
    var place = segment.lowerBound
    while place + 17 <= segment.upperBound, let name = bytes[place] {
      var table = [UInt16](repeating: 0, count: 1 << 16)
      var value = place + 17
      var code = 0
      for length in 1...16 {
        for _ in 0..<Int(bytes[place + length] ?? 0) {
          guard let symbol = bytes[value], value < segment.upperBound, code < 1 << length else {
            return
          }
          let first = code << (16 - length)
          for index in first..<(first + 1 << (16 - length)) where index < table.count {
            table[index] = UInt16(length) << 8 | UInt16(symbol)
          }
          value += 1
          code += 1
        }
        code <<= 1
      }
      tables[name] = table
      place = value
    }
  }

  private mutating func readFrame(
    _ segment: Range<Int>, isProgressive: Bool
  ) throws(Failure) {
    let start = segment.lowerBound
    guard components.isEmpty, let height = bytes.big(2, at: start + 1), height > 0,
      let width = bytes.big(2, at: start + 3), width > 0, let count = bytes[start + 5],
      (1...4).contains(count), start + 6 + 3 * Int(count) <= segment.upperBound
    else { throw .unknown }
    self.isProgressive = isProgressive
    for index in 0..<Int(count) {
      let place = start + 6 + 3 * index
      guard let id = bytes[place], let factors = bytes[place + 1] else { throw .unknown }
      components.append(
        Component(id: id, across: Int(factors >> 4), down: Int(factors & 15)))
    }
    guard components.allSatisfy({ (1...4).contains($0.across) && (1...4).contains($0.down) })
    else { throw .unknown }
    across = components.map(\.across).max() ?? 1
    down = components.map(\.down).max() ?? 1
    func parts(_ length: Int, _ size: Int) -> Int { (length + size - 1) / size }
    units = (parts(width, 8 * across), parts(height, 8 * down))
    var blocks = 0
    for index in components.indices {
      let component = components[index]
      components[index].columns = parts(parts(width * component.across, across), 8)
      components[index].rows = parts(parts(height * component.down, down), 8)
      components[index].stride = units.columns * component.across
      blocks += components[index].stride * units.rows * component.down
    }
    guard blocks <= Self.mostBlocks else { throw .unknown }
    guard isProgressive else { return }
    for index in components.indices {
      let component = components[index]
      components[index].known = Array(
        repeating: 0, count: component.stride * units.rows * component.down)
    }
  }

  // MARK: Scans

  private struct Scan {
    var first: Int
    var last: Int
    var high: Int
    var low: Int
    /// Blocks still to come that have nothing.
    var empty = 0
  }

  private mutating func readScan(_ segment: Range<Int>) throws(Failure) {
    let start = segment.lowerBound
    guard let count = bytes[start], (1...4).contains(count),
      start + 1 + 2 * Int(count) + 3 <= segment.upperBound
    else { throw .unknown }
    var own: [(index: Int, direct: [UInt16]?, other: [UInt16]?)] = []
    for place in 0..<Int(count) {
      let id = bytes[start + 1 + 2 * place]
      guard let index = components.firstIndex(where: { $0.id == id }),
        let names = bytes[start + 2 + 2 * place]
      else { throw .unknown }
      own.append((index, tables[names >> 4], tables[0x10 | names & 15]))
    }
    let spectrum = start + 1 + 2 * Int(count)
    var scan = Scan(first: 0, last: 63, high: 0, low: 0)
    if isProgressive {
      scan = Scan(
        first: Int(bytes[spectrum] ?? 0), last: Int(bytes[spectrum + 1] ?? 0),
        high: Int((bytes[spectrum + 2] ?? 0) >> 4), low: Int((bytes[spectrum + 2] ?? 0) & 15))
      guard scan.first <= scan.last, scan.last < 64, scan.first > 0 ? count == 1 : scan.last == 0
      else { throw .unknown }
    }
    var bits = Bits(bytes, offset)
    let single = own.count == 1 ? components[own[0].index] : nil
    let total = single.map { $0.columns * $0.rows } ?? units.columns * units.rows
    for unit in 0..<total {
      if interval > 0, unit > 0, unit % interval == 0 {
        guard bits.restart() else { throw .cut }
        scan.empty = 0
      }
      if let single {
        let block = unit / single.columns * single.stride + unit % single.columns
        try readBlock(block, own[0], &scan, &bits)
        continue
      }
      for part in own {
        let component = components[part.index]
        let (line, column) = (unit / units.columns, unit % units.columns)
        for row in 0..<component.down {
          for place in 0..<component.across {
            let block =
              (line * component.down + row) * component.stride + column * component.across + place
            try readBlock(block, part, &scan, &bits)
          }
        }
      }
    }
    offset = bits.end
    for part in own {
      for coefficient in scan.first...scan.last {
        components[part.index].missing[coefficient] = scan.low
      }
    }
  }

  private mutating func readBlock(
    _ block: Int, _ part: (index: Int, direct: [UInt16]?, other: [UInt16]?), _ scan: inout Scan,
    _ bits: inout Bits
  ) throws(Failure) {
    var coefficient = scan.first
    if coefficient == 0 {
      if scan.high > 0 {
        _ = try Self.read(1, &bits)
      } else {
        _ = try Self.read(Int(try Self.symbol(part.direct, &bits) & 15), &bits)
      }
      coefficient = 1
    }
    guard scan.last > 0 else { return }
    if scan.high > 0 { return try refine(block, part, &scan, &bits) }
    if scan.empty > 0 {
      scan.empty -= 1
      return
    }
    while coefficient <= scan.last {
      let symbol = try Self.symbol(part.other, &bits)
      let (run, size) = (Int(symbol >> 4), Int(symbol & 15))
      if size == 0 {
        if run == 15 {
          coefficient += 16
          continue
        }
        // The end of the block and, in a progressive picture, of a run of blocks.
        if isProgressive { scan.empty = (1 << run) - 1 + (try Self.read(run, &bits)) }
        return
      }
      coefficient += run
      _ = try Self.read(size, &bits)
      if isProgressive, coefficient < 64 { components[part.index].known[block] |= 1 << coefficient }
      coefficient += 1
    }
  }

  /// The block with one more bit of each coefficient (ITU-T T.81, G.1.2.3).
  private mutating func refine(
    _ block: Int, _ part: (index: Int, direct: [UInt16]?, other: [UInt16]?), _ scan: inout Scan,
    _ bits: inout Bits
  ) throws(Failure) {
    var known = components[part.index].known[block]
    defer { components[part.index].known[block] = known }
    var coefficient = scan.first
    func correct(upTo last: Int) throws(Failure) {
      while coefficient <= last {
        if known >> UInt64(coefficient) & 1 == 1 { _ = try Self.read(1, &bits) }
        coefficient += 1
      }
    }
    if scan.empty > 0 {
      scan.empty -= 1
      return try correct(upTo: scan.last)
    }
    while coefficient <= scan.last {
      let symbol = try Self.symbol(part.other, &bits)
      var (run, size) = (Int(symbol >> 4), Int(symbol & 15))
      if size == 0, run < 15 {
        scan.empty = (1 << run) - 1 + (try Self.read(run, &bits))
        return try correct(upTo: scan.last)
      }
      if size > 0 { _ = try Self.read(1, &bits) }
      while coefficient <= scan.last {
        if known >> UInt64(coefficient) & 1 == 1 {
          _ = try Self.read(1, &bits)
        } else if run == 0 {
          break
        } else {
          run -= 1
        }
        coefficient += 1
      }
      if size > 0, coefficient <= scan.last { known |= 1 << UInt64(coefficient) }
      size = 0
      coefficient += 1
    }
  }

  private static func symbol(_ table: [UInt16]?, _ bits: inout Bits) throws(Failure) -> UInt8 {
    guard let table else { throw .unknown }
    let entry = table[bits.peek()]
    let length = Int(entry >> 8)
    guard length > 0, bits.skip(length) else { throw .cut }
    return UInt8(truncatingIfNeeded: entry)
  }

  private static func read(_ count: Int, _ bits: inout Bits) throws(Failure) -> Int {
    guard count > 0 else { return 0 }
    let value = bits.peek() >> (16 - count)
    guard bits.skip(count) else { throw .cut }
    return value
  }

  /// The bits of entropy-coded data, without the zeros that are stuffed behind FF.
  private struct Bits {
    private let bytes: Bytes
    private var next: Int
    private var held: UInt64 = 0
    private var count = 0
    /// Bits that stand for data which is not there.
    private var lent = 0

    init(_ bytes: Bytes, _ start: Int) {
      self.bytes = bytes
      next = start
    }

    /// Where the data ends, or is read no further.
    var end: Int { next }

    private mutating func fill() {
      while count <= 48 {
        var byte: UInt8 = 0
        if let own = bytes[next], own != 0xFF {
          byte = own
          next += 1
        } else if bytes[next] == 0xFF, bytes[next + 1] == 0 {
          byte = 0xFF
          next += 2
        } else {
          lent += 8
        }
        held = held << 8 | UInt64(byte)
        count += 8
      }
    }

    /// The next 16 bits; zeros stand for those that are not there.
    mutating func peek() -> Int {
      if count < 16 { fill() }
      return Int(held >> UInt64(count - 16) & 0xFFFF)
    }

    /// Whether so many bits were there.
    mutating func skip(_ bits: Int) -> Bool {
      if count < bits { fill() }
      count -= bits
      return count >= lent
    }

    /// Goes on behind the next mark of a restart.
    mutating func restart() -> Bool {
      (held, count, lent) = (0, 0, 0)
      while let byte = bytes[next] {
        if byte == 0xFF, let marker = bytes[next + 1], marker != 0, marker != 0xFF {
          guard (0xD0...0xD7).contains(marker) else { return false }
          next += 2
          return true
        }
        next += 1
      }
      return false
    }
  }
}
