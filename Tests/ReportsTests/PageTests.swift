import Evidence
import Foundation
import Testing

@testable import Reports

@Suite struct PageTests {
  @Test(arguments: Language.allCases)
  func thePageIsSoundAndLetsNoNameThrough(language: Language) throws {
    let hostile = "<script>alert(1)</script>\" onload='x'\"\u{301}>\u{202E}&amp;"
    var sample = try SampleDossier(name: hostile)
    let list = try #require(sample.form.requirements.first { $0.number.description == "3-1" })
    try sample.attach(
      list, "javascript:x\"\u{301} onclick=y %41.pdf", size: 5, place: "<b>\"\u{338}")
    sample.findings = [Finding("box-undetermined", .error, at: "<i>", ["text": hostile])]
    let page = sample.report.html(
      language, on: "<u>", links: .below("javascript:'\"\u{301}"),
      seal: SealFacts(package: hostile, date: "<u>"))
    let script = #"""
      import html.parser, sys
      void = {"meta", "link", "br", "hr", "img", "input"}
      class Reader(html.parser.HTMLParser):
        stack, tags, attributes, hrefs, text = [], set(), set(), [], ""
        def handle_starttag(self, tag, attrs):
          self.tags.add(tag); self.attributes |= {name for name, _ in attrs}
          if tag not in void: self.stack.append(tag)
          self.hrefs += [value for name, value in attrs if name in ("href", "src")]
          if tag == "html": print(dict(attrs)["lang"])
        def handle_endtag(self, tag):
          assert self.stack.pop() == tag, tag
        def handle_data(self, data): self.text += data
      reader = Reader(convert_charrefs=True)
      reader.feed(sys.stdin.read()); reader.close()
      print(reader.stack, sorted(reader.tags & {"script", "i", "b", "u", "link", "img", "iframe", "form"}))
      print(sorted(reader.attributes))
      from urllib.parse import unquote, urlsplit
      print(len(reader.hrefs), urlsplit(reader.hrefs[0])[:2], unquote(reader.hrefs[0]) == "javascript:'\"\u0301/" + sys.argv[2])
      print(reader.text.count(sys.argv[1]), "{{" in reader.text)
      """#
    let path = try #require(sample.dossier.attachments.first).path.description
    let shown = hostile.replacingOccurrences(of: "\u{202E}", with: "")
    #expect(
      try Python.lines(script, page, [shown, path]) == [
        language == .zh ? "zh-CN" : "en", "[] ['b', 'i']",
        "['charset', 'class', 'colspan', 'content', 'href', 'lang', 'name', 'scope', 'style']",
        "1 ('', '') True", "4 False",
      ])
    #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("url("))
    let unlinked = sample.report.html(language, on: "2026-11-24", links: .none)
    #expect(!unlinked.contains("<a "))
  }

  @Test func thePageTellsTheCountsAndWhatIsMissing() throws {
    let report = try SampleDossier.halfway().report
    let page = report.html(.zh, on: "2026-11-24", links: .none)
    let progress = report.progress
    #expect(page.contains(">\(progress.held) / \(progress.asked) <small>已齐</small>"))
    #expect(page.contains("<title>缺件报告 · 福清电子</title>"))
    #expect(page.contains("<b lang=\"zh-CN\">2026-11-24</b>"))
    for item in report.items(.missing) {
      #expect(page.contains("<td class=\"number\">\(item.requirement.number)</td>"))
    }
    #expect(page == report.html(.zh, on: "2026-11-24", links: .none))
  }

  @Test func aPackagesPageTellsWhenAndAsWhatItWasSealed() throws {
    var sample = try SampleDossier()
    let list = try #require(sample.form.requirements.first { $0.number.description == "3-1" })
    try sample.attach(list, "清单 1.xlsx", size: 5)
    let seal = SealFacts(package: "福清电子.tar", date: "2026-11-24")
    let page = sample.report.html(.zh, on: "2026-11-24", links: .below(""), seal: seal)
    #expect(page.contains("<h1>佐证材料目录和缺件报告</h1>"))
    #expect(page.contains(">佐证材料包：<b lang=\"zh-CN\">福清电子.tar</b>"))
    #expect(page.contains(">封装日期：<b lang=\"zh-CN\">2026-11-24</b>"))
    // Told once, since both are the same day.
    #expect(page.components(separatedBy: "2026-11-24").count == 2)
    // RFC 3986: every byte of the UTF-8 form is encoded, the slashes part the segments.
    #expect(page.contains("/%E6%B8%85%E5%8D%95%201.xlsx\">清单 1.xlsx</a>"))
    let later = sample.report.html(.en, on: "2026-12-01", links: .none, seal: seal)
    #expect(later.contains("Date: <b lang=\"en\">2026-12-01</b>"))
    #expect(later.contains("Sealed on: <b lang=\"en\">2026-11-24</b>"))
    let unsealed = sample.report.html(.zh, on: "2026-11-24", links: .none)
    #expect(unsealed.contains("<h1>缺件报告</h1>") && !unsealed.contains("封装日期"))
  }

  @Test func linksLeadBelowAFolderOrNowhere() throws {
    let path = try PackagePath("data/evidence/3-1 a:b#?&%.pdf")
    let encoded = "data/evidence/3-1%20a%3Ab%23%3F%26%25.pdf"
    #expect(FileLinks.none.reference(to: path) == nil)
    #expect(FileLinks.below("").reference(to: path) == encoded)
    #expect(FileLinks.below("..").reference(to: path) == "../" + encoded)
    #expect(FileLinks.below("福/").reference(to: path) == "%E7%A6%8F/" + encoded)
  }

  @Test
  func colouredWordsCanBeRead() throws {
    let css = try String(
      contentsOf: repository.appending(path: "Sources/Reports/Page/page.css"),
      encoding: .utf8)
    // WCAG 2.1, 1.4.3 and "relative luminance", against the page's white and its palest grey.
    let script = #"""
      import re, sys
      css = sys.stdin.read()
      names = dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", css))
      def light(colour):
        h = colour[1:]; h = "".join(c * 2 for c in h) if len(h) == 3 else h
        parts = [int(h[i:i + 2], 16) / 255 for i in (0, 2, 4)]
        parts = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(p * w for p, w in zip(parts, (0.2126, 0.7152, 0.0722)))
      def ratio(a, b):
        a, b = sorted((light(a), light(b))); return (b + 0.05) / (a + 0.05)
      words = [names[n] for n in ("ink", "soft", "bad", "good", "doubt")] + re.findall(r"\ba \{ color: (#\w+)", css)
      print(len(words), min(ratio(w, b) for w in words for b in ("#fff", names["pale"])) >= 4.5)
      """#
    #expect(try Python.lines(script, css) == ["7 True"])
  }
}
