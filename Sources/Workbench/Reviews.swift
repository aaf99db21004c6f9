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

  /// What is kept of every package: a row of the table, and what shows its evidence in other ones.
  enum Summary: Sendable {
    case reviewed(Row)
    case failure(any Error)
  }

  struct Row: Sendable {
    var line: PackageTable.Row
    var evidence: PackageEvidence

    init(_ review: PackageReview) {
      line = PackageTable.Row(review)
      evidence = PackageEvidence(review)
    }
  }

  /// A package and its signatures, in the state that was looked at.
  private struct State: Hashable {
    var package: FileIdentity
    var signatures: FileIdentity?

    init?(_ item: Shelf.Item) {
      guard let package = try? FileIdentity.at(item.path) else { return nil }
      self.package = package
      signatures = try? FileIdentity.at(SignatureFile.path(of: item.path))
    }
  }

  /// Whole reviews that are kept, some MB each at the most; the oldest goes first.
  private let most: Int
  private let bulletin: Bulletin
  private let trust: TrustAnchors
  private let isSignatureRequired: Bool
  private var outcomes: [State: Outcome] = [:]
  private var order: [State] = []
  private var summaries: [State: Summary] = [:]
  private var running: Set<State> = []
  private var last: Task<Void, Never>?
  /// How many reviews were made.
  private(set) var count = 0

  /// - Parameter policy: whom the reviewer trusts to sign; each package is judged when it is looked at.
  init(
    bulletin: Bulletin, signatures policy: SignaturePolicy = SignaturePolicy(now: 0),
    keeping most: Int = 200
  ) {
    self.bulletin = bulletin
    trust = policy.trust
    isSignatureRequired = policy.isRequired
    self.most = most
  }

  /// How signatures are judged now.
  nonisolated var policy: SignaturePolicy {
    SignaturePolicy(trust: trust, isRequired: isSignatureRequired, now: Workbench.now)
  }

  /// What was found in a package as it is now; nil where that is still being found out, of which the
  /// pages about `folder` are told then.
  func outcome(of item: Shelf.Item, in folder: String) -> Outcome? {
    guard let state = State(item) else { return nil }
    if outcomes[state] == nil { start(item, state, folder) }
    return outcomes[state]
  }

  /// What is kept of each package as it is now, by their names; those that are missing are still
  /// being looked at.
  func summaries(of items: [Shelf.Item], in folder: String) -> [String: Summary] {
    var found: [String: Summary] = [:]
    var present: Set<State> = []
    for item in items {
      guard let state = State(item) else { continue }
      present.insert(state)
      found[item.name] = summaries[state]
      if summaries[state] == nil { start(item, state, folder) }
    }
    // Of packages that are gone or have changed nothing is kept for long.
    if summaries.count > 2 * present.count + Self.mostStale {
      summaries = summaries.filter { present.contains($0.key) }
    }
    return found
  }

  private static let mostStale = 100

  private func start(_ item: Shelf.Item, _ state: State, _ folder: String) {
    guard running.insert(state).inserted else { return }
    let before = last
    last = Task {
      await before?.value
      let outcome = await review(item, folder)
      keep(outcome, of: state)
      bulletin.post(.changed, about: folder)
    }
  }

  private func keep(_ outcome: Outcome, of state: State) {
    count += 1
    running.remove(state)
    summaries[state] =
      switch outcome {
      case .review(let review): .reviewed(Row(review))
      case .failure(let error): .failure(error)
      }
    outcomes[state] = outcome
    order.append(state)
    if order.count > most { outcomes[order.removeFirst()] = nil }
  }

  private nonisolated func review(_ item: Shelf.Item, _ folder: String) async -> Outcome {
    let (bulletin, policy) = (bulletin, policy)
    do {
      var review = try await offThread {
        try PackageReviewing.review(
          item.path, signatures: policy,
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
