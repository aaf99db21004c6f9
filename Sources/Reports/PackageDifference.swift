public import Evidence
public import Manifest

/// What changed from one package to a later one, requirement by requirement.
///
/// The difference in the other direction has the same requirements, and in each the same changes the
/// other way round.
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
    /// Both have the same seal number, and are what was sealed.
    case same
    /// Both have the same seal number, and at least one is no longer what was sealed.
    case altered(old: Bool, new: Bool)
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
    /// The same file, by content and name, left one requirement and came to another; told once, at
    /// the lower of the two numbers.
    case relinked(Attachment, from: Requirement.Number, to: Requirement.Number)
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
        old.package.isIntact && new.package.isIntact
          ? .same : .altered(old: !old.package.isIntact, new: !new.package.isIntact)
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

  /// A file by what a reviewer sees of it; its name by its bytes.
  private struct FileKey: Hashable {
    var name: [UInt8]
    var content: Digest

    init?(_ attachment: Attachment) {
      guard let content = attachment.sha256 else { return nil }
      self.content = content
      name = Array(attachment.path.name.utf8)
    }
  }

  /// Each requirement's multisets of files are held against each other. Everything is paired in
  /// the order of names and numbers, so that both directions pair alike.
  private static func changes(_ old: Side, _ new: Side) -> [RequirementChange] {
    let numbers = Set(old.attachments.keys).union(new.attachments.keys)
      .union(old.states.keys).union(new.states.keys).sorted()
    var before = old.attachments.mapValues(sorted)
    var after = new.attachments.mapValues(sorted)
    for number in numbers {
      _ = takePairs(&before[number, default: []], &after[number, default: []]) { FileKey($0) }
    }
    let moves = takeMoves(&before, &after, numbers)
    return numbers.compactMap { number in
      let states = (before: old.states[number], after: new.states[number])
      let changes =
        changes(before[number, default: []], after[number, default: []])
        + moves[number, default: []]
      let isSameState = states.before == states.after
      if changes.isEmpty, isSameState { return nil }
      return RequirementChange(
        number: number, states: isSameState ? nil : states, changes: changes)
    }
  }

  private static func sorted(_ attachments: [Attachment]) -> [Attachment] {
    attachments.sorted { one, other in
      let (left, right) = (Array(one.path.name.utf8), Array(other.path.name.utf8))
      return left == right
        ? (one.sha256?.hex ?? "") < (other.sha256?.hex ?? "")
        : left.lexicographicallyPrecedes(right)
    }
  }

  /// Takes out of two lists, pair by pair, what agrees by a key.
  private static func takePairs<Key: Hashable>(
    _ before: inout [Attachment], _ after: inout [Attachment], by key: (Attachment) -> Key?
  ) -> [(old: Attachment, new: Attachment)] {
    var waiting: [Key: [Int]] = [:]
    for index in after.indices.reversed() {
      if let key = key(after[index]) { waiting[key, default: []].append(index) }
    }
    var pairs: [(old: Attachment, new: Attachment)] = []
    var taken: Set<Int> = []
    before.removeAll { old in
      guard let key = key(old), let index = waiting[key]?.popLast() else { return false }
      taken.insert(index)
      pairs.append((old, after[index]))
      return true
    }
    after = after.indices.filter { !taken.contains($0) }.map { after[$0] }
    return pairs
  }

  /// Takes out the files that left one requirement and came to another.
  private static func takeMoves(
    _ before: inout [Requirement.Number: [Attachment]],
    _ after: inout [Requirement.Number: [Attachment]], _ numbers: [Requirement.Number]
  ) -> [Requirement.Number: [Change]] {
    func numbersByFile(
      _ attachments: [Requirement.Number: [Attachment]]
    ) -> [FileKey: [Requirement.Number]] {
      var found: [FileKey: [Requirement.Number]] = [:]
      for number in numbers {
        for case let key? in attachments[number, default: []].map(FileKey.init) {
          found[key, default: []].append(number)
        }
      }
      return found
    }
    let (left, came) = (numbersByFile(before), numbersByFile(after))
    var leaving: [Requirement.Number: [FileKey: Int]] = [:]
    var origins: [Requirement.Number: [FileKey: [Requirement.Number]]] = [:]
    for (key, from) in left {
      for (from, to) in zip(from, came[key, default: []]) {
        leaving[from, default: [:]][key, default: 0] += 1
        origins[to, default: [:]][key, default: []].append(from)
      }
    }
    var moves: [Requirement.Number: [Change]] = [:]
    for number in numbers {
      before[number, default: []].removeAll { file in
        guard let key = FileKey(file), let count = leaving[number]?[key], count > 0 else {
          return false
        }
        leaving[number]?[key] = count - 1
        return true
      }
      after[number, default: []].removeAll { file in
        guard let key = FileKey(file), let from = origins[number]?[key]?.popLast() else {
          return false
        }
        moves[min(from, number), default: []].append(.relinked(file, from: from, to: number))
        return true
      }
    }
    return moves.mapValues { $0.sorted { $0.path < $1.path } }
  }

  private static func changes(_ old: [Attachment], _ new: [Attachment]) -> [Change] {
    var (before, after) = (old, new)
    var changes: [Change] = []
    changes += takePairs(&before, &after) { $0.sha256 }.map { .renamed($0.old, to: $0.new) }
    changes += takePairs(&before, &after) { Array($0.path.name.utf8) }
      .map { .replaced($0.old, by: $0.new) }
    if before.count == 1, after.count == 1 {
      return changes + [.replaced(before[0], by: after[0])]
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
