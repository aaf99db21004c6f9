internal import Evidence
internal import Manifest

/// A difference in words, which text and page show alike.
struct DifferenceWords: Sendable {
  /// One package's line of the head.
  struct Side: Sendable {
    var label: String
    var file: String
    var seal: String
    var sealedAt: String
    var state: String
    var isIntact: Bool
  }
  struct Group: Sendable {
    var heading: String
    var lines: [Line]
  }
  struct Line: Sendable {
    var what: String
    var text: String
  }
  struct Answer: Sendable {
    var place: String
    var before: String
    var after: String
  }

  var sides: [Side]
  var succession: String
  var summary: String
  var groups: [Group]
  var answers: [Answer]

  /// - Parameter longest: of an answer, in characters; what is beyond is left out.
  init(_ difference: PackageDifference, longest: Int, _ wording: Wording) {
    let places = PlaceWords(difference.form, wording)
    sides = [
      Side("diff.old", difference.old, wording), Side("diff.new", difference.new, wording),
    ]
    succession =
      switch difference.succession {
      case .named: wording["diff.succession.named"]
      case .same: wording["diff.succession.same"]
      case .altered(old: false, new: _): wording["diff.succession.altered-new"]
      case .altered(old: true, new: false): wording["diff.succession.altered-old"]
      case .altered(old: true, new: true): wording["diff.succession.altered-both"]
      case .notNamed: wording["diff.succession.not-named"]
      case .another(let number):
        wording.phrase(
          "diff.succession.another",
          ["number": Digest(hex: number)?.shortForm ?? number.shown])
      }
    summary =
      difference.isEmpty
      ? wording["diff.none"]
      : wording.phrase(
        "diff.summary",
        [
          "requirements": String(difference.requirements.count),
          "answers": String(difference.answers.count),
        ])
    let twins = (old: Twins(difference.old), new: Twins(difference.new))
    groups = difference.requirements.map { change in
      var lines = change.changes.map { Line($0, of: change.number, twins, wording) }
      if let states = change.states {
        lines.append(
          Line(
            what: wording["diff.state"],
            text: wording.phrase(
              "diff.from-to",
              [
                "before": Self.words(states.before, wording),
                "after": Self.words(states.after, wording),
              ])))
      }
      return Group(heading: places[change.number.description], lines: lines)
    }
    answers = difference.answers.map { change in
      Answer(
        place: places[change.place], before: Self.words(change.before, longest, wording),
        after: Self.words(change.after, longest, wording))
    }
  }

  private static func words(_ state: CompletenessReport.State?, _ wording: Wording) -> String {
    wording[state.map { "state.\($0.rawValue)" } ?? "diff.absent"]
  }

  private static func words(
    _ answer: Answers.Answer?, _ longest: Int, _ wording: Wording
  ) -> String {
    switch answer {
    case .ticked(true)?: return wording["answers.ticked"]
    case .ticked(false)?: return wording["answers.unticked"]
    case .undetermined?: return wording["answers.undetermined"]
    case .text(let text)? where !text.isEmpty:
      let shown = text.shown
      return shown.count > longest ? shown.prefix(longest) + "…" : shown
    case .text?, nil: return wording["answers.blank"]
    }
  }
}

extension DifferenceWords.Side {
  init(_ label: String, _ side: PackageDifference.Side, _ wording: Wording) {
    self.label = wording[label]
    file = side.file.shown
    seal = side.package.sealNumber?.shortForm ?? wording["verify.seal-none"]
    sealedAt =
      side.package.info.values(of: BagLayout.sealedField).first.map { wording.moment($0) } ?? ""
    isIntact = side.package.isIntact
    state = wording[isIntact ? "diff.intact" : "diff.not-intact"]
  }
}

extension DifferenceWords {
  /// Which files of a package have the same content.
  struct Twins {
    private struct Place: Hashable {
      var content: Digest
      var number: Requirement.Number
    }

    /// Of each content two are enough to find another one.
    private var anywhere: [Digest: [(number: Requirement.Number, attachment: Attachment)]] = [:]
    private var inRequirement: [Place: [Attachment]] = [:]

    init(_ side: PackageDifference.Side) {
      for number in side.attachments.keys.sorted() {
        for attachment in side.attachments[number, default: []] {
          guard let content = attachment.sha256 else { continue }
          let place = Place(content: content, number: number)
          let known = inRequirement[place, default: []]
          guard known.count < 2, known.allSatisfy({ $0.path != attachment.path }) else { continue }
          inRequirement[place] = known + [attachment]
          if anywhere[content, default: []].count < 2 {
            anywhere[content, default: []].append((number, attachment))
          }
        }
      }
    }

    /// Another file of the same content, of the same requirement if there is one, or the same file
    /// under another requirement.
    func twin(
      of attachment: Attachment, under number: Requirement.Number
    ) -> (number: Requirement.Number, attachment: Attachment)? {
      guard let content = attachment.sha256 else { return nil }
      let near = inRequirement[Place(content: content, number: number), default: []]
      if let twin = near.first(where: { $0.path != attachment.path }) { return (number, twin) }
      return anywhere[content, default: []].first {
        $0.number != number || $0.attachment.path != attachment.path
      }
    }
  }
}

extension DifferenceWords.Line {
  init(
    _ change: PackageDifference.Change, of number: Requirement.Number,
    _ twins: (old: DifferenceWords.Twins, new: DifferenceWords.Twins), _ wording: Wording
  ) {
    func file(_ attachment: Attachment) -> String {
      wording.phrase(
        "diff.file",
        ["name": attachment.path.name.shown, "size": ByteCount.text(attachment.size)])
    }
    func file(_ attachment: Attachment, among twins: DifferenceWords.Twins) -> String {
      guard let twin = twins.twin(of: attachment, under: number) else { return file(attachment) }
      return wording.phrase(
        "diff.twin",
        [
          "file": file(attachment), "number": twin.number.description,
          "name": twin.attachment.path.name.shown,
        ])
    }
    func fromTo(_ before: String, _ after: String) -> String {
      wording.phrase("diff.from-to", ["before": before, "after": after])
    }
    what = wording["diff.change.\(change.kind)"]
    text =
      switch change {
      case .added(let new): file(new, among: twins.new)
      case .removed(let old): file(old, among: twins.old)
      case .replaced(let old, let new): fromTo(file(old), file(new))
      case .renamed(let old, let new): fromTo(old.path.name.shown, new.path.name.shown)
      case .relinked(let new, let before, let after):
        "\(new.path.name.shown)\(wording["colon"])\(fromTo(before.description, after.description))"
      }
  }
}

extension PackageDifference.Change {
  /// The change's name in JSON.
  var kind: String {
    switch self {
    case .added: "added"
    case .removed: "removed"
    case .replaced: "replaced"
    case .renamed: "renamed"
    case .relinked: "relinked"
    }
  }
}
