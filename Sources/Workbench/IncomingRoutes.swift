internal import Desk
internal import Evidence
internal import Files
internal import FoundationEssentials
import Hummingbird
internal import HTTPTypes
internal import Reports

extension Workbench {
  /// What comes in: evidence into a dossier, packages to be reviewed, and new dossiers.
  ///
  /// The content of a file is the request's body; its path and its place are in the query.
  func addIncoming(to router: Router<PageContext>) {
    router.post("dossier/:dossier/files") { request, context in
      try await receiveEvidence(request, context)
    }
    router.post("packages") { request, context in
      // A dossier's own packages are sealed here, never brought.
      guard !shelf.isDossier, let name = Self.path(of: request)?.last else {
        throw PageError.malformed
      }
      let folder = shelf.packageFolder
      let (package, length) = try await receive(request) {
        try IncomingPackage(name, in: folder)
      }
      try await offThread { try package.commit() }
      return received(name, length, request, context)
    }
    router.post("dossiers") { request, context in
      guard !shelf.isDossier,
        let name = request.uri.queryParameters["name"].map(String.init)
      else { throw PageError.malformed }
      let bytes = try await content(of: request.body, upTo: DossierFolder.largestDocument)
      let document = request.uri.queryParameters["document"].map(String.init)
      let root = shelf.root
      try await offThread {
        try DossierSetup.create(
          name, in: root, document: document.map { (name: $0, bytes: bytes) })
      }
      let wording = Wording(context.caller.language)
      return notice(
        wording.phrase("workbench.dossier-made", ["name": name.shown]),
        location: PageAddress.path("dossier", name), to: request, wording)
    }
  }

  private func receiveEvidence(
    _ request: Request, _ context: PageContext
  ) async throws -> Response {
    let item = try dossier(context)
    let query = request.uri.queryParameters
    guard let path = Self.path(of: request), let name = path.last else {
      throw PageError.malformed
    }
    let target = try number(query["for"].map(String.init))
    let batch = query["batch"].map(String.init) ?? ""
    let isConfirmed = query["confirmed"] != nil
    let (file, length) = try await receive(request) {
      try IncomingFile(path, for: target, in: item.path)
    }
    let wording = Wording(context.caller.language)
    func put(replacing: Bool) async throws -> Response {
      let change = try await offThread {
        try DossierEditing.replaceForm(
          with: try file.content.bytes(limit: DossierFolder.largestDocument), named: name,
          in: item.path, batch: batch, replacing: replacing, confirmed: isConfirmed)
      }
      return notice(
        wording.phrase("workbench.form-replaced", ["count": String(change.changed.count)]),
        location: PageAddress.path("dossier", item.name, "form"), to: request, wording)
    }
    if query["as"] == "form" { return try await put(replacing: true) }
    let likeness = target == nil ? IncomingFile.formLikeness(path, in: item.path) : nil
    // What only looks like a form by its name is evidence like any other.
    if likeness == .mayBecomeForm, let answer = try? await put(replacing: false) { return answer }
    let place = try await offThread { try file.commit(batch: batch) }
    var hints: [String] = []
    if !place.description.hasSuffix((target == nil ? path : [name]).joined(separator: "/")) {
      hints.append(
        wording.phrase(
          "workbench.renamed", ["file": name.shown, "name": place.name.shown]))
    }
    if likeness != nil, try await isForm(place, of: item) {
      hints.append(wording.phrase("workbench.is-form", ["file": name.shown]))
    }
    return received(
      place.description, length, request, context,
      hint: hints.isEmpty ? nil : hints.joined(separator: " "))
  }

  private func isForm(_ place: PackagePath, of item: Shelf.Item) async throws -> Bool {
    try await offThread {
      var folder = try SourceFolder(item.path)
      let limit = DossierFolder.largestDocument
      guard let bytes = try? folder.read(place.bytes, limit: limit) else { return false }
      return try DossierEditing.isForm(bytes, in: item.path)
    }
  }

  private static func path(of request: Request) -> [String]? {
    request.uri.queryParameters["path"].map { $0.split(separator: "/").map(String.init) }
  }

  private func received(
    _ name: String, _ length: Int64, _ request: Request, _ context: PageContext,
    hint: String? = nil
  ) -> Response {
    let wording = Wording(context.caller.language)
    return notice(
      wording.phrase(
        "workbench.received", ["file": name.shown, "size": ByteCount.text(length)]),
      hint: hint, to: request, wording)
  }

  /// Bytes that are written at once.
  private static let piece = 1 << 20

  /// Takes a file in as far as its content; it is not in its place yet.
  private func receive<Kind: Incoming>(
    _ request: Request, _ start: @escaping @Sendable () throws -> Kind
  ) async throws -> (incoming: Kind, length: Int64) {
    guard let length = request.headers[.contentLength].flatMap({ Int64($0) }) else {
      throw PageError.malformed
    }
    var parts = request.body.makeAsyncIterator()
    do {
      let incoming = try await offThread(start)
      try await fill(incoming.content, from: &parts, length)
      return (incoming, length)
    } catch {
      // The browser hears of an answer only once it was let say all.
      while try await parts.next() != nil {}
      throw error
    }
  }

  /// Writes what comes; what ends before its length is no file.
  private func fill(
    _ content: IncomingContent, from parts: inout RequestBody.AsyncIterator, _ length: Int64
  ) async throws {
    var offset: Int64 = 0
    var piece = ByteBuffer()
    func write() async throws {
      let (bytes, place) = (piece, offset)
      try await offThread {
        try bytes.withUnsafeReadableBytes { try content.write($0, at: place) }
      }
      offset += Int64(bytes.readableBytes)
      piece.clear(minimumCapacity: Self.piece)
    }
    while let part = try await parts.next() {
      piece.writeImmutableBuffer(part)
      if piece.readableBytes >= Self.piece { try await write() }
    }
    if piece.readableBytes > 0 { try await write() }
    guard offset == length else { throw PageError.malformed }
  }
}
