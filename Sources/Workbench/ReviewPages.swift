internal import Desk
internal import Evidence
internal import Manifest
internal import Reports
internal import Review

/// One package for a reviewer: the verdicts, and requirement by requirement the evidence, with what
/// the reviewer thinks of it.
struct PackagePage: Sendable {
  struct Fact: Sendable {
    var label: String
    var value: String
  }

  struct Item: Sendable {
    var anchor: String
    var number: String
    var title: String
    var note: String?
    var standing: String
    var standingWords: String
    /// What the form states in the field that it proves.
    var stated: String?
    var hasFiles: Bool
    var files: [File]
    var mark: String
    var marks: [Choice]
    var remark: String
    var isMarked: Bool
    /// What was thought of the item in an earlier package of this name.
    var earlier: [String]
  }

  struct Choice: Sendable {
    var value: String
    var words: String
    var isChosen: Bool
    var id: String
    var group: String
  }

  struct File: Sendable {
    var name: String
    var href: String
    var preview: String?
    var facts: String
    var problems: [SectionPage.Problem]
    /// Other packages that hold the same file, or list the same standards and patents.
    var shared: [String]
  }

  struct Section: Sendable {
    var title: String
    /// The printed words that stand beside several of the items.
    var note: String?
    var items: [Item]
  }

  struct Answer: Sendable {
    var place: String
    var value: String
  }

  /// Files of one item that are listed.
  private static let most = 300

  let lang: String
  let say: Words
  let otherLanguage: String
  let otherLanguageTag: String
  let name: String
  let base: String
  let address: String
  let headline: String
  let isWell: Bool
  let isIntact: Bool
  /// Whether there is anybody to write to about what is wrong with it.
  let hasNotice: Bool
  let verdicts: [PackageReview.Card]
  let facts: [Fact]
  /// Who signed, as what, and whether that holds.
  let signers: [String]
  let hasSigners: Bool
  /// Which packages are copies of this one, in words.
  let copies: String?
  let levels: [FindingTable.Level]
  let hasFindings: Bool
  let sections: [Section]
  let marked: String
  /// Whether another package of this name had marks.
  let hasEarlierMarks: Bool
  let answers: [Answer]
  let hasAnswers: Bool
  /// Packages to compare it with.
  let others: [Other]

  struct Other: Sendable {
    var name: String
    /// Whether this package takes its place.
    var isReplaced: Bool
  }

  init(
    _ item: Shelf.Item, _ review: PackageReview, _ marks: ReviewMarks,
    _ known: [(name: String, evidence: PackageEvidence)], others: [String], in shelf: Shelf,
    _ caller: Caller
  ) {
    let wording = Wording(caller.language, for: .reviewer, clock: .local, isOnPage: true)
    let own = PackageEvidence(review)
    let shared = SharedEvidence(
      known.filter { !$0.evidence.isCopy(of: own) && !$0.evidence.isVersion(of: own) }
        + [(item.name, own)])
    copies = Self.copies(known.filter { $0.evidence.isCopy(of: own) }.map(\.name), wording)
    let base = PageAddress.path("package", item.name)
    lang = caller.language.tag
    say = Words(wording)
    otherLanguage = caller.language.other.rawValue
    otherLanguageTag = caller.language.other.tag
    name = item.name.shown
    self.base = base
    address = base
    let verdict = review.verdict
    headline = verdict.headline(wording)
    isIntact = review.isIntact
    hasNotice = review.isDossier || review.package.isCutOff
    isWell = verdict.isWell
    verdicts = review.cards(wording)
    facts = review.facts(wording).map {
      Fact(label: wording[$0.label], value: shelf.withoutPlace($0.value))
    }
    signers = review.signatures.signers.map {
      Self.words($0, isIntact: review.isIntact, wording)
    }
    hasSigners = !signers.isEmpty
    let form = review.completeness?.form
    let words = PlaceWords(form, wording)
    // What follows from a lost end says nothing of the package.
    let told =
      review.package.isCutOff
      ? review.package.ownFindings + review.ownFindings : review.allFindings
    let all = told.filter { $0.level != .note }
    levels =
      FindingTable(
        all, in: form, PlaceAddresses(review.completeness), wording, shown: shelf.withoutPlace
      ).levels
    hasFindings = !levels.isEmpty
    let problems = Dictionary(
      grouping: all.filter {
        $0.level == .error || RuleCatalogue[$0.rule]?.question == .usable
      }, by: \.place)
    let items = review.completeness?.items ?? []
    let mistaken = review.mistakenItems
    sections = (form?.sections ?? []).compactMap { section in
      let own = items.filter {
        $0.requirement.section == section.number && $0.state != .notRequired
      }
      if own.isEmpty { return nil }
      let note = SectionPage.commonNote(of: own)
      return Section(
        title: section.words, note: note,
        items: own.map { one in
          var row = Self.row(one, base, item.name, problems, marks, review.listed, shared, wording)
          if row.note == note { row.note = nil }
          if mistaken.contains(one.requirement.number), row.standing == Standing.held.rawValue {
            row.standing = Standing.mistaken.rawValue
            row.standingWords = wording["workbench.standing-mistaken"]
          }
          row.stated = form.flatMap { Self.stated($0, review.answers, one.requirement) }
          return row
        })
    }
    let count = marks.entries.count { $0.mark != nil }
    marked = wording.phrase(
      "workbench.marked",
      ["count": String(count), "all": String(items.count { $0.state != .notRequired })])
    hasEarlierMarks = !marks.earlier.isEmpty
    let replaced = Set(known.filter { own.replaces($0.evidence) }.map(\.name))
    self.others = others.map { Other(name: $0.shown, isReplaced: replaced.contains($0)) }
    answers = (form?.places ?? []).compactMap { place in
      Self.text(review.answers[place.id], wording).map {
        Answer(place: words[place.id], value: $0)
      }
    }
    hasAnswers = !answers.isEmpty
  }

  /// An answer in words; nil for boxes that are not ticked and for what is blank.
  private static func text(_ answer: Answers.Answer?, _ wording: Wording) -> String? {
    switch answer {
    case .ticked(true)?: wording["workbench.answer-ticked"]
    case .undetermined?: wording["workbench.answer-open"]
    case .text(let text)? where !text.isEmpty: text.shown
    default: nil
    }
  }

  /// More figures of a field are not repeated beside its evidence.
  private static let mostStated = 30

  /// What the form states in the field that a requirement is about, cell by cell; nil where that is a
  /// box, or nothing.
  private static func stated(
    _ form: Form, _ answers: Answers, _ requirement: Requirement
  ) -> String? {
    guard requirement.placeID == nil else { return nil }
    let cells = form.places.filter { $0.fieldID == requirement.fieldID && $0.kind != .checkbox }
      .compactMap { place -> String? in
        guard case .text(let text)? = answers[place.id], !text.isEmpty else { return nil }
        let name = [place.row, place.column].compactMap(\.self).joined(separator: "/")
        return (name.isEmpty ? text : "\(name) \(text)").shown
      }
    if cells.isEmpty { return nil }
    return cells.prefix(mostStated).joined(separator: "；") + (cells.count > mostStated ? "…" : "")
  }

  private static func row(
    _ item: CompletenessReport.Item, _ base: String, _ package: String,
    _ problems: [String: [Finding]], _ marks: ReviewMarks, _ listed: [PackagePath: [String]],
    _ shared: SharedEvidence, _ wording: Wording
  ) -> Item {
    let requirement = item.requirement
    let number = requirement.number.description
    let standing = item.standing(isSuggested: false)
    let entry = marks[requirement.number]
    return Item(
      anchor: "r\(number)", number: number, title: requirement.title.shown,
      note: requirement.noteBesideTitle?.shown, standing: standing.rawValue,
      standingWords: wording["workbench.standing-\(standing.rawValue)"],
      hasFiles: !item.attachments.isEmpty,
      files: item.attachments.prefix(most).map { attachment in
        File(
          attachment, base, problems[attachment.path.description] ?? [],
          Self.words(
            shared.twins(of: attachment, in: package),
            shared.commonNumbers(listed[attachment.path] ?? [], in: package), wording), wording)
      },
      mark: entry?.mark?.rawValue ?? "",
      marks: ReviewMarks.Mark.allCases.map { mark in
        Choice(
          value: mark.rawValue, words: wording["workbench.mark-\(mark.rawValue)"],
          isChosen: entry?.mark == mark, id: "m\(number)-\(mark.rawValue)", group: "mark-\(number)")
      }, remark: entry?.remark ?? "", isMarked: entry?.mark != nil,
      earlier: marks.earlier.prefix(mostEarlier).compactMap { earlier in
        earlier.entries.first { $0.number == number }.map {
          Self.words($0, earlier.sealNumber, wording)
        }
      })
  }
}

extension PackagePage {
  /// Other packages that are told of at one file, and numbers of each.
  private static let mostShared = 5
  /// Earlier packages of this name whose marks are shown at an item.
  private static let mostEarlier = 3

  private static func words(
    _ entry: ReviewMarks.Entry, _ sealNumber: String, _ wording: Wording
  ) -> String {
    wording.phrase(
      "workbench.earlier-mark",
      [
        "package": Digest(hex: sealNumber).map { String($0.shortForm.prefix(9)) },
        "mark": wording["workbench.mark-\(entry.mark?.rawValue ?? "none")"],
        "remark": entry.remark.isEmpty ? nil : entry.remark.shown,
      ].compactMapValues { $0 })
  }

  private static func words(_ signer: Signer, isIntact: Bool, _ wording: Wording) -> String {
    wording.phrase(
      "workbench.signer",
      [
        "name": (signer.name ?? wording["signer.nobody"]).shown,
        "role": signer.role.map(wording.role),
        "state": signer.stateWords(wording, isPackageIntact: isIntact),
      ].compactMapValues { $0 })
  }

  /// Names in a row; of many the first ones.
  private static func copies(_ names: [String], _ wording: Wording) -> String? {
    if names.isEmpty { return nil }
    return wording.phrase(
      names.count > mostShared ? "workbench.copies-many" : "workbench.copies",
      [
        "packages": names.prefix(mostShared).map(\.shown).joined(separator: wording["comma"]),
        "count": String(names.count),
      ])
  }

  private static func words(
    _ twins: [SharedEvidence.Twin], _ common: [SharedEvidence.CommonNumbers], _ wording: Wording
  ) -> [String] {
    let files = twins.prefix(mostShared).map { twin in
      wording.phrase(
        "workbench.file-of", ["package": twin.package.shown, "file": twin.path.name.shown])
    }
    let same = wording.phrase(
      twins.count > mostShared ? "workbench.also-in-many" : "workbench.also-in",
      ["files": files.joined(separator: wording["comma"]), "count": String(twins.count)])
    let more = wording.phrase(
      "workbench.also-listed-more", ["count": String(common.count - mostShared)])
    return (files.isEmpty ? [] : [same])
      + common.prefix(mostShared).map { common in
        wording.phrase(
          common.numbers.count > mostShared ? "workbench.also-many" : "workbench.also-listed",
          [
            "package": common.package.shown, "count": String(common.numbers.count),
            "numbers": common.numbers.prefix(mostShared).joined(separator: wording["comma"]),
          ])
      } + (common.count > mostShared ? [more] : [])
  }
}

extension PackagePage.File {
  init(
    _ attachment: Attachment, _ base: String, _ findings: [Finding],
    _ shared: [String], _ wording: Wording
  ) {
    name = attachment.path.name.shown
    href = "\(base)/file/\(PageAddress.encodedPath(attachment.path.description))"
    preview = ServedFile.preview(ofFileNamed: attachment.path.name)
    facts = ServedFile.facts(of: attachment, wording)
    problems = findings.map { finding in
      SectionPage.Problem(level: finding.level.rawValue, words: wording.message(finding))
    }
    self.shared = shared
  }
}
