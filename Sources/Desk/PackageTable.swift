internal import Evidence
internal import Manifest
internal import Office
public import Reports
public import Review

/// Packages side by side, a line each: who applies, the five answers, how far the review is, and what
/// tells one package from another.
public struct PackageTable: Sendable {
  /// What is kept of one package.
  public struct Row: Sendable {
    /// Whose package it is.
    public var applicant: String
    /// The five answers in their order, in each language.
    public var answers: [Language: [PackageReview.Card]]
    public var isWell: Bool
    /// The seal number in full, as hexadecimal digits; nil where it has none.
    public var sealNumber: String?
    /// The seal numbers of the packages whose place it takes.
    public var supersedes: [String]
    /// The signers, each with how far it is to be believed, in each language.
    public var signers: [Language: [String]]
    /// Items that a reviewer looks at.
    public var asked: Int

    public init(_ review: PackageReview) {
      func inEach<Value>(_ value: (Wording) -> Value) -> [Language: Value] {
        Dictionary(
          uniqueKeysWithValues: Language.allCases.map {
            ($0, value(Wording($0, for: .reviewer, clock: .local, isOnPage: true)))
          })
      }
      let isIntact = review.isIntact
      applicant = (review.package.info.values(of: BagLayout.sourceField).first ?? "").shown
      answers = inEach { review.cards($0) }
      isWell = review.verdict.isWell
      sealNumber = review.package.sealNumber?.hex
      supersedes = review.package.info.values(of: BagLayout.supersedesField)
      signers = inEach { wording in
        review.signatures.signers.map { signer in
          let name = (signer.name ?? wording["signer.nobody"]).shown
          return
            "\(name)\(wording["colon"])\(signer.stateWords(wording, isPackageIntact: isIntact))"
        }
      }
      asked = review.completeness?.items.count { $0.state != .notRequired } ?? 0
    }

    /// The short form of the seal number; empty where it has none.
    public var seal: String { sealNumber.flatMap { Digest(hex: $0) }?.shortForm ?? "" }
  }

  /// One line.
  public struct Line: Sendable {
    public var file: String
    public var size: Int64
    /// Nil for a file that could not be looked at, and for one that was not yet.
    public var row: Row?
    /// What stands instead of the answers.
    public var instead: String?
    /// Items that were marked.
    public var marked: Int

    public init(file: String, size: Int64, row: Row?, instead: String?, marked: Int) {
      self.file = file
      self.size = size
      self.row = row
      self.instead = instead
      self.marked = marked
    }
  }

  public var lines: [Line]

  public init(_ lines: [Line]) { self.lines = lines }

  /// The file of each package whose place another one takes, by its seal number.
  public var files: [String: String] {
    Dictionary(
      lines.compactMap { line in line.row?.sealNumber.map { ($0, line.file) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// What a package takes the place of: the other's file where it is here, else its number.
  public func replaced(by row: Row) -> String {
    let files = files
    return row.supersedes.map { number in
      files[number]?.shown ?? Digest(hex: number)?.shortForm ?? number.shown
    }.joined(separator: " ")
  }

  /// The table as a workbook.
  ///
  /// - Parameter date: the day to print on it, as `2026-11-24`.
  /// - Throws: `SystemError`.
  public func workbook(_ language: Language, on date: String) throws -> [UInt8] {
    let wording = Wording(language, for: .reviewer, clock: .local, isOnPage: true)
    let answers = Verdict.Question.allCases.map {
      Paper.Column(wording["verdict.\($0.rawValue)"], width: 16)
    }
    let columns =
      [Paper.Column(wording["workbench.package"], width: 30)]
      + [.init(wording["workbench.applicant"], width: 26)] + answers + [
        .init(wording["package-table.marked"], width: 8),
        .init(wording["package-table.items"], width: 8),
        .init(wording["verify.seal"], width: 28), .init(wording["workbench.signers"], width: 24),
        .init(wording["workbench.replaces"], width: 24),
        .init(wording["column.size"], width: 12),
      ]
    let rows = lines.map { line -> [Paper.Cell] in
      let cards = line.row?.answers[language] ?? []
      let answers =
        cards.isEmpty
        ? [.text(line.instead ?? "")]
          + Array(repeating: Paper.Cell.text(""), count: Verdict.Question.allCases.count - 1)
        : cards.map { .text("\($0.words)\(wording["colon"])\($0.remark)") }
      return [.text(line.file.shown), .text(line.row?.applicant ?? "")] + answers + [
        .figure(line.row.map { _ in line.marked }), .figure(line.row?.asked),
        .text(line.row?.seal ?? ""),
        .text((line.row?.signers[language] ?? []).joined(separator: wording["semicolon"])),
        .text(line.row.map { replaced(by: $0) } ?? ""), .text(ByteCount.text(line.size)),
      ]
    }
    let paper = Paper(
      title: wording["workbench.packages"], lines: [date], columns: columns, rows: rows,
      footer: wording["workbench.packages"])
    return try WorkbookPaper.workbook([paper])
  }
}
