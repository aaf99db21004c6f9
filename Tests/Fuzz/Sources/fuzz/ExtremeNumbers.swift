import CLibFuzzer

/// Puts numbers at the edges of their types where an input has numbers: programs trap on those, and
/// chance finds none of them.
struct ExtremeNumbers {
  private static let texts: [[UInt8]] =
    ([
      "0", "-1", "1", "255", "256", "65535", "65536", "1048576", "1048577", "16384", "16385",
      "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296",
      "9007199254740993", "9223372036854775806", "9223372036854775807", "9223372036854775808",
      "-9223372036854775808", "-9223372036854775809", "18446744073709551615",
      "18446744073709551616", "1e308", "-1e308", "1e309", "1e-400", "NaN", "inf", "-0", "0.5",
      "0x7FFFFFFF", "0x7FFFFFFFFFFFFFFF", "FFFFFFFF", "XFD1048576", "XFE1", "A1048577",
      "A9223372036854775807", "AAAAAAAAAAAAAAAAAAAA1", "777777777777", "2958465", "2958466",
    ] + [String(repeating: "9", count: 400), "1" + String(repeating: "0", count: 400)])
    .map { Array($0.utf8) }

  private static let numbers: [UInt64] = [
    0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFA,
    0xFFFF_FFFE, 0xFFFF_FFFF, 0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFF0, 0x7FFF_FFFF_FFFF_FFFF,
    0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF,
  ]

  /// SplitMix64: libFuzzer gives a seed, and the same seed is to give the same input.
  private var state: UInt64

  init(seed: UInt32) { state = UInt64(seed) }

  private mutating func random(below count: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((value ^ value >> 31) % UInt64(max(1, count)))
  }

  /// The input with one number more extreme; nil where the search's own mutations are to be used.
  mutating func mutated(_ input: [UInt8]) -> [UInt8]? {
    switch random(below: 8) {
    case 0: replacingDigits(input, keepsLength: false)
    case 1: replacingDigits(input, keepsLength: true)
    case 2: replacingAttribute(input)
    case 3: overwriting(input)
    default: nil
    }
  }

  /// A number that is written in digits, in a text or in one of tar's fields.
  private mutating func replacingDigits(_ input: [UInt8], keepsLength: Bool) -> [UInt8]? {
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    guard let run = run(in: input, where: isDigit) else { return nil }
    var number = Self.texts[random(below: Self.texts.count)]
    if keepsLength {
      number = Array(number.prefix(run.count))
      number = Array(repeating: 0x30, count: run.count - number.count) + number
    }
    return input[..<run.lowerBound] + number + input[run.upperBound...]
  }

  /// The value of an attribute, whatever it is.
  private mutating func replacingAttribute(_ input: [UInt8]) -> [UInt8]? {
    let quotes = input.indices.filter { input[$0] == UInt8(ascii: "\"") }
    guard quotes.count > 1 else { return nil }
    let first = random(below: quotes.count - 1)
    let number = Self.texts[random(below: Self.texts.count)]
    return input[...quotes[first]] + number + input[quotes[first + 1]...]
  }

  /// A number in bytes, of either order.
  private mutating func overwriting(_ input: [UInt8]) -> [UInt8]? {
    let width = 1 << random(below: 4)
    guard input.count >= width else { return nil }
    let number = Self.numbers[random(below: Self.numbers.count)]
    let isBig = random(below: 2) == 0
    let start = random(below: input.count - width + 1)
    var changed = input
    for index in 0..<width {
      let place = isBig ? width - 1 - index : index
      changed[start + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * place))
    }
    return changed
  }

  /// One of the runs of bytes that satisfy a condition.
  private mutating func run(
    in input: [UInt8], where condition: (UInt8) -> Bool
  ) -> Range<Int>? {
    guard !input.isEmpty else { return nil }
    let from = random(below: input.count)
    guard
      let start =
        (input[from...].firstIndex(where: condition) ?? input.firstIndex(where: condition))
    else { return nil }
    return start..<(input[start...].firstIndex { !condition($0) } ?? input.endIndex)
  }
}

/// What libFuzzer calls for each new input (its documentation, "Structure-aware fuzzing").
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
  _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int, _ seed: UInt32
) -> Int {
  var numbers = ExtremeNumbers(seed: seed)
  let input = Array(UnsafeBufferPointer(start: data, count: size))
  guard let changed = numbers.mutated(input), changed.count <= limit else {
    return LLVMFuzzerMutate(data, size, limit)
  }
  for (index, byte) in changed.enumerated() { data[index] = byte }
  return changed.count
}
