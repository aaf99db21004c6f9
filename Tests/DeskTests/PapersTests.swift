import Evidence
import Foundation
import Manifest
import Reports
import Testing

@testable import Desk

/// The papers of the sample dossiers, held against their truth files.
struct PapersTests {
  @Test(arguments: [1, 2])
  func `the catalogue lists each attachment under what it proves`(cluster: Int) throws {
    let sample = try SampleDossier(cluster: cluster)
    let scratch = try ScratchFolder()
    defer {
      sample.remove()
      scratch.remove()
    }
    let papers = try Papers(of: sample.root, at: 0)
    let paper = papers.report.cataloguePaper(.zh, on: "2026-11-24")
    let form = papers.report.form
    let listed = Set(paper.rows.compactMap(Row.init))
    let expected = try sample.attachments.flatMap { attachment in
      try attachment.for.compactMap { place in
        try SampleDossier.requirement(place, of: form).map { requirement in
          Row(
            number: requirement.number.description,
            file: try PackagePath(attachment.path).name,
            digest: String(attachment.sha256.prefix(16)))
        }
      }
    }
    #expect(expected.allSatisfy { listed.contains($0) })
    #expect(listed.count == Set(expected).count)
    for format in Papers.CatalogueFormat.allCases {
      let bytes = try papers.catalogue(as: format, .zh, on: "2026-11-24")
      try Data(bytes).write(to: URL(filePath: "\(scratch.path)/catalogue.\(format.rawValue)"))
    }
    let digests = Set(expected.map(\.digest)).joined(separator: " ")
    for (format, command) in [
      ("docx", "unzip -p catalogue.docx word/document.xml"),
      ("xlsx", "unzip -p catalogue.xlsx xl/sharedStrings.xml"), ("html", "cat catalogue.html"),
    ] {
      let search = "\(command) > text && for d in \(digests); do grep -q $d text || exit 1; done"
      #expect(try scratch.shell(search) == 0, "\(format)")
    }
  }

  struct Row: Hashable {
    var number: String
    var file: String
    var digest: String

    init(number: String, file: String, digest: String) {
      self.number = number
      self.file = file
      self.digest = digest
    }

    /// nil for a requirement without a file.
    init?(_ cells: [Paper.Cell]) {
      guard case .text(let number) = cells[0], case .text(let file) = cells[3],
        case .text(let digest) = cells[4], !digest.isEmpty
      else { return nil }
      self.init(number: number, file: file, digest: digest)
    }
  }

  @Test func `there is no paper of a package that was changed`() throws {
    let scratch = try ScratchFolder()
    defer { scratch.remove() }
    var bytes = try Data(contentsOf: GoldenPackageTests.folder.appending(path: "golden.tar"))
    bytes[3_000] ^= 1
    let path = "\(scratch.path)/golden.tar"
    try bytes.write(to: URL(filePath: path))
    #expect(throws: DeskError.self) { try Papers(of: path, at: 0) }
    #expect(throws: DeskError.self) {
      try Papers.receipt(
        of: path, signatures: SignaturePolicy(now: 0), on: "2026-11-24", program: "evpack", .zh)
    }
  }

  @Test func `a receipt tells the file's digest, its bytes and the seal number`() throws {
    let scratch = try ScratchFolder()
    defer { scratch.remove() }
    let page = try Papers.receipt(
      of: GoldenPackageTests.file("golden.tar"),
      signatures: SignaturePolicy(now: GoldenPackageTests.moments[0]),
      on: "2026-11-25", program: "evpack", .zh
    ).page
    try page.write(toFile: "\(scratch.path)/page.html", atomically: true, encoding: .utf8)
    let golden = GoldenPackageTests.file("golden.tar")
    for command in [
      "grep -q $(sha256sum < '\(golden)' | cut -c1-64) page.html",
      "grep -q \"$(stat -c %s '\(golden)') 字节\" page.html",
      "grep -q \"$(tar tf '\(golden)' | wc -l) 个文件\" page.html",
      "grep -q \(GoldenPackageTests.sealNumber) page.html",
    ] {
      #expect(try scratch.shell(command) == 0, "\(command)")
    }
  }
}
