// What the standard library has only where regular expressions are at hand, which they are not in a
// browser. Where it has them its own are favoured, and mean the same: characters are compared, not
// bytes, so that é is found however it was composed.

extension StringProtocol {
  /// The first place where `other` stands.
  @inlinable
  package func place(of other: some StringProtocol) -> Range<Index>? {
    guard let first = other.first else { return startIndex..<startIndex }
    var rest = self[...]
    while let start = rest.firstIndex(of: first) {
      rest = rest[start...]
      var end = start
      var isSame = true
      for character in other {
        guard end < endIndex, self[end] == character else {
          isSame = false
          break
        }
        formIndex(after: &end)
      }
      if isSame { return start..<end }
      rest = rest.dropFirst()
    }
    return nil
  }

  @_disfavoredOverload
  @inlinable
  package func firstRange(of other: some StringProtocol) -> Range<Index>? { place(of: other) }

  @_disfavoredOverload
  @inlinable
  package func contains(_ other: some StringProtocol) -> Bool { place(of: other) != nil }
}

extension String {
  /// The text with `other` in each place where `part` stood.
  package func substituting(_ part: String, with other: String) -> String {
    var replaced = ""
    var rest = self[...]
    while !part.isEmpty, let range = rest.place(of: part) {
      replaced += rest[..<range.lowerBound] + other
      rest = rest[range.upperBound...]
    }
    return replaced + rest
  }

  @_disfavoredOverload
  package func replacing(_ part: String, with other: String) -> String {
    substituting(part, with: other)
  }
}
