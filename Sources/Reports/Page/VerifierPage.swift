internal import Evidence
internal import Foundation
internal import Manifest

/// The page that verifies packages in a browser, for those who have nothing installed.
///
/// One file without network: `Verifier/*.js` inside, and a policy that lets the page's own script run,
/// which starts the others in a worker, and nothing come from elsewhere.
public struct VerifierPage: Sendable {
  let lang: String
  /// The language to begin with; empty for the browser's own.
  let language: String
  let policy: String
  let title: String
  let noscript: [String]
  let madeBy: String
  let style: String
  let words: String
  let core: String
  let script: String

  /// - Parameters:
  ///   - language: nil for the one that the reader's browser is set to.
  ///   - program: the program's name and version.
  /// - Throws: `LibcryptoError`.
  public init(_ language: Language?, program: String) throws {
    let wording = Wording(language ?? .zh)
    lang = wording.language.tag
    self.language = language?.rawValue ?? ""
    title = wording["verifier.title"]
    noscript = Language.allCases.map { Wording($0)["verifier.noscript"] }
    madeBy = wording.phrase("verifier.made-by", ["program": program])
    style = Self.text([PackageResources.verifier_css])
    core = Self.text([
      PackageResources.sha256_js, PackageResources.digests_js,
      PackageResources.names_js, PackageResources.header_js,
      PackageResources.container_js, PackageResources.sealed_page_js, PackageResources.bag_js,
      PackageResources.worker_js,
    ])
    script = Self.text([PackageResources.page_js])
    words = Self.words(for: core + script + Self.text([PackageResources.verifier_mustache]))
    policy = [
      "default-src 'none'", "script-src \(try Self.source(script))",
      "style-src \(try Self.source(style))", "worker-src blob:", "base-uri 'none'",
      "form-action 'none'",
    ].joined(separator: "; ")
  }

  /// The whole page.
  public var html: String { PageTemplates.render(self, with: "verifier") }

  private static func text(_ resources: [[UInt8]]) -> String {
    resources.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
  }

  /// What allows one text inside the page, and no other (Content Security Policy Level 3, §2.3.1).
  private static func source(_ text: String) throws -> String {
    let digest = try SHA256.digest(of: Array(text.utf8))
    return "'sha256-\(Data(digest.bytes).base64EncodedString())'"
  }

  /// The findings and phrases that the scripts name, in all languages, as JSON.
  private static func words(for scripts: String) -> String {
    let values = [
      "value.problem.", "value.reason.", "value.field.", "value.type.", "value.looks-like.",
    ]
    func json(_ entries: [String: [String: String]]) -> JSONValue {
      .object(
        entries.sorted { $0.key < $1.key }.map { id, words in
          (id, .object(words.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        })
    }
    let findings = Phrasebook.packageFindings.entries.filter { scripts.contains("'\($0.key)'") }
    let phrases = Phrasebook.phrases.entries.filter { id, _ in
      scripts.contains("'\(id)'") || id.hasPrefix("verifier.")
        || values.contains(where: id.hasPrefix)
    }
    // In a script element `</` would end it.
    return JSONValue.object([("findings", json(findings)), ("phrases", json(phrases))]).text
      .replacing("<", with: "\\u003c")
  }
}
