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
      let revision = try await offThread {
        try DossierEditing.assign(moves, in: item.path, seen: form.revision)
      }
      let wording = Wording(context.caller.language)
      let isUnlinking = moves.allSatisfy { $0.to == nil }
      return notice(
        wording.phrase(
          isUnlinking ? "workbench.unassigned" : "workbench.assigned",
          ["count": String(moves.count)]),
        revision: revision, to: request, wording)
    }
    router.post("dossier/:dossier/assign-suggested") { request, context in
      let item = try dossier(context)
      let form: SuggestedForm = try await form(of: request.body)
      guard let confidence = Suggestion.Confidence(rawValue: form.confidence) else {
        throw PageError.malformed
      }
      let (revision, count) = try await offThread {
        try DossierEditing.assignSuggested(confidence, in: item.path, seen: form.revision)
      }
      let wording = Wording(context.caller.language)
      return notice(
        wording.phrase("workbench.assigned", ["count": String(count)]), revision: revision,
        to: request, wording)
    }
    router.post("dossier/:dossier/remove") { request, context in
      let item = try dossier(context)
      let form: RemoveForm = try await form(of: request.body)
      guard let path = try? PackagePath(form.path) else { throw PageError.malformed }
      let revision = try await offThread {
        try DossierEditing.remove(path, in: item.path, seen: form.revision)
      }
      let wording = Wording(context.caller.language)
      return notice(
        wording.phrase("workbench.removed", ["file": path.name.shown]), revision: revision,
        to: request, wording)
    }
    router.post("dossier/:dossier/settle") { request, context in
      let item = try dossier(context)
      let form: SettleForm = try await form(of: request.body)
      let revision = try await offThread {
        try DossierEditing.settle(form.box, form.ticked, in: item.path, seen: form.revision)
      }
      let wording = Wording(context.caller.language)
      return notice(wording["workbench.settled"], revision: revision, to: request, wording)
    }
    router.post("dossier/:dossier/undo") { request, context in
      let item = try dossier(context)
      let revision = try await offThread { try DossierEditing.undo(in: item.path) }
      let wording = Wording(context.caller.language)
      return notice(wording["workbench.undone"], revision: revision, to: request, wording)
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

  private struct SuggestedForm: Decodable, Sendable {
    var revision: String
    var confidence: String
  }

  private struct RemoveForm: Decodable, Sendable {
    var revision: String
    var path: String
  }

  private struct SettleForm: Decodable, Sendable {
    var revision: String
    var box: String
    /// nil leaves the box to the form again.
    var ticked: Bool?
  }

  /// The largest form that a page sends: some thousand moves.
  static var largestForm: Int { 4 << 20 }

  /// The JSON that a page sends; see ``content(of:upTo:hearsOut:)``.
  func form<Form: Decodable>(
    of body: RequestBody, upTo limit: Int = largestForm, hearsOut: Bool = true
  ) async throws -> Form {
    let bytes = try await content(of: body, upTo: limit, hearsOut: hearsOut)
    do {
      return try JSONDecoder().decode(Form.self, from: Data(bytes))
    } catch {
      throw PageError.malformed
    }
  }

  /// The body of a request, whole.
  ///
  /// - Parameter hearsOut: whether the end of one that is too large is awaited: a browser hears of
  ///   an answer only once it was let say all.
  /// - Throws: ``PageError``, `tooLarge` for more than `limit` bytes.
  func content(
    of body: RequestBody, upTo limit: Int, hearsOut: Bool = true
  ) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    var isTooLarge = false
    for try await part in body where !isTooLarge {
      isTooLarge = part.readableBytes > limit - bytes.count
      if isTooLarge, !hearsOut { break }
      if !isTooLarge { bytes += part.readableBytesView }
    }
    if isTooLarge { throw PageError.tooLarge(limit: limit) }
    return bytes
  }

  func number(_ text: String?) throws -> Requirement.Number? {
    guard let text else { return nil }
    guard let number = Requirement.Number(text) else { throw PageError.malformed }
    return number
  }
}
