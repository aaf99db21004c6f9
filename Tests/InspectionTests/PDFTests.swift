import Evidence
import Testing

@testable import Inspection

/// PDFs as programs write them, and as they come along.
struct PDFTests {
  /// A document of one page with the catalogue's and the trailer's entries.
  static func document(catalogue: String = "", trailer: String = "", more: [String] = []) -> [UInt8]
  {
    var text = "%PDF-1.7\n"
    var places: [Int] = []
    let objects =
      [
        "<</Type/Catalog/Pages 2 0 R\(catalogue)>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<<>>>>",
      ] + more
    for (index, object) in objects.enumerated() {
      places.append(text.utf8.count)
      text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
    }
    let table = text.utf8.count
    text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
    for place in places {
      let digits = String(place)
      text += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
    }
    text += "trailer\n<</Size \(objects.count + 1)/Root 1 0 R\(trailer)>>\n"
    return Array((text + "startxref\n\(table)\n%%EOF\n").utf8)
  }

  @Test(arguments: [
    [UInt8](), [UInt8](repeating: 0, count: 5_000),
    Array(String(repeating: "<p>x</p>", count: 500).utf8),
  ])
  func `what stands behind the end is not missed`(trailer: [UInt8]) throws {
    let facts = try FormatTests.facts(Self.document() + trailer)
    #expect(facts.state == .ok)
    #expect(facts.pages == 1)
    let led = try FormatTests.facts([13, 10, 0] + Self.document() + trailer)
    #expect(led.state == .ok && led.type == .pdf)
  }

  /// ISO 32000-1, implementation note 13: a header within the first 1024 bytes.
  @Test(arguments: ["\n\n", "HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n"])
  func `text before a document of text is no text`(before: String) throws {
    let facts = try FormatTests.facts(Array(before.utf8) + Self.document())
    #expect(facts.type == .pdf && facts.state == .ok)
    let note = Array("Readers look for %PDF- at the start.\n".utf8)
    #expect(try FormatTests.facts(note).type == .text)
  }

  /// ISO 32000-1, 7.5.6: another version of the document stands behind its end.
  @Test func `a newer version that was cut is missed`() throws {
    let update = "9 0 obj\n<</Type/Font>>\n" + String(repeating: "%\n", count: 1_000)
    let facts = try FormatTests.facts(Self.document() + update.utf8)
    #expect(facts.state == .truncated)
  }

  @Test func `several in one are told, and one inside another is not`() throws {
    let (one, other) = (Self.document(), Self.document(catalogue: "/Lang(zh)"))
    for joined in [one + other, other + one, one + one, one + [13, 10] + other + one] {
      let facts = try FormatTests.facts(joined)
      #expect(facts.state == .damaged)
      #expect(facts.flaw == .joined)
    }
    // The last one's catalogue can't be found, as where its table is a stream.
    let last = String(decoding: other, as: UTF8.self).replacing("/Root", with: "/Rook")
    #expect(try FormatTests.facts(one + last.utf8).flaw == .joined)
    let inner = String(decoding: one, as: UTF8.self)
    let holding = Self.document(more: ["<</Length \(inner.utf8.count)>>stream\n\(inner)\nendstream"]
    )
    let facts = try FormatTests.facts(holding)
    #expect(facts.state == .ok && facts.flaw == nil)
    // Cut behind the end of the one inside.
    let cut = try #require(holding.indices.last { holding[$0...].starts(with: Array("xref".utf8)) })
    #expect(try FormatTests.facts(holding[..<(cut - 12)]).state == .truncated)
  }

  private static let identity =
    "/ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]"

  @Test(arguments: [
    ("/Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s5/V 4", FileFacts.Protection.certificate),
    ("/Filter/FOPN_fLock/V 1", .plugin), ("/Filter/SoftLock/V 2", .plugin),
    ("/Filter/MicrosoftIRMServices/V 2", .rights), ("/Filter/Adobe.APS/V 4", .rights),
  ])
  func `who keeps it closed is told`(entries: String, protection: FileFacts.Protection) throws {
    let facts = try FormatTests.facts(
      Self.document(trailer: "/Encrypt<<\(entries)>>\(Self.identity)"))
    #expect(facts == FileFacts(.pdf, encryptedBy: protection))
  }

  /// ISO 32000-1, 7.6.5: streams and strings by the filter `Identity`, attached files by another; of
  /// which nobody has the password.
  private static func encrypted(_ filter: String) -> [UInt8] {
    let key = String(repeating: "5A", count: 48)
    let secret = String(repeating: "A5", count: 32)
    return document(
      trailer: "/Encrypt<</Filter/Standard/V 5/R 6/Length 256/P -4/O<\(key)>/U<\(key)>"
        + "/OE<\(secret)>/UE<\(secret)>/Perms<\(secret.prefix(32))>"
        + "/CF<</StdCF<</AuthEvent/EFOpen/CFM/AESV3/Length 32>>>>/EFF/StdCF"
        + "/StmF/\(filter)/StrF/\(filter)>>\(identity)")
  }

  @Test func `a password for the attached files alone closes no page`() throws {
    let facts = try FormatTests.facts(Self.encrypted("Identity"))
    #expect(facts.state == .ok)
    #expect(facts.pages == 1)
    #expect(try FormatTests.facts(Self.encrypted("StdCF")) == FileFacts(.pdf, .encrypted))
  }

  /// ISO 32000-2, 7.6.7.
  @Test func `a wrapper around an encrypted document is told`() throws {
    let file =
      "<</Type/Filespec/AFRelationship/EncryptedPayload/F(x.pdf)"
      + "/EP<</Type/EncryptedPayload/Subtype/MicrosoftIRMServices>>>>"
    let facts = try FormatTests.facts(
      Self.document(
        catalogue: "/Collection<</Type/Collection/View/H>>/AF[4 0 R]"
          + "/Names<</EmbeddedFiles<</Names[(x.pdf) 4 0 R]>>>>", more: [file]))
    #expect(facts == FileFacts(.pdf, encryptedBy: .rights))
    let portfolio = try FormatTests.facts(
      Self.document(catalogue: "/Collection<</Type/Collection/View/D>>"))
    #expect(portfolio.state == .ok)
  }
}
