internal import Desk
internal import Evidence
internal import Files
import Hummingbird
internal import HTTPTypes
internal import Manifest
internal import Reports
internal import Review
internal import Pages

extension Workbench {
  /// The pages of a reviewer.
  func addReviews(to router: Router<PageContext>) {
    router.get("package/:package") { request, context in
      let item = try package(context)
      return try await reviewed(item, context) { review in
        let marks = try ReviewMarks.read(
          beside: item.path, sealNumber: review.package.sealNumber?.hex ?? "")
        let (known, others) = try await packages(beside: item)
        let page = PackagePage(
          item, review, marks, known, others: others, in: shelf, context.caller)
        return Response.page(page.html)
      }
    }
    router.get("package/:package/file/**") { request, context in
      let item = try package(context)
      return try await offThread { try Self.member(context.parts.dropFirst(3), of: item) }
        .response(to: request, context.caller)
    }
    router.post("package/:package/mark") { request, context in
      let item = try package(context)
      let form: MarkForm = try await form(of: request.body)
      guard let number = Requirement.Number(form.number) else { throw PageError.malformed }
      guard case .review(let review)? = await reviews.outcome(of: item, in: shelf.packageFolder)
      else { throw PageError.notFound }
      guard review.completeness?.form.requirements.contains(where: { $0.number == number }) == true
      else { throw DeskError.unknownRequirement(number: form.number) }
      try await offThread {
        try ReviewMarks.set(
          number, form.mark, form.remark, beside: item.path,
          sealNumber: review.package.sealNumber?.hex ?? "",
          over: (form.seen.mark, form.seen.remark))
      }
      let wording = Wording(context.caller.language)
      let phrase =
        form.mark != nil ? "mark-kept" : form.remark.isEmpty ? "mark-taken-back" : "remark-kept"
      return notice(
        wording.phrase("workbench.\(phrase)", ["number": number.description]), to: request, wording)
    }
    router.post("package/:package/accept") { request, context in
      let item = try package(context)
      guard case .review(let review)? = await reviews.outcome(of: item, in: shelf.packageFolder)
      else { throw PageError.notFound }
      let mistaken = review.mistakenItems
      let held = (review.completeness?.items ?? [])
        .filter { $0.standing(isSuggested: false) == .held }.map(\.requirement.number)
        .filter { !mistaken.contains($0) }
      let count = try await offThread {
        try ReviewMarks.accept(
          held, beside: item.path, sealNumber: review.package.sealNumber?.hex ?? "")
      }
      let wording = Wording(context.caller.language)
      return notice(
        wording.phrase("workbench.accepted-many", ["count": String(count)]), to: request, wording)
    }
    router.get("package/:package/diff") { request, context in
      let item = try package(context)
      guard let name = request.uri.queryParameters["with"].map(String.init),
        let other = try shelf.item(.package, named: name)
      else { throw PageError.notFound }
      var difference = try await offThread {
        try PackageComparing.compare(other.path, with: item.path)
      }
      (difference.old.file, difference.new.file) = (other.name, item.name)
      let language = context.caller.language
      return report(
        difference.rendered(as: .html, language: language, on: Self.today),
        named: "\(item.name).html", .html)
    }
    router.get("package/:package/events") { request, context in
      _ = try package(context)
      return events(about: shelf.packageFolder, for: request)
    }
    router.get("events") { request, _ in events(about: shelf.packageFolder, for: request) }
  }

  /// A page about a package that has been reviewed; until then one that waits for it.
  func reviewed(
    _ item: Shelf.Item, _ context: PageContext,
    _ page: (PackageReview) async throws -> Response
  ) async throws -> Response {
    switch await reviews.outcome(of: item, in: shelf.packageFolder) {
    case .review(let review)?: return try await page(review)
    case .failure(let error)?: throw error
    case nil: return Response.page(WaitingPage(item, context.caller).html)
    }
  }

  private struct MarkForm: Decodable, Sendable {
    struct Seen: Decodable {
      var mark: ReviewMarks.Mark?
      var remark: String
    }
    var number: String
    var mark: ReviewMarks.Mark?
    var remark: String
    /// What the page showed of the item.
    var seen: Seen
  }

  /// The evidence of the other packages of the folder that have been reviewed, and the names of all
  /// others.
  private func packages(
    beside item: Shelf.Item
  ) async throws -> (known: [(name: String, evidence: PackageEvidence)], names: [String]) {
    let others = try shelf.items().filter { $0.kind == .package && $0.name != item.name }
    let summaries = await reviews.summaries(of: others, in: shelf.packageFolder)
    let known = others.compactMap { other -> (name: String, evidence: PackageEvidence)? in
      guard case .reviewed(let row)? = summaries[other.name] else { return nil }
      return (other.name, row.evidence)
    }
    return (known, others.map(\.name))
  }

  /// A file inside a package, where it lies.
  private static func member(_ parts: ArraySlice<String>, of item: Shelf.Item) throws -> ServedFile
  {
    guard let path = try? PackagePath(parts.joined(separator: "/")) else {
      throw PageError.notFound
    }
    let package = try Descriptor.openFile(item.path)
    guard let place = try PackageMembers(package).places[path] else { throw PageError.notFound }
    return ServedFile(
      descriptor: package, offset: place.offset, size: place.size, name: path.name,
      type: FileType(ofFileNamed: path.name) ?? .other)
  }
}

/// A package that is still being reviewed.
struct WaitingPage: Sendable {
  let lang: String
  let say: Words
  let name: String
  let base: String

  init(_ item: Shelf.Item, _ caller: Caller) {
    lang = caller.language.tag
    say = Words(Wording(caller.language))
    name = item.name.shown
    base = PageAddress.path("package", item.name)
  }

  var html: HTML {
    PageFrame(lang: lang, title: name, say: say, body: #"data-base="\#(base)" data-reload"#).page(
      #"""
      <main id="content" class="sheet notice">
      <h1 lang="zh-CN">\#(name)</h1>
      <p>\#(say["verifying"]) <span id="work-progress"></span></p>
      </main>
      """#)
  }
}
