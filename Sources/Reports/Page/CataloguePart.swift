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

  private static func encoded(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: 3 * bytes.count) { encoded in
      var count = 0
      func add(_ byte: UInt8) {
        encoded[count] = byte
        count += 1
      }
      for byte in bytes {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "-")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "~"):
          add(byte)
        default:
          add(UInt8(ascii: "%"))
          add(digit(byte >> 4))
          add(digit(byte & 15))
        }
      }
      return count
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
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
      // Attachments come folder by folder.
      var last: (path: ArraySlice<UInt8>, words: String)?
      for (index, linked) in item.linkedAttachments.enumerated() {
        let path = linked.attachment.path.bytes
        let place = path[..<(path.lastIndex(of: UInt8(ascii: "/")) ?? 0)]
        let folder =
          if let last, last.path == place { last.words } else {
            folder(of: linked.attachment, apartFrom: item.requirement)
          }
        last = (place, folder)
        // The requirement stands beside its first attachment only.
        let title = index == 0 ? item.requirement.title.shown : ""
        html += "<tr>\(number)\(cell("what", title))"
        html += cells(linked.attachment, in: folder, linked.link, links)
        html += "</tr>\n"
      }
    }
    return html
  }

  private static func cells(
    _ attachment: Attachment, in folder: String, _ link: EvidenceLink, _ links: FileLinks
  ) -> String {
    var file = attachment.path.name.shown.escapedForHTML
    if let reference = links.reference(to: attachment.path) {
      file = "<a href=\"\(reference.escapedForHTML)\">\(file)</a>"
    }
    if let place = link.place {
      file += "<span class=\"place\">\(place.shown.escapedForHTML)</span>"
    }
    file += folder
    let pages = attachment.facts?.pages.map(String.init) ?? ""
    let digest = String(decoding: (attachment.sha256 ?? "").utf8.prefix(16), as: UTF8.self)
    return "<td class=\"file\">\(file)</td>" + cell("size pages", pages)
      + cell("size", ByteCount.text(attachment.size)) + cell("hash", digest)
  }

  /// The folder that an attachment lies in, where it is not the requirement's own.
  private static func folder(
    of attachment: Attachment, apartFrom requirement: Requirement
  ) -> String {
    let folders = attachment.path.components.dropLast()
    guard let own = folders.last, Requirement.Number(prefixOf: own) != requirement.number else {
      return ""
    }
    return "<span class=\"folder\">\(folders.joined(separator: "/").shown.escapedForHTML)</span>"
  }

  private static func cell(_ kind: String, _ text: String) -> String {
    "<td class=\"\(kind)\">\(text.escapedForHTML)</td>"
  }
}
