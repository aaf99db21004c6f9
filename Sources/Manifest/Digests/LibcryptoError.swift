import CCrypto

/// What libcrypto said when a call failed; never about the data, which is then not at fault.
public struct LibcryptoError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The call, as `EVP_DigestUpdate`.
  public var call: String
  /// The library's error queue, oldest first.
  public var reasons: [String]

  /// Drains the thread's error queue to its end, so that nothing old is left for the next call.
  init(_ call: String) {
    self.call = call
    reasons = []
    while true {
      let code = ERR_get_error()
      if code == 0 { break }
      reasons.append(
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
          guard let base = buffer.baseAddress else { return "" }
          ERR_error_string_n(code, base, buffer.count)
          return String(cString: base)
        })
    }
  }

  /// Empties the thread's error queue where a failure is an answer, as with a bad signature.
  static func forget() { ERR_clear_error() }

  public var description: String {
    "\(call) failed" + (reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; "))
  }
}
