internal import Evidence
internal import FoundationEssentials
internal import Manifest
internal import Notation
internal import Pages

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
    words = Self.words(for: core + script)
    policy = [
      "default-src 'none'", "script-src \(try Self.source(script))",
      "style-src \(try Self.source(style))", "worker-src blob:", "base-uri 'none'",
      "form-action 'none'",
    ].joined(separator: "; ")
  }

  /// The whole page.
  public var html: String { page.text }

  private var page: HTML {
    #"""
    <!DOCTYPE html>
    <html lang="\#(lang)" data-language="\#(language)">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="\#(policy)">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <title>\#(title)</title>
    <style>\#(HTML(trusted: style))</style>
    </head>
    <body>
    <main>
    <header>
    <button type="button" id="language" data-word="verifier.language"></button>
    <h1 data-word="verifier.title">\#(title)</h1>
    <p data-word="verifier.about"></p>
    </header>
    <noscript>\#(each: noscript, { #"<p class="broken">\#($0)</p>"# })</noscript>
    <form id="drop">
    <p class="big" data-word="verifier.drop"></p>
    <p><span data-word="verifier.or"></span> <label class="button" for="files" data-word="verifier.choose"></label><input type="file" id="files" multiple accept=".tar"></p>
    </form>
    <section aria-labelledby="results-heading">
    <h2 id="results-heading" data-word="verifier.results"></h2>
    <p id="nothing-yet" data-word="verifier.nothing-yet"></p>
    <div id="summary"></div>
    <div id="results"></div>
    </section>
    <p id="announcement" class="unseen" role="status" aria-live="polite"></p>
    <footer><p>\#(madeBy)</p></footer>
    </main>
    <script type="application/json" id="words">\#(HTML(trusted: words))</script>
    <script type="text/plain" id="core">\#(HTML(trusted: core))</script>
    <script>\#(HTML(trusted: script))</script>
    </body>
    </html>

    """#
  }

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
