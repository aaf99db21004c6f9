internal import Desk
internal import Evidence
internal import Files
internal import Hummingbird
internal import HTTPTypes
internal import Inspection
internal import Office
internal import Pages
internal import Reports

/// What stands in a document that a browser does not show by itself, as a page beside the others: the
/// sheets of a list, the text of a Word file.
struct DocumentPreview: Sendable {
  private enum Content: Sendable {
    case sheets([Sheet])
    case text(DocumentText)
    case unreadable
  }

  private let content: Content
  private let name: String
  private let lang: String
  private let say: Words

  /// Bytes of a document that is opened for this.
  private static let largest: Int64 = 64 << 20
  private static let mostSheets = 20
  private static let mostRows = 500
  private static let mostColumns = 60

  /// Whether files of this type are shown so.
  static func shows(_ type: FileType) -> Bool {
    type == .docx || [.xlsx, .xlsm, .csv, .tsv].contains(type)
  }

  /// - Throws: `SystemError` where the file can't be read.
  init(_ file: ServedFile, _ caller: Caller) throws(SystemError) {
    name = file.name.shown
    lang = caller.language.tag
    say = Words(Wording(caller.language))
    guard file.size <= Self.largest else {
      content = .unreadable
      return
    }
    let bytes = try file.descriptor.bytes(at: file.offset, count: Int(file.size))
    if file.type == .docx {
      content = (try? Inspector().text(of: bytes).get()).map(Content.text) ?? .unreadable
    } else {
      content = (try? Inspector().sheets(in: bytes).get()).map(Content.sheets) ?? .unreadable
    }
  }

  /// It may be framed by our own pages, and run nothing.
  func response() -> Response {
    var response = Response.page(html)
    response.headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'self'; frame-ancestors 'self'"
    return response
  }

  private var html: HTML {
    HTML {
      #"""
      <!DOCTYPE html>
      <html lang="\#(lang)">
      <head>
      <meta charset="utf-8">
      <title>\#(name)</title>
      <link rel="stylesheet" href="/assets/workbench.css">
      </head>
      <body class="paper">
      """#
      switch content {
      case .sheets(let sheets):
        for sheet in sheets.filter({ !$0.isHidden }).prefix(Self.mostSheets) { table(sheet) }
      case .text(let text): lines(text)
      case .unreadable: "<p>\(say["preview-unreadable"])</p>"
      }
      "</body>"
      "</html>"
    }
  }

  private func table(_ sheet: Sheet) -> HTML {
    let rows = sheet.rows.filter { !$0.isHidden }
    let last = rows.prefix(Self.mostRows).flatMap(\.cells).map(\.column).max() ?? 0
    return HTML {
      if let sheet = sheet.name { #"<h2 lang="zh-CN">\#(sheet.shown)</h2>"# }
      #"<table lang="zh-CN">"#
      for row in rows.prefix(Self.mostRows) {
        let texts = Dictionary(row.cells.map { ($0.column, $0.text) }) { first, _ in first }
        "<tr>"
        for column in stride(from: 1, through: min(last, Self.mostColumns), by: 1) {
          "<td>\((texts[column] ?? "").shown)</td>"
        }
        "</tr>"
      }
      "</table>"
      if rows.count > Self.mostRows || last > Self.mostColumns {
        "<p>\(say["preview-cut"])</p>"
      }
    }
  }

  private func lines(_ text: DocumentText) -> HTML {
    // The rows of one table follow each other.
    var runs: [[DocumentText.Line]] = []
    for line in text.lines {
      if line.isRow, runs.last?.last?.isRow == true {
        runs[runs.count - 1].append(line)
      } else {
        runs.append([line])
      }
    }
    return HTML {
      #"<div lang="zh-CN">"#
      for run in runs {
        if run[0].isRow {
          "<table>"
          for line in run { "<tr>\(each: line.cells, { "<td>\($0.shown)</td>" })</tr>" }
          "</table>"
        } else {
          "<p>\(run[0].cells.first?.shown ?? "")</p>"
        }
      }
      "</div>"
      if text.isCut { "<p>\(say["preview-cut"])</p>" }
    }
  }
}

extension ServedFile {
  /// The file itself, or where a preview is asked for, what stands in it.
  func response(to request: Request, _ caller: Caller) async throws -> Response {
    guard request.uri.queryParameters["as"] == "preview", DocumentPreview.shows(type) else {
      return response(to: request)
    }
    return try await offThread { try DocumentPreview(self, caller) }.response()
  }
}
