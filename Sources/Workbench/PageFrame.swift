import Hummingbird
internal import Pages
internal import Reports

/// What every page has around its content.
struct PageFrame: Sendable {
  let lang: String
  let title: String
  let say: Words
  /// Attributes of the page's body, by which its script knows what it shows.
  var body = HTML()
  /// Scripts beside the one of all pages.
  var scripts = HTML()

  func page(_ content: HTML) -> HTML {
    HTML {
      #"""
      <!DOCTYPE html>
      <html lang="\#(lang)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\#(title) · evpack</title>
      <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
      <link rel="stylesheet" href="/assets/workbench.css">
      <script src="/assets/workbench.js" defer></script><script src="/assets/files.js" defer></script>\#(scripts)
      </head>
      <body \#(body)>
      <a class="skip" href="#content">\#(say["skip"])</a>
      """#
      content
      #"""
      <div id="notice" role="status" aria-live="polite" data-received="\#(say["received-all"])" data-skipped="\#(say["skipped"])" data-receiving="\#(say["receiving"])" data-cancelled="\#(say["cancelled"])" data-cancel="\#(say["cancel"])" data-close="\#(say["close"])" data-lost="\#(say["lost"])" data-empty="\#(say["empty-files"])" data-required="\#(say["field-required"])" data-unreadable="\#(say["unreadable"])" data-one-form="\#(say["one-form"])" data-changed="\#(say["changed-elsewhere"])" data-other="\#(say["mark-elsewhere"])" data-mine="\#(say["mark-mine"])" data-theirs="\#(say["mark-theirs"])" data-unmarked="\#(say["mark-none"])"></div>
      </body>
      </html>
      """#
    }
  }
}

/// The fixed words of the pages, by their names; what the page's script says has names in it that the
/// script fills in.
struct Words: Sendable {
  let wording: Wording

  init(_ wording: Wording) { self.wording = wording }

  subscript(name: String) -> String { wording.template("workbench.\(name)") }
}

extension Response {
  static func page(_ html: HTML, status: HTTPResponse.Status = .ok) -> Response {
    .text(html.text, type: "text/html; charset=utf-8", status: status)
  }

  static func text(
    _ text: String, type: String, status: HTTPResponse.Status = .ok
  ) -> Response {
    Response(
      status: status, headers: [.contentType: type],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
