internal import Desk
internal import Evidence
internal import FoundationEssentials
import Hummingbird
internal import HTTPTypes
internal import Reports

extension Workbench {
  /// What changes a dossier.
  func addChanges(to router: Router<PageContext>) {
    router.post("dossier/:dossier/assign") { request, context in
      let item = try dossier(context)
      let form: AssignForm = try await form(of: request.body)
      let moves = try form.moves.map { move in
        guard let path = try? PackagePath(move.path) else { throw PageError.malformed }
        return (path: path, from: try number(move.from), to: try number(move.to))
      }
      try await offThread {
        try DossierEditing.assign(moves, in: item.path, seen: form.revision)
      }
      let wording = Wording(context.caller.language)
      return notice(
        wording.phrase("workbench.assigned", ["count": String(moves.count)]), to: request, wording)
    }
    router.post("dossier/:dossier/settle") { request, context in
      let item = try dossier(context)
      let form: SettleForm = try await form(of: request.body)
      try await offThread {
        try DossierEditing.settle(form.box, form.ticked, in: item.path, seen: form.revision)
      }
      let wording = Wording(context.caller.language)
      return notice(wording["workbench.settled"], to: request, wording)
    }
    router.post("dossier/:dossier/undo") { request, context in
      let item = try dossier(context)
      try await offThread { try DossierEditing.undo(in: item.path) }
      let wording = Wording(context.caller.language)
      return notice(wording["workbench.undone"], to: request, wording)
    }
    router.post("dossier/:dossier/files") { request, context in
      try await receive(request, context)
    }
    router.get("dossier/:dossier/events") { request, context in
      let item = try dossier(context)
      return events(about: item.path, for: request)
    }
  }

  private struct AssignForm: Decodable, Sendable {
    struct Move: Decodable {
      var path: String
      var from: String?
      var to: String?
    }
    var revision: String
    var moves: [Move]
  }

  private struct SettleForm: Decodable, Sendable {
    var revision: String
    var box: String
    /// nil leaves the box to the form again.
    var ticked: Bool?
  }

  /// The largest form that a page sends: some thousand moves.
  private static let largestForm = 4 << 20

  /// The JSON that a page sends.
  func form<Form: Decodable>(of body: RequestBody) async throws -> Form {
    let body = try await body.collect(upTo: Self.largestForm)
    do {
      return try JSONDecoder().decode(Form.self, from: Data(body.readableBytesView))
    } catch {
      throw PageError.malformed
    }
  }

  private func number(_ text: String?) throws -> Requirement.Number? {
    guard let text else { return nil }
    guard let number = Requirement.Number(text) else { throw PageError.malformed }
    return number
  }

  // MARK: Files that come in

  /// Bytes that are written at once.
  private static let piece = 1 << 20

  /// Takes a file in: its content is the request's body, its path and its place in the query.
  private func receive(_ request: Request, _ context: PageContext) async throws -> Response {
    let item = try dossier(context)
    let query = request.uri.queryParameters
    guard let path = query["path"].map({ $0.split(separator: "/").map(String.init) }),
      let length = request.headers[.contentLength].flatMap({ Int64($0) })
    else { throw PageError.malformed }
    let number = try number(query["for"].map(String.init))
    let batch = query["batch"].map(String.init) ?? ""
    let wording = Wording(context.caller.language)
    let file: IncomingFile
    var parts = request.body.makeAsyncIterator()
    do {
      file = try await offThread { try IncomingFile(path, for: number, in: item.path) }
      try await fill(file, from: &parts, length)
    } catch {
      // The browser hears of an answer only once it was let say all.
      while try await parts.next() != nil {}
      throw error
    }
    if number == nil, IncomingFile.mayBeForm(path), let name = path.last,
      let change = try? await offThread({
        try DossierEditing.replaceForm(
          with: try file.content(limit: DossierFolder.largestDocument), named: name, in: item.path)
      })
    {
      let words = wording.phrase(
        "workbench.form-replaced", ["count": String(change.changed.count)])
      return notice(
        words, location: PageAddress.path("dossier", item.name, "form"), to: request, wording)
    }
    let place = try await offThread { try file.commit(batch: batch) }
    return notice(
      wording.phrase(
        "workbench.received", ["file": place.description.shown, "size": ByteCount.text(length)]),
      to: request, wording)
  }

  /// Writes what comes; what ends before its length is no file.
  private func fill(
    _ file: IncomingFile, from parts: inout RequestBody.AsyncIterator, _ length: Int64
  ) async throws {
    var offset: Int64 = 0
    var piece = ByteBuffer()
    func write() async throws {
      let (bytes, place) = (piece, offset)
      try await offThread { try bytes.withUnsafeReadableBytes { try file.write($0, at: place) } }
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

  // MARK: Events

  /// How often a page that nothing is told to is sent a comment, so that it is known whether it is
  /// still there.
  private static let heartbeat = Duration.seconds(20)

  /// What happens in a folder, as server-sent events (HTML Standard §9.2).
  func events(about folder: String, for request: Request) -> Response {
    let notices = bulletin.notices(about: folder)
    let body = ResponseBody { writer in
      try await withThrowingTaskGroup(of: Void.self) { group in
        let (events, sink) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(16))
        sink.yield("retry: 2000\n\n")
        group.addTask {
          for await notice in notices {
            switch notice {
            case .changed: sink.yield("event: changed\ndata: \n\n")
            case .progress(let words): sink.yield("event: progress\ndata: \(words)\n\n")
            }
          }
          sink.finish()
        }
        group.addTask {
          while true {
            try await Task.sleep(for: Self.heartbeat)
            sink.yield(": \n\n")
          }
        }
        for await event in events { try await writer.write(ByteBuffer(string: event)) }
        group.cancelAll()
      }
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: body)
  }
}
