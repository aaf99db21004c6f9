import Foundation
import Testing

@testable import Notation

/// Held against the standard library's own search, which a browser lacks.
struct TextSearchTests {
  private static let pieces = [
    "a", "b", "ab", "é", "e\u{301}", "\u{301}", "集", "群", "集群", "\r\n", "\n", "👨‍👩‍👧", "👨", "{", "}",
    " ",
  ]

  private func text(_ most: Int, _ random: inout SystemRandomNumberGenerator) -> String {
    (0..<Int.random(in: 0...most, using: &random)).map { _ in
      Self.pieces.randomElement(using: &random) ?? ""
    }
    .joined()
  }

  @Test func `a text is found where the standard library finds it`() {
    var random = SystemRandomNumberGenerator()
    var found = 0
    for _ in 0..<20_000 {
      let (whole, part) = (text(9, &random), text(2, &random))
      let place = whole.place(of: part)
      #expect(
        place == whole.firstRange(of: part), "\(whole.debugDescription), \(part.debugDescription)")
      #expect(whole.dropFirst().place(of: part[...]) == whole.dropFirst().firstRange(of: part))
      found += place == nil ? 0 : 1
      if part.isEmpty { continue }
      let other = whole.substituting(part, with: "·")
      #expect(other.utf8.elementsEqual(whole.replacing(part, with: "·").utf8))
    }
    #expect(found > 1_000 && found < 19_000)
  }

  @Test func `added values take the place of others, and the first of several pairs counts`() {
    #expect(["a": 1, "b": 2].adding(["b": 3, "c": 4]) == ["a": 1, "b": 3, "c": 4])
    #expect(Dictionary(firstOf: [("a", 1), ("b", 2), ("a", 3)]) == ["a": 1, "b": 2])
  }
}
