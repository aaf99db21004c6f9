internal import Desk
internal import Files
internal import Manifest
internal import Reports
internal import Review

/// Reviews packages behind the pages' back, one after the other, and keeps what was found for as long
/// as a file does not change: a package of 4 GB takes longer than anyone waits for a page.
actor Reviews {
  enum Outcome: Sendable {
    case review(PackageReview)
    /// It could not be looked at.
    case failure(any Error)
  }

  /// A package and its signatures, in the state that was looked at.
  private struct State: Hashable {
    var package: FileIdentity
    var signatures: FileIdentity?
  }

  /// Reviews that are kept; the oldest goes first.
  private static let most = 200

  private let bulletin: Bulletin
  private var outcomes: [State: Outcome] = [:]
  private var order: [State] = []
  private var running: Set<State> = []
  private var last: Task<Void, Never>?

  init(bulletin: Bulletin) {
    self.bulletin = bulletin
  }

  /// What was found in a package as it is now; nil where that is still being found out, of which the
  /// pages about `folder` are told then.
  func outcome(of item: Shelf.Item, in folder: String) -> Outcome? {
    guard let package = try? FileIdentity.at(item.path) else { return nil }
    let signatures = try? FileIdentity.at(SignatureFile.path(of: item.path))
    let state = State(package: package, signatures: signatures)
    if let outcome = outcomes[state] { return outcome }
    guard running.insert(state).inserted else { return nil }
    let before = last
    last = Task {
      await before?.value
      let outcome = await review(item, folder)
      keep(outcome, of: state)
      bulletin.post(.changed, about: folder)
    }
    return nil
  }

  private func keep(_ outcome: Outcome, of state: State) {
    running.remove(state)
    outcomes[state] = outcome
    order.append(state)
    if order.count > Self.most { outcomes[order.removeFirst()] = nil }
  }

  private nonisolated func review(_ item: Shelf.Item, _ folder: String) async -> Outcome {
    let bulletin = bulletin
    do {
      var review = try await offThread {
        try PackageReviewing.review(
          item.path, signatures: SignaturePolicy(now: Workbench.now),
          progress: bulletin.progress(about: folder, of: item.name.shown))
      }
      // The contents of lists and forms, some MB: what was read in them has been told.
      review.package.captured = [:]
      return .review(review)
    } catch {
      return .failure(error)
    }
  }
}
