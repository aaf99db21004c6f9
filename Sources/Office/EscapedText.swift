extension String {
  /// The text of a workbook with its escapes as what they stand for (ST_Xstring, ECMA-376-1
  /// §22.9.2.19): `_x0041_` is A, and `_x005F_x0041_` the seven characters of `_x0041_`.
  ///
  /// Of a line break `_x000D_` and a line feed the line feed is kept.
  ///
  /// - Complexity: linear in the length of the text.
  var withoutEscapes: String {
    guard contains("_x") else { return self }
    let source = Array(utf16)
    var units: [UInt16] = []
    units.reserveCapacity(source.count)
    var index = 0
    while index < source.count {
      var unit = source[index]
      if let escaped = Self.escape(in: source, at: index) {
        unit = escaped
        index += Self.escapeLength
      } else {
        index += 1
      }
      if unit == 0x0A, units.last == 0x0D { units.removeLast() }
      units.append(unit)
    }
    return String(decoding: units.map { $0 == 0x0D ? 0x0A : $0 }, as: UTF16.self)
  }

  /// The length of `_x0041_`.
  private static let escapeLength = 7

  private static func escape(in units: [UInt16], at index: Int) -> UInt16? {
    guard units.count - index >= escapeLength, units[index] == 0x5F, units[index + 1] == 0x78,
      units[index + 6] == 0x5F
    else { return nil }
    var value: UInt16 = 0
    for unit in units[(index + 2)..<(index + 6)] {
      guard let scalar = Unicode.Scalar(unit), scalar.isASCII,
        let digit = Character(scalar).hexDigitValue
      else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }
}
