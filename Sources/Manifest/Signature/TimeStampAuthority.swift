import CCrypto

/// Asks a time-stamp authority over HTTP (RFC 3161 §3.4).
public enum TimeStampAuthority {
  /// Seconds until an authority that doesn't answer is given up.
  public static let patience: Int32 = 30

  /// Posts a request and returns the authority's answer.
  ///
  /// - Parameter url: `http://…`; the answer is signed, so the way it takes needs no secrecy. A
  ///   proxy is taken from `http_proxy` and `no_proxy` (OSSL_HTTP_transfer(3)).
  /// - Throws: ``SignatureError``.
  public static func ask(
    _ url: String, _ request: TimeStampRequest
  ) throws(SignatureError) -> SigningKey.File {
    var host: UnsafeMutablePointer<CChar>?
    var port: UnsafeMutablePointer<CChar>?
    var path: UnsafeMutablePointer<CChar>?
    var query: UnsafeMutablePointer<CChar>?
    var isSecure: Int32 = 0
    defer { for text in [host, port, path, query] { CRYPTO_free(text, nil, 0) } }
    guard url.lowercased().hasPrefix("http://"),
      OSSL_HTTP_parse_url(url, &isSecure, nil, &host, &port, nil, &path, &query, nil) == 1,
      let host, let path
    else {
      LibcryptoError.forget()
      throw .badAddress(url: url)
    }
    try reach(host, port, for: url)
    let target = String(cString: path) + (query.map { "?" + String(cString: $0) } ?? "")
    guard
      let body = BIO_new_mem_buf(request.encoded, Int32(clamping: request.encoded.count))
    else { throw .libcrypto(LibcryptoError("BIO_new_mem_buf")) }
    defer { BIO_free_all(body) }
    let answer = OSSL_HTTP_transfer(
      nil, host, port, target, 0, nil, nil, nil, nil, nil, nil, 0, nil,
      "application/timestamp-query", body, "application/timestamp-reply", 1,
      SignedMessage.largest, patience, 0)
    guard let answer else {
      let reasons = LibcryptoError("OSSL_HTTP_transfer").reasons
      throw .unreachable(url: url, obstacle(reasons.last.map(reason) ?? ""))
    }
    defer { BIO_free_all(answer) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while bytes.count <= SignedMessage.largest {
      let count = BIO_read(answer, &buffer, Int32(buffer.count))
      if count <= 0 { break }
      bytes += buffer[..<Int(count)]
    }
    return SigningKey.File(name: url, bytes: bytes)
  }

  /// Makes sure that somebody listens, since libcrypto tries again and again where nobody does.
  private static func reach(
    _ host: UnsafeMutablePointer<CChar>, _ port: UnsafeMutablePointer<CChar>?, for url: String
  ) throws(SignatureError) {
    var name = String(cString: host)
    var service = port.map { String(cString: $0) } ?? "80"
    if let proxy = OSSL_HTTP_adapt_proxy(nil, nil, host, 0) {
      var (proxyHost, proxyPort): (UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?)
      defer { for text in [proxyHost, proxyPort] { CRYPTO_free(text, nil, 0) } }
      guard
        OSSL_HTTP_parse_url(proxy, nil, nil, &proxyHost, &proxyPort, nil, nil, nil, nil) == 1,
        let proxyHost, let proxyPort
      else {
        LibcryptoError.forget()
        return
      }
      (name, service) = (String(cString: proxyHost), String(cString: proxyPort))
    }
    if let obstacle = Connection.obstacle(to: name, service, within: patience) {
      throw .unreachable(url: url, obstacle)
    }
  }

  private static func obstacle(_ reason: String) -> SignatureError.Obstacle {
    reason.contains("timeout") ? .silent : .other(reason)
  }

  /// The last part of `error:0A000126:HTTP routines::connect error:…`.
  private static func reason(_ text: String) -> String {
    text.split(separator: ":", omittingEmptySubsequences: true).dropFirst(2)
      .joined(separator: ": ")
  }
}
