/// A printed form as data: its sections, its fields, and the evidence that each of them requires.
///
/// ``FormReader`` reads it from a definition file; nothing of a form is written in code.
public struct Form: Hashable, Sendable {
  /// A stable name, as `fujian-sme-cluster-2026`.
  public var id: String
  public var version: String
  /// Which of the forms with this id it is, as `2026`; empty where the definition does not say.
  public var edition = ""
  /// The form's printed title.
  public var title: String
  /// Who issues the form.
  public var issuer: String
  /// The printed instructions, one paragraph each, verbatim.
  public var instructions: [String]
  /// Where the form contradicts itself; told to the applicant as notes.
  public var remarks: [String]
  public var sections: [Section]
  /// Words of documents that prove no one thing: templates, indexes, papers of a whole firm. A name
  /// with one of them is never matched with certainty.
  public var generalWords: [String] = []
  public var rules: [FillingRule]
  /// How large the evidence may be.
  public var limits: Limits

  public init(
    id: String, version: String, title: String, issuer: String, instructions: [String],
    remarks: [String], sections: [Section], rules: [FillingRule], limits: Limits = Limits()
  ) {
    self.id = id
    self.version = version
    self.title = title
    self.issuer = issuer
    self.instructions = instructions
    self.remarks = remarks
    self.sections = sections
    self.rules = rules
    self.limits = limits
  }

  /// Sizes in bytes over which a warning is given.
  public struct Limits: Hashable, Sendable {
    /// Of one file. The portals that take such files stop at 5 to 50 MB; beyond that a scan has
    /// been made with more dots or colours than anyone can use.
    public var attachment: Int64
    /// Of all evidence; nil where the form says nothing.
    public var total: Int64?

    /// What a CD and a DVD hold (ECMA-130, ECMA-267).
    public static let cd: Int64 = 700_000_000
    public static let dvd: Int64 = 4_700_000_000

    public init(attachment: Int64 = 50_000_000, total: Int64? = nil) {
      self.attachment = attachment
      self.total = total
    }
  }

  /// One numbered part of the form.
  public struct Section: Hashable, Sendable {
    public var id: String
    /// The printed number: 封面, 一 … 九.
    public var number: String
    /// The number as applicants write it before their attachments; nil where none are asked for.
    public var ordinal: Int?
    public var title: String
    /// The heading as it is printed, by which a reader finds the section in a document.
    public var heading: String
    /// Paragraphs of the body, or a table.
    public var layout: Layout
    public var fields: [Field]
    /// The rows as they are printed, in order; see ``PrintedRow``.
    public var rows: [PrintedRow]

    public init(
      id: String, number: String, ordinal: Int?, title: String, heading: String, layout: Layout,
      fields: [Field], rows: [PrintedRow]
    ) {
      self.id = id
      self.number = number
      self.ordinal = ordinal
      self.title = title
      self.heading = heading
      self.layout = layout
      self.fields = fields
      self.rows = rows
    }
  }

  public enum Layout: String, Hashable, Sendable, CaseIterable {
    /// Paragraphs up to the heading of the next part.
    case paragraphs
    /// The first table after the section's heading.
    case table
  }

  /// One question of the form, with all its boxes and cells.
  public struct Field: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      case text, number, table, choice, checklist, plan
      case yesNo = "yes-no"
      case signaturePage = "signature-page"

      /// Whether the answer is given by ticking boxes.
      public var hasBoxes: Bool { self == .yesNo || self == .choice || self == .checklist }
    }

    /// Stable and unique in the form: `innovation.standards`.
    public var id: String
    /// The printed label, verbatim, its lines joined without a break.
    public var label: String
    /// What applicants call it, where the label is long: `标准清单`; names a folder, never a report.
    public var short: String?
    /// What tells equal labels apart, or the row's heading.
    public var parent: String?
    public var kind: Kind
    public var unit: String?
    /// The longest text, in Word's 字数.
    public var limit: Int?
    /// The figures that make sense, ends included.
    public var range: ClosedRange<Double>?
    /// Whether it may not be left blank, and how much it weighs when it is.
    public var blank: Finding.Level?
    public var options: [Choice]
    public var rows: [Heading]
    public var columns: [Heading]
    /// When evidence is asked for; nil where the form asks for none.
    public var evidence: Demand?
    /// What applicants call the evidence in the names of their files.
    public var keywords: [String] = []

    public init(
      id: String, label: String, parent: String? = nil, kind: Kind, unit: String? = nil,
      limit: Int? = nil, range: ClosedRange<Double>? = nil, blank: Finding.Level? = .error,
      options: [Choice] = [], rows: [Heading] = [], columns: [Heading] = [],
      evidence: Demand? = nil
    ) {
      self.id = id
      self.label = label
      self.parent = parent
      self.kind = kind
      self.unit = unit
      self.limit = limit
      self.range = range
      self.blank = blank
      self.options = options
      self.rows = rows
      self.columns = columns
      self.evidence = evidence
    }
  }

  /// A box of a question.
  public struct Choice: Hashable, Sendable {
    public var id: String
    /// Printed beside the box, verbatim.
    public var label: String
    /// What applicants call the evidence in the names of their files.
    public var keywords: [String] = []
    /// Whether whoever ticks it claims something; 否, 不涉及 and 不适用 claim nothing.
    public var claims = true
    public init(id: String, label: String) {
      self.id = id
      self.label = label
    }
  }

  /// The heading of a row or a column of a question's cells.
  public struct Heading: Hashable, Sendable {
    public var id: String
    /// As printed; the parts of a nested heading are joined by `/`.
    public var label: String
    /// What stands in the cell of a blank form, where applicants type over it.
    public var printed: String?
    /// Set where the cell holds another kind of answer than its question.
    public var kind: Field.Kind?
    /// Set where the column exists in these rows only.
    public var onlyRows: [String]?
    /// Whether the cells of this row may stay blank.
    public var optional: Bool
    public init(
      id: String, label: String, printed: String? = nil, kind: Field.Kind? = nil,
      onlyRows: [String]? = nil, optional: Bool = false
    ) {
      self.id = id
      self.label = label
      self.printed = printed
      self.kind = kind
      self.onlyRows = onlyRows
      self.optional = optional
    }
  }

  /// What the form asks to be proven, and how.
  public struct Demand: Hashable, Sendable {
    public enum Trigger: String, Hashable, Sendable, CaseIterable {
      /// A box is ticked.
      case ticked
      /// The box 是 is ticked.
      case yes
      /// A figure above 0 is stated.
      case nonzero
      /// The field holds an answer other than 无.
      case filled
      case always
    }

    /// What may serve as evidence.
    public enum Accepted: String, Hashable, Sendable, CaseIterable {
      case any, list, formula, image
      case signedPage = "signed-page"
    }

    public var when: Trigger
    public var level: Requirement.Level
    public var accepts: Accepted
    /// The columns that a list must have, by name and by the other names in use.
    public var list: [ListColumn]
    /// How the list's entries are counted against the form's figures; nil where they are not.
    public var counting: Counting?
    /// The printed words that ask for it, verbatim; nil where the form prints none.
    public var note: String?
    /// Whether this evidence, a signed declaration, also stands for all that is only expected.
    public var declares: Bool

    public init(
      when: Trigger, level: Requirement.Level, accepts: Accepted = .any,
      list: [ListColumn] = [], counting: Counting? = nil, note: String? = nil,
      declares: Bool = false
    ) {
      self.when = when
      self.level = level
      self.accepts = accepts
      self.list = list
      self.counting = counting
      self.note = note
      self.declares = declares
    }
  }
}
