internal import Evidence

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
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    encoded.reserveCapacity(3 * bytes.count)
    for byte in bytes {
      if unreserved.contains(byte) {
        encoded.append(byte)
      } else {
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
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
    /// The rows in HTML: there may be one for each of 50,000 files.
    var rows: String
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
      rows: Self.rows(report.items, links))
  }

  private static func rows(_ items: [CompletenessReport.Item], _ links: FileLinks) -> String {
    var html = ""
    for item in items {
      let number = cell("number", item.requirement.number.description)
      for (index, linked) in item.linkedAttachments.enumerated() {
        // The requirement stands beside its first attachment only.
        let title = index == 0 ? item.requirement.title.shown : ""
        html += "<tr>\(number)\(cell("what", title))"
        html += cells(linked.attachment, of: item.requirement, linked.link, links)
        html += "</tr>\n"
      }
    }
    return html
  }

  private static func cells(
    _ attachment: Attachment, of requirement: Requirement, _ link: EvidenceLink, _ links: FileLinks
  ) -> String {
    var file = attachment.path.name.shown.escapedForHTML
    if let reference = links.reference(to: attachment.path) {
      file = "<a href=\"\(reference.escapedForHTML)\">\(file)</a>"
    }
    if let place = link.place {
      file += "<span class=\"place\">\(place.shown.escapedForHTML)</span>"
    }
    // The folder, where it is not the requirement's own.
    let folders = attachment.path.components.dropLast()
    if let own = folders.last, Requirement.Number(prefixOf: own) != requirement.number {
      let folder = folders.joined(separator: "/").shown.escapedForHTML
      file += "<span class=\"folder\">\(folder)</span>"
    }
    let pages = attachment.facts?.pages.map(String.init) ?? ""
    let digest = String((attachment.sha256 ?? "").prefix(16))
    return "<td class=\"file\">\(file)</td>" + cell("size pages", pages)
      + cell("size", ByteCount.text(attachment.size)) + cell("hash", digest)
  }

  private static func cell(_ kind: String, _ text: String) -> String {
    "<td class=\"\(kind)\">\(text.escapedForHTML)</td>"
  }
}
