internal import Desk
import Dispatch
internal import Evidence
internal import Files
internal import Manifest
import Hummingbird
internal import HTTPTypes
internal import Reports
internal import Review
internal import Pages

extension Workbench {
  /// The papers of a dossier and of a package, to print and to hand in.
  func addPapers(to router: Router<PageContext>) {
    router.get("dossier/:dossier/paper/volume.pdf") { request, context in
      try await volume(of: try dossier(context), request, context)
    }
    router.get("package/:package/paper/volume.pdf") { request, context in
      try await volume(of: try package(context), request, context)
    }
    router.get("dossier/:dossier/paper/:paper") { _, context in
      try await paper(
        of: try dossier(context),
        among: ["report.xlsx", "catalogue.docx", "catalogue.xlsx", "covers.docx"], context)
    }
    router.get("package/:package/paper/:paper") { _, context in
      try await paper(
        of: try package(context), among: ["catalogue.docx", "catalogue.xlsx"], context)
    }
    router.get("package/:package/receipt/print") { request, context in
      let item = try package(context)
      let (language, program) = (context.caller.language, program)
      let policy = reviews.policy
      let receipt = try await offThread {
        try Papers.receipt(
          of: item.path, signatures: policy, on: Self.today, program: program, language
        )
      }
      return report(receipt.page, named: "\(item.name).html", .html)
    }
    router.get("package/:package/notice.docx") { request, context in
      let item = try package(context)
      let notice = try await mendingNotice(item, context)
      return Self.download(
        try notice.document(on: Self.today),
        named: "\(item.name) \(Wording(context.caller.language)["workbench.notice"]).docx")
    }
    router.get("package/:package/notice") { request, context in
      let item = try package(context)
      let notice = try await mendingNotice(item, context)
      return Response.page(NoticeOfMendingPage(item, notice, context.caller).html)
    }
  }

  /// The bound volume, made anew each time and one at a time: it may take all that a process may.
  private func volume(
    of item: Shelf.Item, _ request: Request, _ context: PageContext
  ) async throws -> Response {
    let (language, today, program) = (context.caller.language, Self.today, volumes)
    let isSmall = request.uri.queryParameters["size"] == "small"
    let file = try await offThread(on: Self.binder) {
      try VolumeBinding(of: item.path, at: Self.now)
        .make(language, on: today, isSmall: isSmall, by: program)
    }
    let kind = isSmall ? "paper-volume-small" : "paper-volume"
    let name = "\(item.name) \(Wording(language)["workbench.\(kind)"]).pdf"
    return ServedFile(descriptor: file, size: try file.identity().size, name: name, type: .pdf)
      .response(to: request, asDownload: true)
  }

  private static let binder = DispatchQueue(label: "evpack.volume")

  private func paper(
    of item: Shelf.Item, among known: [String], _ context: PageContext
  ) async throws -> Response {
    let (language, today) = (context.caller.language, Self.today)
    let kind = context.part(3)
    guard known.contains(kind) else { throw PageError.notFound }
    let bytes = try await offThread {
      let papers = try Papers(of: item.path, at: Self.now)
      switch kind {
      case "report.xlsx": return try papers.workbook(language, on: today)
      case "catalogue.docx": return try papers.catalogue(as: .docx, language, on: today)
      case "catalogue.xlsx": return try papers.catalogue(as: .xlsx, language, on: today)
      default: return try papers.covers(language)
      }
    }
    let (name, ending) = (kind.prefix { $0 != "." }, kind.drop { $0 != "." })
    return Self.download(
      bytes, named: "\(item.name) \(Wording(language)["workbench.paper-\(name)"])\(ending)")
  }

  static func download(_ bytes: [UInt8], named name: String) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: "application/octet-stream",
        .contentDisposition: "attachment; filename*=UTF-8''\(PageAddress.encoded(name))",
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  private func mendingNotice(
    _ item: Shelf.Item, _ context: PageContext
  ) async throws -> MendingNotice {
    guard case .review(let review)? = await reviews.outcome(of: item, in: shelf.packageFolder)
    else { throw PageError.notFound }
    // There is nobody to write to about what evpack did not seal.
    guard review.isDossier || review.package.isCutOff else {
      throw DeskError.notIntact(package: item.name)
    }
    let marks = try ReviewMarks.read(
      beside: item.path, sealNumber: review.package.sealNumber?.hex ?? "")
    return MendingNotice(review, marks, package: item.name, context.caller.language)
  }
}

/// The notice of what to mend, to be printed.
struct NoticeOfMendingPage: Sendable {
  let lang: String
  let say: Words
  let name: String
  let date: String
  let download: String
  let introduction: String
  let addressee: String
  let subject: String
  let blanks: MendingNotice.Blanks
  let asksForMore: Bool
  let items: [MendingNotice.Item]

  init(_ item: Shelf.Item, _ notice: MendingNotice, _ caller: Caller) {
    lang = caller.language.tag
    say = Words(Wording(caller.language))
    name = item.name.shown
    date = Workbench.today
    download = PageAddress.path("package", item.name, "notice.docx")
    introduction = notice.introduction
    addressee = notice.addressee
    subject = notice.subject
    blanks = notice.blanks
    asksForMore = !notice.items.isEmpty
    items = notice.items
  }
}

extension NoticeOfMendingPage {
  var html: HTML {
    PageFrame(lang: lang, title: "\(say["notice"]) · \(name)", say: say).page(
      HTML {
        #"""
        <main id="content" class="sheet mending">
        <p class="letterhead">\#(blanks.office)</p>
        <h1>\#(say["notice"])</h1>
        <p class="file">\#(blanks.number)</p>
        <p lang="zh-CN">\#(addressee)</p>
        <p class="body">\#(introduction)</p>
        """#
        if !items.isEmpty {
          #"""
          <table>
          <thead><tr><th scope="col">\#(say["notice-number"])</th><th scope="col">\#(say["notice-item"])</th><th scope="col">\#(say["notice-remark"])</th></tr></thead>
          <tbody lang="zh-CN">
          """#
          for item in items {
            "<tr><td>\(item.number)</td><td>\(item.title)</td><td>\(item.remark)</td></tr>"
          }
          "</tbody>"
          "</table>"
        }
        if asksForMore { #"<p class="body">\#(blanks.deadline)</p>"# }
        #"""
        <p class="body">\#(blanks.contact)</p>
        <p class="body" lang="zh-CN">\#(subject)</p>
        <div class="signature"><p>\#(blanks.seal)</p><p>\#(date)</p></div>
        <p class="actions"><button type="button" data-print>\#(say["print"])</button> <a class="button" href="\#(download)" download>\#(say["notice-docx"])</a></p>
        </main>
        """#
      })
  }
}
