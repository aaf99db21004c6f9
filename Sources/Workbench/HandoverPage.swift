internal import Desk
internal import Evidence
internal import Manifest
internal import Reports

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
      ("workbench.receipt-files", receipt.files.map(String.init)),
      ("workbench.receipt-bytes", "\(receipt.byteCount) (\(ByteCount.text(receipt.byteCount)))"),
      (
        "workbench.receipt-completeness",
        receipt.completeness.map { Self.words($0, review, wording) }
      ),
    ].compactMap { label, value in
      value.map { Fact(label: wording[label], value: wording.moment($0).shown) }
    }
  }

  /// `incomplete 38/41`, as bag-info has it, in words, with its cause.
  private static func words(
    _ completeness: String, _ review: PackageReview, _ wording: Wording
  ) -> String {
    let parts = completeness.split(separator: " ")
    guard parts.count == 2, ["complete", "incomplete"].contains(parts[0]) else {
      return completeness
    }
    let counts = parts[1].split(separator: "/").compactMap { Int($0) }
    if parts[0] == "complete" || counts.count != 2 {
      return wording.phrase(
        "workbench.sealed-\(parts[0])", ["count": String(parts[1]).replacing("/", with: " / ")])
    }
    let missing = max(0, counts[1] - counts[0])
    let all = review.completeness?.findings.count { $0.level == .error } ?? 0
    let errors = max(0, all - missing)
    let causes = [
      missing > 0 ? wording.phrase("workbench.sealed-lacks", ["count": String(missing)]) : nil,
      errors > 0 ? wording.phrase("workbench.sealed-errors", ["count": String(errors)]) : nil,
      // Nothing else keeps a dossier incomplete, and of it the package holds nothing.
      missing == 0 && errors == 0 ? wording["workbench.sealed-gone"] : nil,
    ].compactMap { $0 }
    return wording.phrase(
      "workbench.sealed-causes",
      [
        "held": String(counts[0]), "asked": String(counts[1]),
        "causes": causes.joined(separator: wording["comma"]),
      ])
  }
}
