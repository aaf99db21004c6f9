import Foundation
import Reports
import Testing

@testable import Workbench

@Suite struct WordsTests {
  static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

  /// The names of phrases that the pages ask for.
  static func asked() throws -> Set<String> {
    let files = try #require(
      FileManager.default.enumerator(
        at: sources.appending(path: "Workbench"), includingPropertiesForKeys: nil))
    var names: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      names.formUnion(text.matches(of: /(?:say|self)\["([a-z0-9-]+)"\]/).map { String($0.1) })
      names.formUnion(text.matches(of: /"workbench\.([a-z0-9-]+)"/).map { String($0.1) })
    }
    // The names of files.
    return names.subtracting(["css", "js"])
  }

  @Test func `every word that a page shows is there in both languages, and none is left over`()
    throws
  {
    let composed = [
      "standing-", "refused-", "undo-", "loose", "form", "findings", "handover", "mark-", "paper-",
      "notice", "sealed-", "remark-kept", "confirm-all-", "step-", "next-", "mended-",
    ]
    let asked = try Self.asked()
    #expect(asked.count > 50)
    for language in Language.allCases {
      for name in asked where !name.hasSuffix("-") {
        let id = "workbench.\(name)"
        #expect(Wording(language)[id] != id, "\(id)")
      }
    }
    let book = try String(
      contentsOf: Self.sources.appending(path: "Reports/Words/workbench-phrases.yaml"),
      encoding: .utf8)
    let known = book.matches(of: /(?m)^workbench\.([a-z0-9-]+):/).map { String($0.1) }
    #expect(known.count > 50)
    for name in known where !composed.contains(where: name.hasPrefix) {
      #expect(asked.contains(name), "\(name) is not used")
    }
  }

  @Test func `the pages load nothing from elsewhere, and hold no script or style of their own`()
    throws
  {
    let files = try #require(
      FileManager.default.enumerator(
        at: Self.sources.appending(path: "Workbench"), includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in files
    where ["swift", "css", "js", "svg"].contains(file.pathExtension) {
      let text = try String(contentsOf: file, encoding: .utf8)
        .replacing("http://www.w3.org/2000/svg", with: "")
      // Of the sources those which hold markup; the others speak of addresses as well.
      if file.pathExtension == "swift", !text.contains("import Pages") { continue }
      count += 1
      let banned = [
        "http:", "https:", "//cdn", "@import", " style=", "<style", " onclick", "eval(",
      ]
      for banned in banned {
        #expect(!text.contains(banned), "\(file.lastPathComponent): \(banned)")
      }
    }
    #expect(count > 10)
  }
}
