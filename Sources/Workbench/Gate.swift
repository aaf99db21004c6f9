internal import Desk
internal import Evidence
internal import Files
import Hummingbird
internal import HTTPTypes
internal import Manifest
internal import Reports
internal import Pages

/// What each request goes through, and each response: who may ask, what paths may say, what a
/// browser may do with the answer, and errors in words.
struct Gate: RouterMiddleware {
  typealias Context = PageContext

  let access: Access
  let connections: Connections
  let workbench: Workbench

  /// What a page may load: only what is served here.
  static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
    "connect-src 'self'", "frame-src 'self'", "form-action 'self'", "base-uri 'none'",
    "frame-ancestors 'none'",
  ].joined(separator: "; ")

  func handle(
    _ request: Request, context: PageContext,
    next: (Request, PageContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.caller = access.caller(of: request)
    var response: Response
    do {
      response = try await answer(request, &context, next)
    } catch {
      response = workbench.response(to: error, of: request, context)
    }
    response.headers[.xContentTypeOptions] = "nosniff"
    // `no-referrer` would make the origin of a form `null`.
    response.headers[.referrerPolicy] = "same-origin"
    response.headers[.openerPolicy] = "same-origin"
    response.headers[.resourcePolicy] = "same-origin"
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    if response.headers[.contentSecurityPolicy] == nil {
      response.headers[.contentSecurityPolicy] = Self.policy
    }
    return response
  }

  private func answer(
    _ request: Request, _ context: inout PageContext,
    _ next: (Request, PageContext) async throws -> Response
  ) async throws -> Response {
    if let refusal = access.refusal(of: request) { throw PageError.refused(refusal) }
    if access.isKnown(request) { connections.know(context.channel) }
    guard let parts = Self.parts(of: request.uri.path) else { throw PageError.notFound }
    context.parts = parts
    // Made anew of names: what a browser takes for another host (`//host`) can't come out.
    let own = "/" + parts.map(PageAddress.encoded).joined(separator: "/")
    if access.addressToken(of: request) != nil {
      return Response(
        status: .seeOther, headers: [.location: own, .setCookie: access.cookie])
    }
    if request.method == .get, let chosen = request.uri.queryParameters["language"],
      let language = Language(rawValue: String(chosen))
    {
      let cookie =
        "\(Access.languageCookie)=\(language.rawValue); Path=/; HttpOnly; SameSite=Strict; "
        + "Max-Age=31536000"
      return Response(
        status: .seeOther, headers: [.location: own, .setCookie: cookie])
    }
    return try await next(request, context)
  }

  /// The parts of a path, decoded; nil where one of them is no plain name: `..`, a slash or a
  /// backslash that was encoded, what is not UTF-8.
  static func parts(of path: String) -> [String]? {
    var parts: [String] = []
    for part in path.split(separator: "/") {
      guard let bytes = decoded(part), let name = String(validating: bytes, as: UTF8.self),
        !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F || "/\\".utf8.contains($0) }),
        name != ".", name != ".."
      else { return nil }
      parts.append(name)
    }
    return parts
  }

  /// Percent-decoding (RFC 3986 §2.1); nil where it is malformed.
  private static func decoded(_ text: Substring) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return bytes
  }
}

/// Why a request is not answered, beyond what the libraries throw.
enum PageError: Error {
  case refused(Access.Refusal)
  case notFound
  /// A field of a form, or a header, that the page always sends.
  case malformed
  /// The page sent more than it ever does.
  case tooLarge(limit: Int)
  /// The dossier is being sealed for another window.
  case alreadySealing
}

extension Workbench {
  /// Tells what went wrong: as a page where the browser asks for one, else as JSON.
  func response(to error: any Error, of request: Request, _ context: PageContext) -> Response {
    let wording = Wording(context.caller.language, clock: .local)
    let status: HTTPResponse.Status
    let message: String
    var hint: String?
    var asks = false
    switch error {
    case PageError.refused(let refusal):
      status = refusal == .host ? .misdirectedRequest : .forbidden
      message = wording["workbench.refused-\(refusal.rawValue)"]
      hint = wording["workbench.refused-hint"]
    case PageError.notFound:
      status = .notFound
      message = wording["workbench.not-found"]
      hint = wording["workbench.not-found-hint"]
    case PageError.malformed:
      status = .badRequest
      message = wording["workbench.malformed"]
    case PageError.tooLarge(let limit):
      status = .contentTooLarge
      message = wording.phrase(
        "workbench.too-large", ["limit": ByteCount.text(Int64(limit))])
      hint = wording["workbench.too-large-hint"]
    case PageError.alreadySealing:
      status = .conflict
      message = wording["workbench.already-sealing"]
      hint = wording["workbench.already-sealing-hint"]
    case let error as HTTPError:
      status = error.status
      message = wording[error.status == .notFound ? "workbench.not-found" : "workbench.malformed"]
    case DeskError.blankerForm(let file, let given, let kept):
      status = error.status
      message = wording.phrase(
        "workbench.blanker-form",
        ["file": file.shown, "given": String(given), "kept": String(kept)])
      hint = wording["workbench.blanker-form-hint"]
      asks = true
    case DeskError.notIntact(let package):
      status = error.status
      message = wording.phrase("workbench.not-intact", ["package": package.shown])
      hint = wording["workbench.not-intact-hint"]
    default:
      status = error.status
      let words = explain(error, context.caller.language)
      message = shelf.withoutPlace(words.message)
      hint = words.hint.map(shelf.withoutPlace)
    }
    return notice(message, hint: hint, status: status, asks: asks, to: request, wording)
  }

  /// Something to tell whoever did something.
  ///
  /// - Parameters:
  ///   - asks: whether it is a question, and what was asked for is done where it comes again,
  ///     confirmed.
  ///   - revision: of what was changed, since.
  func notice(
    _ message: String, hint: String? = nil, status: HTTPResponse.Status = .ok,
    location: String? = nil, asks: Bool = false, revision: String? = nil,
    to request: Request, _ wording: Wording
  ) -> Response {
    if request.headers[.accept]?.contains("text/html") == true {
      let page = NoticePage(
        lang: wording.language.tag, say: Words(wording), message: message, hint: hint,
        location: location ?? "/", isError: status.kind != .successful)
      return Response.page(page.html, status: status)
    }
    let members: [(String, JSONValue)] =
      [("message", .string(message))] + (hint.map { [("hint", .string($0))] } ?? [])
      + (location.map { [("location", .string($0))] } ?? [])
      + (asks ? [("asks", .bool(true))] : [])
      + (revision.map { [("revision", .string($0))] } ?? [])
    return .text(JSONValue.object(members).text, type: "application/json", status: status)
  }
}

extension Error {
  /// The HTTP status that goes with an error of the libraries.
  fileprivate var status: HTTPResponse.Status {
    switch self {
    case let error as DeskError: error.httpStatus
    case let error as StagedFile.Failure: DeskError(error).httpStatus
    case let error as SystemError: error.httpStatus
    case let error as SealingError:
      switch error {
      case .targetBusy, .targetExists, .sourceChanged, .cancelled: .conflict
      case .sourceUnreadable(let error), .targetUnwritable(let error): error.httpStatus
      case .badBagName, .misplacedPath, .pathTooLong, .twins, .noPayload, .badInfoLabel, .badDate:
        .unprocessableContent
      case .witnessDisagrees, .libcrypto: .internalServerError
      }
    case let error as VerificationError:
      switch error {
      case .unreadable(let error): error.httpStatus
      case .notAFile, .notATar: .unprocessableContent
      case .changedWhileRead, .cancelled: .conflict
      case .libcrypto: .internalServerError
      }
    case is PackagePath.Problem: .unprocessableContent
    default: .internalServerError
    }
  }
}

extension DeskError {
  fileprivate var httpStatus: HTTPResponse.Status {
    switch self {
    case .busy, .alreadyThere, .incomplete, .outdated, .nothingToUndo, .cancelled, .blankerForm:
      .conflict
    case .tooLarge: .contentTooLarge
    case .noFolder, .vanished: .notFound
    case .system(let error): error.httpStatus
    default: .unprocessableContent
    }
  }
}

extension SystemError {
  fileprivate var httpStatus: HTTPResponse.Status {
    if isDiskFull { return HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage") }
    if isNotFound { return .notFound }
    return isAlreadyThere ? .conflict : .unprocessableContent
  }
}

struct NoticePage: Sendable {
  var lang: String
  var say: Words
  var message: String
  var hint: String?
  var location: String
  var isError: Bool
}

extension NoticePage {
  var html: HTML {
    PageFrame(lang: lang, title: message, say: say).page(
      HTML {
        #"<main id="content" class="sheet notice">"#
        #"<h1\#(#" class="error""#, if: isError)>\#(message)</h1>"#
        if let hint { "<p>\(hint)</p>" }
        #"<p><a href="\#(location)">\#(say["go-on"])</a></p>"#
        "</main>"
      })
  }
}
