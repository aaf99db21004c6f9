// `merging(_:uniquingKeysWith:)` and its like don't compile for a browser, since what combines may
// throw anything there.

extension Dictionary {
  /// The dictionary of these pairs; of several with one key, of the first.
  @inlinable
  package init(firstOf pairs: some Sequence<(Key, Value)>) {
    self.init()
    for (key, value) in pairs where self[key] == nil { self[key] = value }
  }

  /// The dictionary with these values too, which take the place of its own.
  @inlinable
  package func adding(_ other: [Key: Value]) -> [Key: Value] {
    var all = self
    for (key, value) in other { all[key] = value }
    return all
  }
}
