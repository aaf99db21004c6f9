import Foundation
import Testing

@testable import Evidence

/// What is written by hand since a browser has no library for it, against the library.
struct PortableValueTests {
  private var random = SystemRandomNumberGenerator()

  @Test func `a logarithm is the mathematical library's`() {
    for number in (1...3_000).map(Double.init) + [
      0.3, 1.5, 1e-300, 6.02e23, .greatestFiniteMagnitude,
    ] {
      #expect(abs(number.logarithm - log(number)) <= 2 * log(number).ulp, "\(number)")
    }
    #expect(1.0.logarithm == 0)
  }

  @Test mutating func `paths stand in the order of their bytes`() throws {
    let pieces = ["a", "a", "b", "~", "集", "é", "abcdefgh"]
    let paths = try (0..<100).map { _ in
      try PackagePath(
        (0..<Int.random(in: 1...5, using: &random))
          .map { _ in pieces.randomElement(using: &random) ?? "a" }.joined())
    }
    for left in paths {
      for right in paths {
        #expect((left < right) == left.bytes.lexicographicallyPrecedes(right.bytes))
        #expect((left == right) == (left.bytes == right.bytes))
      }
    }
  }

  @Test mutating func `the places of a cell's pattern are those in braces`() {
    let pieces = ["{", "}", "{year}", "{role}", "{category}", "year", ".", "\n"]
    var (read, refused) = (0, 0)
    for _ in 0..<5_000 {
      let text = (0..<Int.random(in: 1...6, using: &random))
        .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let names = text.matches(of: #/\{([^}]*)\}/#).map { String($0.1) }
      let isPattern =
        !names.isEmpty && Set(names).count == names.count
        && names.allSatisfy { ["year", "role", "category"].contains($0) }
      #expect((Form.CellPattern(text) != nil) == isPattern, "\(text.debugDescription)")
      if isPattern { read += 1 } else { refused += 1 }
    }
    #expect(read > 50 && refused > 50)
  }

  @Test mutating func `years are each four digits of an id`() {
    let pieces = ["1", "9", "20", "2023", "a", "-", "４", "e\u{301}", "1\u{301}"]
    let counting = Form.Counting(entries: .standards, cell: Form.CellPattern("{year}"))
    var found = 0
    for _ in 0..<2_000 {
      let id = (0..<Int.random(in: 1...6, using: &random))
        .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      var field = Form.Field(id: "f", label: "", kind: .table)
      field.columns = [Form.Heading(id: id, label: "")]
      var seen: Set<Int> = []
      let years = id.matches(of: #/[0-9]{4}/#).compactMap { Int($0.0) }
        .filter { seen.insert($0).inserted }
      #expect(counting.years(of: field) == years, "\(id.debugDescription)")
      found += years.count
    }
    #expect(found > 200)
  }
}
