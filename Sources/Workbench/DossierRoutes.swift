internal import Desk
internal import Evidence
internal import Files
import Hummingbird
internal import HTTPTypes
internal import Reports

extension Workbench {
  /// The pages of a dossier.
  func addDossiers(to router: Router<PageContext>) {
    router.get("dossier/:dossier") { request, context in
      let item = try dossier(context)
      let view = try await view(of: item)
      let first = view.report.form.sections.first { !view.items(of: $0).isEmpty }
      let open = view.report.form.sections.first { section in
        view.items(of: section).contains { [.missing, .broken, .open].contains(view.standing($0)) }
      }
      let section = (open ?? first)?.id ?? ""
      return Response(
        status: .seeOther,
        headers: [.location: PageAddress.path("dossier", item.name, "section", section)])
    }
    router.get("dossier/:dossier/section/:section") { request, context in
      let item = try dossier(context)
      let view = try await view(of: item)
      guard let section = view.report.form.sections.first(where: { $0.id == context.part(3) })
      else { throw PageError.notFound }
      let frame = try DossierFrame(view, item, here: section.id, context.caller)
      let all = request.uri.queryParameters["all"].flatMap { Requirement.Number($0) }
      return Response.page(SectionPage(section, view, frame, listing: all).html)
    }
    router.get("dossier/:dossier/findings") { request, context in
      let item = try dossier(context)
      let view = try await view(of: item)
      let frame = try DossierFrame(view, item, here: "findings", context.caller)
      return Response.page(FindingsPage(view, frame).html)
    }
    router.get("dossier/:dossier/loose") { request, context in
      let item = try dossier(context)
      let view = try await view(of: item)
      let frame = try DossierFrame(view, item, here: "loose", context.caller)
      let from = request.uri.queryParameters["from"].flatMap { Int($0) } ?? 0
      return Response.page(LoosePage(view, frame, from: from).html)
    }
    router.get("dossier/:dossier/form") { request, context in
      let item = try dossier(context)
      let view = try await view(of: item)
      let frame = try DossierFrame(view, item, here: "form", context.caller)
      return Response.page(FormPage(view, frame).html)
    }
    router.get("dossier/:dossier/file/**") { request, context in
      let item = try dossier(context)
      return try await offThread { try file(context.parts.dropFirst(3), of: item) }
        .response(to: request, context.caller)
    }
  }

  /// The dossier that a request is about.
  func dossier(_ context: PageContext) throws -> Shelf.Item {
    guard let item = try shelf.item(.dossier, named: context.part(1)) else {
      throw PageError.notFound
    }
    return item
  }

  /// The dossier as it stands; what takes long to read is read behind it.
  func view(of item: Shelf.Item) async throws -> DossierView {
    let view = try await offThread {
      try DossierView(item.path, opening: Readings.most)
    }
    if view.unread > 0 { await readings.start(item.path) }
    return view
  }

  /// A file of a dossier; its folder's hidden files are none.
  private func file(_ parts: ArraySlice<String>, of item: Shelf.Item) throws -> ServedFile {
    guard let path = try? PackagePath(parts.joined(separator: "/")), !FileName.isHidden(path.bytes)
    else { throw PageError.notFound }
    var folder = try SourceFolder(item.path)
    do throws(SystemError) {
      let descriptor = try folder.open(path.bytes)
      let identity = try descriptor.identity()
      guard identity.kind == .regular else { throw SystemError(.open, path.description, code: 0) }
      return ServedFile(
        descriptor: descriptor, size: identity.size, name: path.name,
        type: FileType(ofFileNamed: path.name) ?? .other)
    } catch {
      throw PageError.notFound
    }
  }
}

extension DossierView {
  func items(of section: Form.Section) -> [CompletenessReport.Item] {
    report.items.filter { $0.requirement.section == section.number }
  }
}
