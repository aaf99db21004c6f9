internal import Evidence
internal import Pages

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
    beginning(in: path.folderBytes).map { beginning in
      var bytes = beginning
      Self.append(path.nameBytes, to: &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// What the links to all files of a folder begin with.
  fileprivate func beginning(in place: ArraySlice<UInt8>) -> [UInt8]? {
    guard case .below(let folder) = self else { return nil }
    var bytes: [UInt8] = []
    for part in [Array(folder.utf8)[...], place] where !part.isEmpty {
      Self.append(part, to: &bytes)
      if part.last != UInt8(ascii: "/") { bytes.append(UInt8(ascii: "/")) }
    }
    return bytes
  }

  /// Appends a part of a link.
  fileprivate static func append(_ path: some Collection<UInt8>, to bytes: inout [UInt8]) {
    for byte in path {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "-")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "~"):
        bytes.append(byte)
      default:
        bytes.append(UInt8(ascii: "%"))
        bytes.append(digit(byte >> 4))
        bytes.append(digit(byte & 15))
      }
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
    /// Heads the pages of the bound volume, where they are told.
    var boundLabel: String?
    var pagesLabel: String
    var sizeLabel: String
    var hashLabel: String
  }

  var heading: String
  var noneWords: String
  var table: Table?

  init(_ report: CompletenessReport, _ wording: Wording) {
    heading = wording["page.catalogue-heading"]
    noneWords = wording["page.no-attachments"]
    let total = report.linkedTotal
    if total.count == 0 { return }
    table = Table(
      countWords: wording.phrase(
        "page.catalogue-count",
        ["count": String(total.count), "size": ByteCount.text(total.bytes)]),
      numberLabel: wording["column.number"], requirementLabel: wording["column.requirement"],
      fileLabel: wording["column.file"], pagesLabel: wording["column.pages"],
      sizeLabel: wording["column.size"],
      hashLabel: wording["column.sha256-short"])
  }
}

extension CataloguePart.Table {
  fileprivate var boundHead: HTML {
    HTML {
      if let boundLabel { #"<th scope="col" class="size pages">\#(boundLabel)</th>"# }
    }
  }
}

extension CataloguePart {
  /// What stands before the rows, which are written one by one: there may be hundreds of thousands.
  var opening: HTML {
    HTML {
      "<section>"
      "<h2>\(heading)</h2>"
      if let table {
        #"""
        <table class="catalogue">
        <caption>\#(table.countWords)</caption>
        <thead><tr><th scope="col" class="number">\#(table.numberLabel)</th><th scope="col" class="what">\#(table.requirementLabel)</th><th scope="col">\#(table.fileLabel)</th>\#(table.boundHead)<th scope="col" class="size pages">\#(table.pagesLabel)</th><th scope="col" class="size">\#(table.sizeLabel)</th><th scope="col" class="hash">\#(table.hashLabel)</th></tr></thead>
        <tbody lang="zh-CN">
        """#
      } else {
        "<p>\(noneWords)</p>"
      }
    }
  }

  /// What stands after the rows.
  var closing: HTML {
    HTML {
      if table != nil {
        "</tbody>"
        "</table>"
      }
      "</section>"
    }
  }
}

/// The rows of a catalogue in HTML.
struct CatalogueRows {
  private let items: [CompletenessReport.Item]
  private let links: FileLinks
  private let bound: BoundPages?

  init(
    of items: [CompletenessReport.Item], _ links: FileLinks, _ bound: BoundPages? = nil
  ) {
    self.items = items
    self.links = links
    self.bound = bound
  }

  /// Writes the rows between two parts of a page.
  func write(
    between opening: HTML, and closing: HTML, to output: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows {
    try Array(opening.utf8).withUnsafeBytes(output)
    var writer = CatalogueRowWriter(links, bound)
    for item in items { try writer.write(item, to: output) }
    try writer.flush(to: output)
    try Array(closing.utf8).withUnsafeBytes(output)
  }
}

private struct CatalogueRowWriter {
  private let links: FileLinks
  private let bound: BoundPages?
  private var row: [UInt8] = []
  /// Of the folder that the last attachment lies in: attachments come folder by folder.
  private var lastFolder: (path: ArraySlice<UInt8>, link: [UInt8]?, words: String)?

  init(_ links: FileLinks, _ bound: BoundPages?) {
    self.links = links
    self.bound = bound
  }

  /// As much is handed on at once.
  private static let blockSize = 1 << 16

  mutating func write(
    _ item: CompletenessReport.Item, to output: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows {
    lastFolder = nil
    let number = Self.cell("number", item.requirement.number.description)
    for index in item.attachments.indices {
      // The requirement stands beside its first attachment only.
      let title = index == 0 ? item.requirement.title.shown : ""
      put("<tr>")
      put(number)
      put(Self.cell("what", title))
      add(item.attachments[index], item.links[index], apartFrom: item.requirement)
      put("</tr>\n")
      if row.count >= Self.blockSize { try flush(to: output) }
    }
  }

  mutating func flush(to output: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try row.withUnsafeBytes(output)
    row.removeAll(keepingCapacity: true)
  }

  private mutating func add(
    _ attachment: Attachment, _ link: EvidenceLink, apartFrom requirement: Requirement
  ) {
    enter(attachment.path, apartFrom: requirement)
    put("<td class=\"file\">")
    if let link = lastFolder?.link {
      put("<a href=\"")
      row.append(contentsOf: link)
      FileLinks.append(attachment.path.nameBytes, to: &row)
      put("\">")
      putEscaped(attachment.path.nameBytes)
      put("</a>")
    } else {
      putEscaped(attachment.path.nameBytes)
    }
    if let place = link.place {
      put("<span class=\"place\">\(place.shown.escapedForHTML)</span>")
    }
    put(lastFolder?.words ?? "")
    put("</td>")
    if let bound { put(Self.cell("size pages", bound.words(attachment) ?? "")) }
    let pages = bound?.count(attachment) ?? attachment.facts?.pages
    put(Self.cell("size pages", pages.map(String.init) ?? ""))
    put("<td class=\"size\">")
    put(ByteCount.text(attachment.size))
    put("</td><td class=\"hash\">")
    if let sha256 = attachment.sha256 { row.append(contentsOf: sha256.hexBytes.prefix(16)) }
    put("</td>")
  }

  private mutating func put(_ text: String) { row.append(contentsOf: text.utf8) }

  /// A name as it is shown.
  private mutating func putEscaped(_ name: ArraySlice<UInt8>) {
    if name.allSatisfy({ $0.isOfSeen && !$0.isSpecialInHTML }) {
      row.append(contentsOf: name)
    } else {
      put(String(decoding: name, as: UTF8.self).shown.escapedForHTML)
    }
  }

  private mutating func enter(_ path: PackagePath, apartFrom requirement: Requirement) {
    let place = path.folderBytes
    if let lastFolder, lastFolder.path.elementsEqual(place) { return }
    lastFolder = (
      place, links.beginning(in: place), Self.folder(of: path, apartFrom: requirement)
    )
  }

  /// The folder that an attachment lies in, where it is not the requirement's own.
  private static func folder(
    of path: PackagePath, apartFrom requirement: Requirement
  ) -> String {
    let folders = path.components.dropLast()
    guard let own = folders.last, Requirement.Number(prefixOf: own) != requirement.number else {
      return ""
    }
    return "<span class=\"folder\">\(folders.joined(separator: "/").shown.escapedForHTML)</span>"
  }

  private static func cell(_ kind: String, _ text: String) -> String {
    "<td class=\"\(kind)\">\(text.escapedForHTML)</td>"
  }
}
