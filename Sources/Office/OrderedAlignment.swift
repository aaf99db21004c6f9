/// Pairs what a form prints with what a document holds, both in their order, so that the pairs'
/// scores are the highest together.
///
/// Taking the first match for each instead would lose all that follows a line that an applicant
/// has deleted, as soon as the same words stand further down.
enum OrderedAlignment {
  private struct Node {
    var printed: Int
    var found: Int
    var before: Int?
  }

  /// For each printed thing the found one that belongs to it.
  ///
  /// Of pairings with the same score the one that pairs earliest is taken.
  ///
  /// - Parameter score: how well two fit; 0 or less where they can't be paired.
  /// - Complexity: O(`printed` · `found`) calls of `score`.
  static func pairs(
    printed: Int, found: Int, score: (_ printed: Int, _ found: Int) -> Int
  ) -> [Int?] {
    var nodes: [Node] = []
    // The best total with things found before each place, and the last pair of it.
    var best = [Int](repeating: 0, count: found + 1)
    var last = [Int?](repeating: nil, count: found + 1)
    for one in 0..<printed {
      var next = best
      var nextLast = last
      for other in 0..<found {
        if next[other] > next[other + 1] {
          next[other + 1] = next[other]
          nextLast[other + 1] = nextLast[other]
        }
        let fit = score(one, other)
        guard fit > 0, best[other] + fit > next[other + 1] else { continue }
        nodes.append(Node(printed: one, found: other, before: last[other]))
        next[other + 1] = best[other] + fit
        nextLast[other + 1] = nodes.count - 1
      }
      best = next
      last = nextLast
    }
    var pairs = [Int?](repeating: nil, count: printed)
    var node = last[found]
    while let index = node {
      pairs[nodes[index].printed] = nodes[index].found
      node = nodes[index].before
    }
    return pairs
  }
}
