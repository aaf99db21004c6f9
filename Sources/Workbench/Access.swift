import Hummingbird
internal import HTTPTypes
internal import Reports
import Synchronization

/// Who is asking: the one person at this computer, who has the token.
///
/// Where an office is served one day, it is told here whose request it is.
struct Caller: Sendable {
  var language: Language
}

/// Who may ask: a browser that was given the token, at this very address, from no other site's page.
///
/// A browser gets it in a cookie: for the address that was printed, or for a code that lets in once.
final class Access: Sendable {
  /// The page is for this computer alone.
  static let loopback = "127.0.0.1"

  enum Refusal: String, CaseIterable {
    /// Not this address: a foreign name that was made to lead here (DNS rebinding).
    case host
    /// Another site's page sent it.
    case origin
    case token
  }

  /// 256 random bits, as hexadecimal digits.
  let token: String
  private let language: Language
  /// Whether the language is for all browsers, whatever they ask for, until its reader changes it.
  private let isLanguageChosen: Bool
  /// `127.0.0.1:PORT`; empty before the port is known, when nothing is let in.
  private let authority = Mutex("")

  init(language: Language, isLanguageChosen: Bool = false) {
    token = Self.secret()
    self.isLanguageChosen = isLanguageChosen
    self.language = language
  }

  private static func secret() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Lets requests to the port in.
  func open(on port: Int) -> Entrance {
    let origin = "http://\(Self.loopback):\(port)"
    authority.withLock { $0 = "\(Self.loopback):\(port)" }
    return Entrance(address: "\(origin)/?token=\(token)") {
      let code = Self.secret()
      self.code.withLock { $0 = (code, .now + Self.codeLife) }
      return "\(origin)\(Self.entrance)#\(code)"
    }
  }

  // MARK: The code that lets in once

  /// Where a browser exchanges a code for the cookie; the page and its script hold nothing secret.
  static let entrance = "/open"
  private static let entranceParts = ["/open.js", "/assets/workbench.css"]
  /// How long a browser may take to start.
  static let codeLife = Duration.seconds(120)

  private let code = Mutex<(text: String, end: ContinuousClock.Instant)?>(nil)

  /// Whether a code lets in; it does so once.
  func redeem(_ text: String) -> Bool {
    code.withLock { code in
      guard let (own, end) = code, Self.isSame(own, text) else { return false }
      code = nil
      return end > .now
    }
  }

  /// Whether a request is one for the cookie, from whoever has a code.
  private func isAtEntrance(_ request: Request) -> Bool {
    let path = request.uri.path
    return path == Self.entrance || request.method == .get && Self.entranceParts.contains(path)
  }

  /// Why a request is not let in; nil where it is.
  func refusal(of request: Request) -> Refusal? {
    let own = authority.withLock { $0 }
    guard !own.isEmpty, request.head.authority == own, request.head.path?.first == "/" else {
      return .host
    }
    let origin = request.headers[.origin]
    let isReading = request.method == .get || request.method == .head
    // A file on the disk is another site to a browser, and leads here.
    if isReading, origin == nil, isAtEntrance(request) { return nil }
    guard origin.map({ $0 == "http://\(own)" }) ?? isReading else { return .origin }
    if let site = request.headers[.secFetchSite], !["same-origin", "none"].contains(site) {
      return .origin
    }
    if isAtEntrance(request) { return nil }
    return isKnown(request) ? nil : .token
  }

  /// Whether a request brings the token along.
  func isKnown(_ request: Request) -> Bool {
    presented(by: request).contains { Self.isSame(token, $0) }
  }

  /// The tokens that a request brings along: in its cookies, and in the address that was printed.
  private func presented(by request: Request) -> [String] {
    Self.cookies(cookieName, of: request) + [addressToken(of: request)].compactMap { $0 }
  }

  /// The values of the cookies of a name (RFC 6265 §4.2.1).
  private static func cookies(_ name: String, of request: Request) -> [String] {
    request.headers[values: .cookie].flatMap { header in
      header.split(separator: ";").compactMap { pair in
        let parts = pair.drop { $0 == " " }
          .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0] == name ? String(parts[1]) : nil
      }
    }
  }

  /// The token in the address itself, which then is exchanged for a cookie.
  func addressToken(of request: Request) -> String? {
    guard request.method == .get else { return nil }
    return request.uri.queryParameters["token"].map(String.init)
  }

  /// In the same time for each wrong one, wherever it begins to differ.
  private static func isSame(_ secret: String, _ text: String) -> Bool {
    let (own, other) = (Array(secret.utf8), Array(text.utf8))
    guard own.count == other.count else { return false }
    return zip(own, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// Cookies are kept by host, whatever the port.
  private var cookieName: String {
    "evpack-\(authority.withLock { $0.split(separator: ":").last.map(String.init) ?? "" })"
  }

  var cookie: String { "\(cookieName)=\(token); Path=/; HttpOnly; SameSite=Strict" }

  static let languageCookie = "evpack-language"

  /// Who sent a request that was let in.
  func caller(of request: Request) -> Caller {
    let chosen = Self.cookies(Self.languageCookie, of: request)
    if let language = chosen.lazy.compactMap(Language.init(rawValue:)).first {
      return Caller(language: language)
    }
    if isLanguageChosen { return Caller(language: language) }
    let spoken = (request.headers[.acceptLanguage] ?? "").split(separator: ",").lazy
      .compactMap { range -> Language? in
        let tag = range.drop { $0 == " " }.prefix { $0 != "-" && $0 != ";" }
        return Language(rawValue: tag.lowercased())
      }.first
    return Caller(language: spoken ?? language)
  }
}

extension HTTPField.Name {
  static let secFetchSite = named("Sec-Fetch-Site")
  static let referrerPolicy = named("Referrer-Policy")
  static let openerPolicy = named("Cross-Origin-Opener-Policy")
  static let resourcePolicy = named("Cross-Origin-Resource-Policy")

  private static func named(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no token") }
    return name
  }
}
