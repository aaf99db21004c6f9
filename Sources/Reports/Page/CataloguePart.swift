internal import Evidence
internal import Mustache

/// Where a page's links to the attachments lead.
public enum FileLinks: Hashable, Sendable {
  /// Names only: for a page that may be sent without the files.
  case none
  /// The folder below which the attachments' paths lie, seen from the page; empty for the page's
  /// own folder, as in a package.
  case below(String)

  /// The link to an attachment; nil where there are none.
  ///
  /// A relative reference (RFC 3986 §4.2) with all but unreserved characters encoded, so that no
  /// name makes a scheme, a query or a host.
  func reference(to path: PackagePath) -> String? {
    guard case .below(let folder) = self else { return nil }
    var bytes = Array(folder.utf8)
    if let last = bytes.last, last != UInt8(ascii: "/") { bytes.append(UInt8(ascii: "/")) }
    return Self.encoded(bytes + path.bytes)
  }

  private static let unreserved = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)

  private static func encoded(_ bytes: [UInt8]) -> String {
    bytes.reduce(into: "") { text, byte in
      if unreserved.contains(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
  }
}

/// The catalogue of evidence (佐证材料目录) on a page: every attachment under what it proves.
struct CataloguePart: Sendable {
  struct Table: Sendable {
    var countWords: String
    var numberLabel: String
    var requirementLabel: String
    var fileLabel: String
    var pagesLabel: String
    var sizeLabel: String
    var hashLabel: String
    var files: [Row]
  }
  struct Row: Sendable {
    var number: String
    /// Empty below the first attachment of a requirement.
    var requirement: String
    var file: String
    var href: String?
    var place: String?
    /// The folder, where it is not the requirement's own.
    var folder: String?
    /// Empty where it is not known.
    var pages: String
    var size: String
    var hash: String
  }

  var heading: String
  var noneWords: String
  var table: Table?

  init(_ report: CompletenessReport, links: FileLinks, _ wording: Wording) {
    heading = wording["page.catalogue-heading"]
    noneWords = wording["page.no-attachments"]
    let attachments = report.linkedAttachments
    if attachments.isEmpty { return }
    let total = attachments.reduce(Int64(0)) { $0 + $1.size }
    table = Table(
      countWords: wording.phrase(
        "page.catalogue-count",
        ["count": String(attachments.count), "size": ByteCount.text(total)]),
      numberLabel: wording["column.number"], requirementLabel: wording["column.requirement"],
      fileLabel: wording["column.file"], pagesLabel: wording["column.pages"],
      sizeLabel: wording["column.size"],
      hashLabel: wording["column.sha256-short"],
      files: report.items.flatMap { item in
        item.linkedAttachments.enumerated().map { index, linked in
          Row(item, isFirst: index == 0, linked.attachment, linked.link, links)
        }
      })
  }
}

extension CataloguePart.Row {
  fileprivate init(
    _ item: CompletenessReport.Item, isFirst: Bool, _ attachment: Attachment,
    _ link: EvidenceLink, _ links: FileLinks
  ) {
    let requirement = item.requirement
    let folders = attachment.path.components.dropLast()
    let isOwnFolder =
      folders.last.map { Requirement.Number(prefixOf: $0) } == requirement.number
    number = requirement.number.description
    self.requirement = isFirst ? requirement.title.shown : ""
    file = attachment.path.name.shown
    href = links.reference(to: attachment.path)
    place = link.place?.shown
    folder = isOwnFolder || folders.isEmpty ? nil : folders.joined(separator: "/").shown
    pages = attachment.facts?.pages.map(String.init) ?? ""
    size = ByteCount.text(attachment.size)
    hash = String((attachment.sha256 ?? "").prefix(16))
  }
}

/// The catalogue may have a row for each of 50,000 files; looked up by reflection, their members
/// take half the time of sealing them.
extension CataloguePart.Row: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "number": number
    case "requirement": requirement
    case "file": file
    case "href": Self.orFalse(href)
    case "place": Self.orFalse(place)
    case "folder": Self.orFalse(folder)
    case "pages": pages
    case "size": size
    case "hash": hash
    default: nil
    }
  }

  /// What is not there is false: a member without a value would be looked for further out.
  private static func orFalse(_ text: String?) -> Any { text ?? false as Any }
}
