public import Evidence
public import Manifest

/// What changed from one package to a later one, requirement by requirement.
public struct PackageDifference: Sendable {
  /// One of the two packages.
  public struct Side: Sendable {
    /// The package's file, as the user named it.
    public var file: String
    public var package: PackageReport
    /// Each requirement's state as the package tells it.
    public var states: [Requirement.Number: CompletenessReport.State]
    /// What is attached to each requirement, with the digests that were computed anew.
    public var attachments: [Requirement.Number: [Attachment]]
    public var answers: Answers

    public init(
      file: String, package: PackageReport,
      states: [Requirement.Number: CompletenessReport.State],
      attachments: [Requirement.Number: [Attachment]], answers: Answers
    ) {
      self.file = file
      self.package = package
      self.states = states
      self.attachments = attachments
      self.answers = answers
    }
  }

  /// Whether the later package says that it takes the earlier one's place.
  public enum Succession: Sendable, Hashable {
    case named, notNamed
    /// Both have the same seal number.
    case same
    /// It names another package, by this number.
    case another(String)
  }

  /// One thing that happened to a requirement's attachments.
  public enum Change: Sendable, Hashable {
    case added(Attachment)
    case removed(Attachment)
    /// Other content in the place of the old: of the same name, or the only change there is.
    case replaced(Attachment, by: Attachment)
    /// The same content under another name.
    case renamed(Attachment, to: Attachment)
    /// The same content for other requirements.
    case relinked(Attachment, from: [Requirement.Number], to: [Requirement.Number])
  }

  public struct RequirementChange: Sendable {
    public var number: Requirement.Number
    /// Set where the state changed.
    public var states: (before: CompletenessReport.State?, after: CompletenessReport.State?)?
    public var changes: [Change]
  }

  public struct AnswerChange: Sendable {
    /// The place's id.
    public var place: String
    public var before: Answers.Answer?
    public var after: Answers.Answer?
  }

  public var old: Side
  public var new: Side
  /// The form by which places and numbers are put into words.
  public var form: Form
  public var succession: Succession
  /// In the order of the numbers; those without a change are left out.
  public var requirements: [RequirementChange]
  /// In the form's order.
  public var answers: [AnswerChange]

  public var isEmpty: Bool { requirements.isEmpty && answers.isEmpty }

  /// Compares two packages.
  ///
  /// - Complexity: linear in the attachments and the form's places.
  public init(from old: Side, to new: Side, form: Form) {
    self.old = old
    self.new = new
    self.form = form
    let told = new.package.info.values(of: BagLayout.supersedesField)
    succession =
      if old.package.sealNumber != nil, old.package.sealNumber == new.package.sealNumber {
        .same
      } else if let number = told.first {
        old.package.sealNumber?.hex == number ? .named : .another(number)
      } else {
        .notNamed
      }
    requirements = Self.changes(old, new)
    answers = Self.answers(old.answers, new.answers, form)
  }

  private static func answers(_ old: Answers, _ new: Answers, _ form: Form) -> [AnswerChange] {
    form.places.compactMap { place in
      let (before, after) = (old[place.id], new[place.id])
      if before == after { return nil }
      return AnswerChange(place: place.id, before: before, after: after)
    }
  }

  // MARK: Attachments

  private static func changes(_ old: Side, _ new: Side) -> [RequirementChange] {
    let moves = moves(old, new)
    let numbers = Set(old.attachments.keys).union(new.attachments.keys)
      .union(old.states.keys).union(new.states.keys)
    return numbers.sorted().compactMap { number in
      let states = (before: old.states[number], after: new.states[number])
      let changes =
        changes(
          old.attachments[number, default: []], new.attachments[number, default: []],
          moved: moves.digests) + moves.changes[number, default: []]
      let isSameState = states.before == states.after
      if changes.isEmpty, isSameState { return nil }
      return RequirementChange(
        number: number, states: isSameState ? nil : states, changes: changes)
    }
  }

  /// Content that is in both packages, for other requirements: told once, at the first of those
  /// that it is for now.
  private static func moves(
    _ old: Side, _ new: Side
  ) -> (digests: Set<String>, changes: [Requirement.Number: [Change]]) {
    let (before, after) = (byContent(old), byContent(new))
    var digests: Set<String> = []
    var changes: [Requirement.Number: [Change]] = [:]
    for (digest, new) in after {
      guard let old = before[digest], old.numbers != new.numbers else { continue }
      digests.insert(digest)
      guard let first = new.numbers.first(where: { !old.numbers.contains($0) }) ?? new.numbers.first
      else { continue }
      changes[first, default: []].append(
        .relinked(new.attachment, from: old.numbers, to: new.numbers))
    }
    return (digests, changes.mapValues { $0.sorted { $0.path < $1.path } })
  }

  private static func byContent(
    _ side: Side
  ) -> [String: (attachment: Attachment, numbers: [Requirement.Number])] {
    var contents: [String: (attachment: Attachment, numbers: [Requirement.Number])] = [:]
    for number in side.attachments.keys.sorted() {
      for attachment in side.attachments[number, default: []] {
        guard let digest = attachment.sha256 else { continue }
        let numbers = contents[digest]?.numbers ?? []
        if numbers.last == number { continue }
        contents[digest] = (contents[digest]?.attachment ?? attachment, numbers + [number])
      }
    }
    return contents
  }

  private static func changes(
    _ old: [Attachment], _ new: [Attachment], moved: Set<String>
  ) -> [Change] {
    var changes: [Change] = []
    let isLeft = { (attachment: Attachment) in !moved.contains(attachment.sha256 ?? "") }
    var before = old.filter(isLeft)
    var after = new.filter(isLeft)
    func pair(
      _ isSame: (Attachment, Attachment) -> Bool, _ change: (Attachment, Attachment) -> Change?
    ) {
      before.removeAll { old in
        guard let index = after.firstIndex(where: { isSame(old, $0) }) else { return false }
        let new = after.remove(at: index)
        if let change = change(old, new) { changes.append(change) }
        return true
      }
    }
    pair({ $0.sha256 == $1.sha256 && $0.path.name == $1.path.name }) { _, _ in nil }
    pair({ $0.sha256 == $1.sha256 }) { .renamed($0, to: $1) }
    pair({ $0.path.name == $1.path.name }) { .replaced($0, by: $1) }
    if before.count == 1, after.count == 1 {
      pair({ _, _ in true }) { .replaced($0, by: $1) }
    }
    return changes + before.map(Change.removed) + after.map(Change.added)
  }
}

extension PackageDifference.Change {
  /// Where the attachment is, or was.
  var path: PackagePath {
    switch self {
    case .added(let file), .removed(let file), .replaced(_, by: let file),
      .renamed(_, to: let file), .relinked(let file, _, _):
      file.path
    }
  }
}
