import Glibc

// Compared by memcmp(3): looking at one byte after the other takes as long as all else that is done
// for a file.

package func isSame(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
  guard left.count == right.count else { return false }
  guard let one = left.baseAddress, let other = right.baseAddress else { return true }
  return memcmp(one, other, left.count) == 0
}

package func isSame(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
  left.withUnsafeBytes { left in right.withUnsafeBytes { isSame(left, $0) } }
}

/// Whether `left` stands before `right` in the order of their bytes.
package func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.withUnsafeBytes { one in
    right.withUnsafeBytes { other in
      guard let start = one.baseAddress, let otherStart = other.baseAddress else {
        return one.count < other.count
      }
      let order = memcmp(start, otherStart, min(one.count, other.count))
      return order == 0 ? one.count < other.count : order < 0
    }
  }
}
