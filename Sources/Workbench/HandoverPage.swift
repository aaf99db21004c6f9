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

  init(_ item: Shelf.Item, _ receipt: PackageReceipt, _ caller: Caller) {
    let wording = Wording(caller.language, clock: .local)
    lang = caller.language.tag
    say = Words(wording)
    name = item.name.shown
    number = receipt.sealNumber.hex
    shortNumber = receipt.sealNumber.shortForm
    back = PageAddress.path("package", item.name)
    facts = [
      ("workbench.receipt-source", receipt.source),
      ("workbench.receipt-sealed-at", receipt.sealedAt),
      ("workbench.receipt-files", receipt.files.map(String.init)),
      ("workbench.receipt-bytes", "\(receipt.byteCount) (\(ByteCount.text(receipt.byteCount)))"),
      ("workbench.receipt-completeness", receipt.completeness.map { Self.words($0, wording) }),
    ].compactMap { label, value in
      value.map { Fact(label: wording[label], value: wording.moment($0).shown) }
    }
  }

  /// `incomplete 38/41`, as bag-info has it, in words.
  private static func words(_ completeness: String, _ wording: Wording) -> String {
    let parts = completeness.split(separator: " ")
    guard parts.count == 2, ["complete", "incomplete"].contains(parts[0]) else {
      return completeness
    }
    return wording.phrase(
      "workbench.sealed-\(parts[0])", ["count": String(parts[1]).replacing("/", with: " / ")])
  }
}
