internal import Desk
internal import Evidence
internal import Files
internal import FoundationEssentials
import Glibc
import Hummingbird
internal import HTTPTypes
internal import Manifest
internal import Reports
internal import Review
import Synchronization

extension Workbench {
  /// What goes out of the house.
  func addHandover(to router: Router<PageContext>) {
    router.get("dossier/:dossier/handover") { request, context in
      let item = try dossier(context)
      let view = try await view(of: item)
      let frame = try DossierFrame(view, item, here: "handover", context.caller)
      return Response.page(HandoverPage(view, try packages(of: item), frame).html)
    }
    router.get("dossier/:dossier/report/:format") { request, context in
      let item = try dossier(context)
      guard let format = ReportFormat(fileName: "x.\(context.part(3))") else {
        throw PageError.notFound
      }
      let view = try await offThread { try DossierView(item.path) }
      let (language, today) = (context.caller.language, Self.today)
      let text = view.report.rendered(as: format, language: language, on: today)
      return report(
        text, named: "\(item.name) \(Wording(language)["page.title"]).\(context.part(3))", format)
    }
    router.post("dossier/:dossier/seal") { request, context in
      try await request.body.consumeWithCancellationOnInboundClose { body in
        try await seal(request, try await form(of: body), context)
      }
    }
    router.get("package/:package/receipt") { request, context in
      let item = try package(context)
      return try await reviewed(item, context) { review in
        guard review.isIntact else { throw DeskError.notIntact(package: item.name) }
        let receipt = try await offThread { try PackageReceipt(item.path) }
        let query = request.uri.queryParameters
        func count(_ name: Substring) -> Int { query[name].flatMap { Int($0) } ?? 0 }
        let page = SealedPage(
          item, receipt, review,
          leftOut: (count("unlinked"), count("unreadable")), context.caller)
        return Response.page(page.html)
      }
    }
    router.get("package/:package/download") { request, context in
      let item = try package(context)
      return try await offThread {
        ServedFile(
          descriptor: try Descriptor.openFile(item.path), size: item.size, name: item.name,
          type: .tar
        ).response(to: request, asDownload: true)
      }
    }
  }

  static var now: Int64 { Int64(time(nil)) }
  static var today: String { LocalTime(unixSeconds: now).day }

  /// The package that a request is about.
  func package(_ context: PageContext) throws -> Shelf.Item {
    guard let item = try shelf.item(.package, named: context.part(1)) else {
      throw PageError.notFound
    }
    return item
  }

  /// The packages that a dossier was sealed into, by their names.
  func packages(of dossier: Shelf.Item) throws -> [Shelf.Item] {
    try shelf.items().filter { $0.kind == .package && $0.name.hasPrefix(dossier.name) }
  }

  /// A report to look at or to keep.
  func report(_ text: String, named name: String, _ format: ReportFormat) -> Response {
    let isPage = format == .html
    var response = Response.text(
      text, type: isPage ? "text/html; charset=utf-8" : "application/octet-stream")
    response.headers[.contentDisposition] =
      "\(isPage ? "inline" : "attachment"); filename*=UTF-8''\(PageAddress.encoded(name))"
    // A report brings its own style along, and nothing else.
    response.headers[.contentSecurityPolicy] =
      "sandbox allow-modals; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return response
  }

  private struct SealForm: Decodable, Sendable {
    var incomplete: Bool
    var supersedes: String?
  }

  /// Seals a dossier, telling the pages how far that is; whoever leaves before the end cancels it.
  private func seal(
    _ request: Request, _ form: SealForm, _ context: PageContext
  ) async throws -> Response {
    let item = try dossier(context)
    guard seals.begin(item.path) else { throw PageError.alreadySealing }
    defer { seals.end(item.path) }
    let previous = try form.supersedes.map { name in
      guard let package = try shelf.item(.package, named: name) else { throw PageError.notFound }
      return package.path
    }
    let isCancelled = Mutex(false)
    let folder = shelf.packageFolder
    let wording = Wording(context.caller.language)
    let tell = bulletin.progress(about: item.path)
    let outcome = try await withTaskCancellationHandler {
      try await offThread {
        try DossierSealing.seal(
          item.path, to: DossierSealing.freeTarget(for: item.name, in: folder),
          sealedAt: Self.now, allowIncomplete: form.incomplete,
          supersedes: try previous.map { try DossierSealing.sealNumber(of: $0) },
          reading: tell, progress: tell,
          isCancelled: { isCancelled.withLock { $0 } })
      }
    } onCancel: {
      isCancelled.withLock { $0 = true }
    }
    let name = outcome.receipt.path.split(separator: "/").last.map(String.init) ?? ""
    return notice(
      wording.phrase("workbench.sealed", ["package": name.shown]),
      location: PageAddress.path("package", name, "receipt")
        + "?unlinked=\(outcome.unlinked)&unreadable=\(outcome.leftOut.count)",
      to: request, wording)
  }
}

/// The dossiers that are being sealed: each by one who asked, since two would make the same package.
final class Seals: Sendable {
  private let running = Mutex<Set<String>>([])

  /// Whether a dossier was not being sealed yet.
  func begin(_ root: String) -> Bool { running.withLock { $0.insert(root).inserted } }

  func end(_ root: String) { running.withLock { _ = $0.remove(root) } }
}
