import Testing

@testable import Pages

/// Markup out of values. What a browser takes for markup: HTML Living Standard, §13.1.2 and §13.1.4.
struct HTMLTests {
  @Test(arguments: [
    ("<b>", "&lt;b&gt;"), ("a & b", "a &amp; b"), ("\"x\" 'y'", "&quot;x&quot; &#39;y&#39;"),
    ("&amp;", "&amp;amp;"), ("", ""), ("福清", "福清"),
    // A mark that combines with a quote makes one Character of both; a browser reads the quote alone.
    ("\"\u{301}", "&quot;\u{301}"), ("<\u{338}", "&lt;\u{338}"), ("\r\n'", "\r\n&#39;"),
  ])
  func `a value is never markup`(value: String, expected: String) {
    let html: HTML = #"<p title="\#(value)">\#(value)</p>"#
    #expect(html.text == "<p title=\"\(expected)\">\(expected)</p>")
  }

  @Test func `markup within markup stands as it is`() {
    let link: HTML = #"<a href="\#("?a=1&b=2")">x</a>"#
    #expect("<li>\(link)</li>" as HTML == #"<li><a href="?a=1&amp;b=2">x</a></li>"#)
  }

  @Test func `parts stand where their condition holds, or once for each value`() {
    func item(_ names: [String], _ note: String?, isHere: Bool) -> HTML {
      #"<li\#(#" class="here""#, if: isHere)>\#(each: names, { "<b>\($0)</b>" })\#(note, { "<i>\($0)</i>" })</li>"#
    }
    #expect(
      item(["a", "<"], "&", isHere: true).text
        == #"<li class="here"><b>a</b><b>&lt;</b><i>&amp;</i></li>"#)
    #expect(item([], nil, isHere: false).text == "<li></li>")
  }

  @Test func `lines end with a line feed each, and once`() {
    func list(_ items: [String], isLong: Bool) -> HTML {
      HTML {
        "<ul>"
        for item in items { "<li>\(item)</li>" }
        "</ul>"
        if isLong { "<p>long</p>" } else { "<p>short</p>" }
        if items.isEmpty { "<p>none</p>" }
      }
    }
    let inner = HTML { list(["a"], isLong: true) }
    #expect(inner.text == "<ul>\n<li>a</li>\n</ul>\n<p>long</p>\n")
    #expect(list([], isLong: false).text == "<ul>\n</ul>\n<p>short</p>\n<p>none</p>\n")
  }
}
