internal import Desk
internal import Evidence
internal import Manifest
internal import Reports
internal import Review

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
  let hasPackages: Bool
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
    hasPackages = !sorted.isEmpty
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
