import CCurl
import Glibc

/// Asks a time-stamp authority over HTTP (RFC 3161 §3.4), by libcurl.
public enum TimeStampAuthority {
  /// Seconds for the whole of an answer, and for the connection.
  public static let patience = 30
  static let connectPatience = 15
  /// Addresses that an authority may send on to, one after the other.
  static let mostRedirections = 5

  /// What an authority sent.
  public struct Answer {
    /// A time-stamp response or a bare token, in DER.
    public var file: SigningKey.File
    /// The address that the one asked sent on to; nil where it answered itself.
    public var redirection: String?
  }

  /// Posts a request and returns the authority's answer.
  ///
  /// - Parameters:
  ///   - url: `http://…` or `https://…`; the answer is signed, so the way it takes needs no secrecy.
  ///     A proxy is taken from `http_proxy`, `https_proxy` and `no_proxy` (libcurl-env(3)).
  ///   - agent: the program's name and version, as `evpack/1.0`.
  /// - Throws: ``SignatureError``: `badAddress`, `unreachable` with what is in the way,
  ///   `tokenRefused` where the authority says so itself.
  public static func ask(
    _ url: String, _ request: TimeStampRequest, as agent: String
  ) throws(SignatureError) -> Answer {
    guard isAddress(url) else { throw .badAddress(url: url) }
    var answer = post(request.encoded, to: url, as: agent)
    defer { ccurl_free(&answer) }
    let address = answer.address.map { String(cString: $0) } ?? url
    if answer.outcome == ccurl_bad_address { throw .badAddress(url: address) }
    if let obstacle = obstacle(in: answer) { throw .unreachable(url: address, obstacle) }
    let body = [UInt8](UnsafeRawBufferPointer(start: answer.body, count: answer.size))
    let bytes = SignatureText.decoded(body)
    do throws(SignatureError) {
      _ = try TimeStampToken.read(bytes, file: address)
    } catch {
      if case .tokenRefused = error { throw error }
      if answer.status != 200 {
        throw .unreachable(url: address, .status(Int(answer.status)))
      }
      throw .unreachable(url: address, kind(of: body))
    }
    guard answer.status == 200 else {
      throw .unreachable(url: address, .status(Int(answer.status)))
    }
    return Answer(
      file: SigningKey.File(name: address, bytes: bytes),
      redirection: isSame(address, url) ? nil : address)
  }

  private static func isAddress(_ url: String) -> Bool {
    let lowercase = url.lowercased()
    return ["http://", "https://"].contains { lowercase.hasPrefix($0) }
      && !url.utf8.contains { $0 <= 0x20 || $0 == 0x7F }
  }

  /// libcurl writes the host in small letters, and a path where there is none.
  private static func isSame(_ one: String, _ other: String) -> Bool {
    func plain(_ url: String) -> Substring {
      let url = url.lowercased()[...]
      return url.hasSuffix("/") ? url.dropLast() : url
    }
    return plain(one) == plain(other)
  }

  private static func post(_ body: [UInt8], to url: String, as agent: String) -> ccurl_answer {
    url.withCString { url in
      agent.withCString { agent in
        "application/timestamp-query".withCString { type in
          "application/timestamp-reply".withCString { accepted in
            body.withUnsafeBytes { body in
              var request = ccurl_request(
                url: url, user_agent: agent, content_type: type, accepted_type: accepted,
                body: body.baseAddress, body_size: body.count, connect_patience: connectPatience,
                patience: patience, most_redirections: mostRedirections,
                largest: SignedMessage.largest)
              return ccurl_post(&request)
            }
          }
        }
      }
    }
  }

  /// What was in the way of an answer; nil where one came.
  private static func obstacle(in answer: ccurl_answer) -> SignatureError.Obstacle? {
    if answer.outcome != ccurl_answered, answer.proxy_status >= 400 {
      return .proxy(status: answer.proxy_status)
    }
    switch answer.outcome {
    case ccurl_answered: return nil
    case ccurl_no_library: return .noLibrary
    case ccurl_bad_protocol: return .protocolOther
    case ccurl_unknown_host: return .unknownHost
    case ccurl_unknown_proxy: return .unknownProxy
    case ccurl_not_connected:
      switch Int32(clamping: answer.system_error) {
      case ENETUNREACH, EHOSTUNREACH: return .noRoute
      case ETIMEDOUT: return .silent
      default: return .refused
      }
    case ccurl_silent: return .silent
    case ccurl_not_secure: return .notSecure
    case ccurl_not_trusted: return .notTrusted
    case ccurl_too_many_redirections: return .redirections(most: mostRedirections)
    case ccurl_too_large: return .tooLarge(limit: SignedMessage.largest)
    case ccurl_cut_short: return .cutShort
    default: return .other(answer.words.map { String(cString: $0) } ?? "")
    }
  }

  /// What came in place of a time stamp.
  private static func kind(of body: [UInt8]) -> SignatureError.Obstacle {
    let start = body.drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }
    if start.isEmpty { return .empty }
    return start.first == UInt8(ascii: "<") ? .webPage : .noAnswer
  }
}
