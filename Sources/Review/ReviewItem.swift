package import Evidence

/// One check of DA/T 70-2018 (文书类电子档案检测一般要求), as far as a file tool can make it.
///
/// Never passed by default: an item passes where what it looks at was there and nothing that speaks
/// against it was found; what nobody looked at is not checked, with the reason.
package struct ReviewItem: Sendable {
  /// The standard's four properties of a record.
  package enum Property: String, CaseIterable, Sendable {
    case authenticity = "真实性"
    case integrity = "完整性"
    case usability = "可用性"
    case safety = "安全性"
  }

  package enum Outcome: String, CaseIterable, Sendable {
    case passed, failed
    case notChecked = "not-checked"
    /// The item is about something that a package has not, as the store of an archive.
    case notApplicable = "not-applicable"
  }

  /// Why an item is as it is, to be put into words.
  package struct Reason: Hashable, Sendable {
    /// The id of a phrase.
    package var phrase: String
    package var details: [String: String] = [:]
  }

  package var kind: Kind
  package var outcome: Outcome
  /// What was looked at, or why nothing was.
  package var reason: Reason
  /// The errors that made it fail.
  package var findings: [Finding] = []
  /// How many warnings belong to it.
  package var warnings = 0
}

extension ReviewItem {
  /// The items, numbered as the standard does; 1-9, 3-6 and 3-7 have no counterpart here
  /// (`Documentation/Review.md`).
  package enum Kind: String, CaseIterable, Sendable {
    case fixity = "1-1"
    case length = "1-2"
    case format = "1-3"
    case range = "1-4"
    case plausibility = "1-5"
    case characters = "1-6"
    case numbers = "1-7"
    case repetition = "1-8"
    case attributes = "1-10"
    case association = "1-11"
    case descriptions = "1-12"
    case structure = "1-13"
    case consistency = "1-14"
    case fileCount = "2-1"
    case byteCount = "2-2"
    case elements = "2-3"
    case mandatory = "2-4"
    case process = "2-5"
    case continuity = "2-6"
    case content = "2-7"
    case attachments = "2-8"
    case scope = "2-9"
    case packageMetadata = "2-10"
    case packageContent = "2-11"
    case readableMetadata = "3-1"
    case targetStore = "3-2"
    case contentFormat = "3-3"
    case readableContent = "3-4"
    case environment = "3-5"
    case packageFormat = "3-8"
    case antivirus = "4-1"
    case viruses = "4-2"
    case surplus = "4-3"
    case readingSpeed = "4-4"
    case carrier = "4-5"
    case disc = "4-6"
    case procedure = "4-7"

    package var property: Property {
      switch rawValue.first {
      case "1": .authenticity
      case "2": .integrity
      case "3": .usability
      default: .safety
      }
    }

    /// What an item looks at, without which it can't be made.
    package enum Basis: Sendable {
      /// All of the package's bytes.
      case package
      /// Those, and a payload manifest to hold them against.
      case manifest
      /// The stated number of bytes and files.
      case total
      /// The sealed answers, held against the reviewer's form.
      case answers
      /// The Word form in the package as well.
      case document
      /// Attachments that were opened.
      case openedFiles
      /// Someone who looks: nothing in the package tells it.
      case person
      /// Something that a package has not.
      case none
    }

    package var basis: Basis {
      switch self {
      case .fixity, .attributes, .descriptions, .content, .packageMetadata, .packageContent,
        .readableMetadata, .surplus:
        .manifest
      case .characters, .repetition, .structure, .consistency, .packageFormat: .package
      case .fileCount, .byteCount: .total
      case .length, .format, .range, .plausibility, .numbers, .mandatory, .continuity,
        .attachments, .scope:
        .answers
      case .association, .elements: .document
      case .contentFormat, .readableContent: .openedFiles
      case .process, .environment, .antivirus, .viruses, .readingSpeed, .carrier, .disc,
        .procedure:
        .person
      case .targetStore: .none
      }
    }
  }
}
