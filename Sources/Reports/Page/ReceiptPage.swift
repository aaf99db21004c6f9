public import Evidence
internal import Manifest
internal import Pages
public import Review

/// A receipt for a package that was verified and is intact: one page of A4 for both sides to stamp.
public struct ReceiptPage: Sendable {
  struct Row: Sendable {
    var label: String
    var value: String
    var kind = ""
  }

  var frame: PageFrame
  var rows: [Row]
  var sealLabel: String
  var sealShort: String
  var code: String
  var scan: String
  var signersHeading: String
  var signers: [String]
  var handOver: String
  var sides: [String]
  var signed: String

  /// - Parameters:
  ///   - digest: the SHA-256 of the package's file.
  ///   - date: the day to print on it, as `2026-11-24`.
  ///   - program: the program's name and version.
  /// - Returns: nil for a package that is not intact, or that has no seal number.
  public init?(
    _ review: PackageReview, digest: Digest, on date: String, program: String, _ language: Language
  ) {
    let package = review.package
    guard review.isIntact, let seal = package.sealNumber else { return nil }
    let wording = Wording(language, for: .reviewer, clock: .local)
    let name = package.info.values(of: BagLayout.sourceField).first ?? package.bagName
    frame = PageFrame(
      title: "receipt.title", form: review.form ?? "", name: name, remarks: [], wording)
    frame.remarks = [wording.phrase("receipt.made-by", ["program": program])]
    frame.add("page.date", date, wording)
    let file = review.file.split(separator: "/").last.map(String.init) ?? review.file
    rows = [
      Row(label: wording["verify.source"], value: name.shown),
      Row(label: wording["receipt.file"], value: file.shown),
      Row(
        label: wording["receipt.size"],
        value: wording.phrase(
          "receipt.contents",
          [
            "count": String(package.entries.count), "bytes": String(package.byteCount),
            "size": ByteCount.text(package.byteCount),
          ])),
      Row(label: wording["receipt.check"], value: review.verdict.headline(wording)),
    ]
    rows += review.verdict.answers.map { answer in
      Row(
        label: answer.name(wording),
        value: answer.outcomeWords(wording) + wording["colon"] + answer.words(wording))
    }
    if let moment = review.sealedAt {
      rows.append(Row(label: wording["verify.sealed-at"], value: wording.moment(moment)))
    }
    rows.append(Row(label: wording["receipt.digest"], value: digest.hex, kind: "digest"))
    rows.append(Row(label: wording["verify.seal-full"], value: seal.hex, kind: "digest"))
    sealLabel = wording["verify.seal"]
    sealShort = seal.shortForm
    code = QRCode(seal.hex)?.svg(label: wording["receipt.scan"]) ?? ""
    scan = wording["receipt.scan"]
    signersHeading = wording["receipt.signers"]
    signers = review.signatures.signers.map { $0.title(wording, isPackageIntact: true) }
    if signers.isEmpty { signers = [wording["receipt.none"]] }
    handOver = wording["receipt.hand-over"]
    sides = [wording["receipt.giver"], wording["receipt.taker"]]
    signed = wording["receipt.signed"]
  }

  /// The whole page.
  public var html: String { frame.page(content).text }

  private var content: HTML {
    HTML {
      #"""
      <section class="receipt">
      <div>
      <p class="label">\#(sealLabel)</p>
      <p class="seal">\#(sealShort)</p>
      <table class="facts-table">
      <tbody>
      """#
      for row in rows {
        #"<tr><th scope="row">\#(row.label)</th><td class="\#(row.kind)" lang="zh-CN">\#(row.value)</td></tr>"#
      }
      #"""
      <tr><th scope="row">\#(signersHeading)</th><td>\#(each: signers, { "<p>\($0)</p>" })</td></tr>
      </tbody>
      </table>
      </div>
      <figure>\#(HTML(trusted: code))<figcaption>\#(scan)</figcaption></figure>
      </section>
      <section>
      <h2>\#(handOver)</h2>
      <table class="hand-over">
      <tbody>
      <tr>\#(each: sides, { #"<th scope="col">\#($0)</th>"# })</tr>
      <tr><td></td><td></td></tr>
      <tr>\#(each: sides, { _ in "<td>\(signed)</td>" })</tr>
      </tbody>
      </table>
      </section>
      """#
    }
  }
}
