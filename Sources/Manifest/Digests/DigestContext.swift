import CCrypto

/// One algorithm of libcrypto at work; it hashes many messages, one after the other.
///
/// An instance belongs to one thread. For SHA-256 alone ``SHA256`` is quicker to use.
final class DigestContext {
  let algorithm: DigestAlgorithm
  private let context: OpaquePointer

  /// - Returns: nil where libcrypto has no such algorithm, as under FIPS rules no MD5.
  /// - Throws: ``LibcryptoError`` where there is no memory.
  init?(_ algorithm: DigestAlgorithm) throws(LibcryptoError) {
    guard let method = EVP_MD_fetch(nil, algorithm.libcryptoName, nil) else {
      // Leaves nothing of this in the error queue for the next call.
      _ = LibcryptoError("EVP_MD_fetch")
      return nil
    }
    defer { EVP_MD_free(method) }
    guard let context = EVP_MD_CTX_new() else { throw LibcryptoError("EVP_MD_CTX_new") }
    guard EVP_DigestInit_ex2(context, method, nil) == 1 else {
      let error = LibcryptoError("EVP_DigestInit_ex2")
      EVP_MD_CTX_free(context)
      throw error
    }
    self.algorithm = algorithm
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// - Throws: ``LibcryptoError``.
  func update(_ bytes: UnsafeRawBufferPointer) throws(LibcryptoError) {
    guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
      throw LibcryptoError("EVP_DigestUpdate")
    }
  }

  /// The digest of all since the last `finish`; the next message starts afresh.
  ///
  /// - Throws: ``LibcryptoError``.
  func finish() throws(LibcryptoError) -> [UInt8] {
    let (bytes, isDone) = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
      var count: UInt32 = 0
      let code = EVP_DigestFinal_ex(context, buffer.baseAddress, &count)
      return (Array(buffer[..<Int(count)]), code == 1)
    }
    guard isDone else { throw LibcryptoError("EVP_DigestFinal_ex") }
    guard EVP_DigestInit_ex2(context, nil, nil) == 1 else {
      throw LibcryptoError("EVP_DigestInit_ex2")
    }
    return bytes
  }
}
