internal import Desk
internal import Evidence
internal import Manifest
internal import Reports
internal import Review
internal import Pages

/// What goes out of the house: the reports, and the sealed package.
struct HandoverPage: Sendable {
  struct Package: Sendable {
    var name: String
    var href: String
    var download: String
    var receipt: String
    var facts: String
  }

  let frame: DossierFrame
  let say: Words
  let verdict: String
  let isComplete: Bool
  /// How many files would not be in the package, in words; nil where all are.
  let leftOut: String?
  let packages: [Package]
  let newest: String?

  init(_ view: DossierView, _ packages: [Shelf.Item], _ frame: DossierFrame) {
    let wording = frame.wording
    self.frame = frame
    say = frame.say
    let report = view.report
    isComplete = report.isComplete
    let missing = report.items(.missing).count { $0.requirement.level == .required }
    let errors = report.findings.count { $0.level == .error } - missing
    verdict =
      isComplete
      ? wording["workbench.ready"]
      : wording.phrase(
        "workbench.not-ready",
        [
          "missing": missing == 0 ? nil : String(missing),
          "errors": errors == 0 ? nil : String(errors),
        ].compactMapValues { $0 })
    leftOut =
      report.unlinked.isEmpty
      ? nil : wording.phrase("workbench.leaves-out", ["count": String(report.unlinked.count)])
    let sorted = packages.sorted { $0.modified > $1.modified }
    self.packages = sorted.map { item in
      let base = PageAddress.path("package", item.name)
      return Package(
        name: item.name.shown, href: base, download: "\(base)/download", receipt: "\(base)/receipt",
        facts: ByteCount.text(item.size) + " · "
          + wording.moment(ofUnixSeconds: item.modified / 1_000_000_000))
    }
    newest = sorted.first?.name
  }
}

/// What is written down of a sealed package, to be printed and kept.
struct SealedPage: Sendable {
  struct Fact: Sendable {
    var label: String
    var value: String
  }

  let lang: String
  let say: Words
  let name: String
  let number: String
  let shortNumber: String
  let facts: [Fact]
  let back: String
  /// What was left out when it was sealed just now, in words.
  let leftOut: [String]

  /// - Parameter leftOut: how many files were, being linked to nothing, and being unreadable.
  init(
    _ item: Shelf.Item, _ receipt: PackageReceipt, _ review: PackageReview,
    leftOut: (unlinked: Int, unreadable: Int), _ caller: Caller
  ) {
    let wording = Wording(caller.language, clock: .local)
    lang = caller.language.tag
    say = Words(wording)
    name = item.name.shown
    number = receipt.sealNumber.hex
    shortNumber = receipt.sealNumber.shortForm
    back = PageAddress.path("package", item.name)
    self.leftOut = [
      ("workbench.left-out-unlinked", leftOut.unlinked),
      ("workbench.left-out-unreadable", leftOut.unreadable),
    ].filter { $0.1 > 0 }.map { wording.phrase($0.0, ["count": String($0.1)]) }
    facts = [
      ("workbench.receipt-source", receipt.source),
      ("workbench.receipt-sealed-at", receipt.sealedAt),
      ("workbench.receipt-files", String(review.package.entries.count)),
      ("workbench.receipt-bytes", "\(receipt.byteCount) (\(ByteCount.text(receipt.byteCount)))"),
      ("workbench.receipt-completeness", review.verdict.headline(wording)),
    ].compactMap { label, value in
      value.map { Fact(label: wording[label], value: wording.moment($0).shown) }
    }
  }
}

// MARK: Markup

extension HandoverPage {
  var html: HTML {
    let base = frame.base
    return frame.page(
      HTML {
        #"""
        <h2>\#(say["handover"])</h2>
        <div id="handover" data-live>
        <h3>\#(say["reports"])</h3>
        <ul class="reports">
        <li><a href="\#(base)/report/html" target="_blank" rel="noopener">\#(say["report-html"])</a></li>
        <li><a href="\#(base)/report/csv" download>\#(say["report-csv"])</a></li>
        <li><a href="\#(base)/paper/report.xlsx" download>\#(say["report-xlsx"])</a></li>
        <li><a href="\#(base)/paper/catalogue.docx" download>\#(say["catalogue-docx"])</a></li>
        <li><a href="\#(base)/paper/catalogue.xlsx" download>\#(say["catalogue-xlsx"])</a></li>
        <li><a href="\#(base)/paper/covers.docx" download>\#(say["covers-docx"])</a></li>
        <li><a href="\#(base)/paper/volume.pdf" download>\#(say["volume-pdf"])</a></li>
        <li><a href="\#(base)/paper/volume.pdf?size=small" download>\#(say["volume-small"])</a></li>
        </ul>
        <h3>\#(say["seal"])</h3>
        <p class="\#(isComplete ? "held" : "missing") verdict">\#(verdict)</p>
        """#
        if !isComplete { #"<p><a href="\#(base)/findings">\#(say["see-findings"])</a></p>"# }
        if let leftOut {
          #"<p class="problem warning">\#(leftOut) <a href="\#(base)/loose">\#(say["see-findings"])</a></p>"#
        }
        #"<form id="seal">"#
        if !isComplete {
          #"<p><label><input type="checkbox" name="incomplete" required> \#(say["seal-incomplete"])</label></p>"#
        }
        if !packages.isEmpty {
          #"<p><label>\#(say["supersedes"]) <select name="supersedes" lang="zh-CN"><option value="">\#(say["supersedes-none"])</option>\#(each: packages, { "<option>\($0.name)</option>" })</select></label></p>"#
        }
        #"<p><button class="main">\#(say["seal-now"])</button></p>"#
        "</form>"
        if !packages.isEmpty {
          "<h3>\(say["packages"])</h3>"
          #"<ul class="shelf" lang="zh-CN">"#
          for package in packages {
            #"<li><a href="\#(package.href)">\#(package.name)</a> <span class="facts">\#(package.facts)</span> <a class="button" href="\#(package.download)" download>\#(say["download"])</a> <a class="button" href="\#(package.receipt)">\#(say["receipt"])</a></li>"#
          }
          "</ul>"
        }
        #"""
        </div>
        <div id="working" hidden>
        <p>\#(say["sealing"]) <span id="work-progress"></span> <button type="button" id="work-cancel">\#(say["cancel"])</button></p>
        </div>
        """#
      })
  }
}

extension SealedPage {
  var html: HTML {
    PageFrame(lang: lang, title: "\(say["receipt"]) · \(name)", say: say).page(
      HTML {
        #"""
        <header class="masthead"><div class="whose"><p><a href="/">\#(say["shelf"])</a></p><h1>\#(say["receipt"])</h1></div></header>
        <main id="content" class="sheet receipt">
        <h2 lang="zh-CN">\#(name)</h2>
        <p class="label">\#(say["seal-number-short"])</p>
        <p class="seal-number">\#(shortNumber)</p>
        <p class="explained">\#(say["seal-number-explained"])</p>
        """#
        for line in leftOut { #"<p class="problem warning">\#(line)</p>"# }
        "<table>"
        "<tbody>"
        for fact in facts {
          #"<tr><th scope="row">\#(fact.label)</th><td lang="zh-CN">\#(fact.value)</td></tr>"#
        }
        #"""
        <tr><th scope="row">\#(say["seal-number"])</th><td class="digest">\#(number)</td></tr>
        </tbody>
        </table>
        <p class="actions"><button type="button" data-print>\#(say["print"])</button> <a class="button" href="\#(back)/download" download>\#(say["download"])</a> <a class="button" href="\#(back)/receipt/print" target="_blank" rel="noopener">\#(say["receipt-print"])</a> <a href="\#(back)">\#(say["verify-package"])</a></p>
        </main>
        """#
      })
  }
}
