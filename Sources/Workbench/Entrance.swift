internal import FoundationEssentials
import Glibc
import Hummingbird
internal import HTTPTypes
internal import Reports
import Synchronization
internal import Pages

/// The ways into the pages: an address for people to open, and a file that opens it for them.
public final class Entrance: Sendable {
  /// The address with the token, for the terminal of whoever runs the program.
  public let address: String
  private let handover: @Sendable () -> String
  /// The private folder that holds the file, while there is one.
  private let folder = Mutex<String?>(nil)

  /// - Parameter handover: makes the address that lets in once.
  init(address: String, handover: @escaping @Sendable () -> String) {
    self.address = address
    self.handover = handover
  }

  deinit { remove() }

  /// Writes a file that leads a browser to the pages, once and within a minute or two.
  ///
  /// What a program is started with every user of the machine may read (proc(5), `cmdline`), so a
  /// browser is given the path of this file, which nobody else may open (mode 0600, in a folder of
  /// mode 0700 below `XDG_RUNTIME_DIR`, else below the folder for temporary files).
  ///
  /// - Returns: the file's path.
  /// - Throws: ``Unwritable`` where there is no place for it.
  public func file() throws(Unwritable) -> String {
    remove()
    let places = [
      ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"] ?? "",
      FileManager.default.temporaryDirectory.path,
    ]
    for place in places where place.hasPrefix("/") {
      var name = Array("\(place)/evpack-XXXXXX".utf8CString)
      guard mkdtemp(&name) != nil else { continue }
      let path = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
      folder.withLock { $0 = path }
      let file = "\(path)/\(Self.fileName)"
      guard Self.write(Self.page(leadingTo: handover()), to: file) else {
        remove()
        continue
      }
      Task { [weak self] in
        try? await Task.sleep(for: Access.codeLife)
        self?.remove()
      }
      return file
    }
    throw Unwritable()
  }

  /// There is no folder in which a file could be made.
  public struct Unwritable: Error {}

  private static let fileName = "evpack.html"

  /// Removes the file, which is of no more use once the page is open.
  func remove() {
    guard let path = folder.withLock({ $0.take() }) else { return }
    unlink("\(path)/\(Self.fileName)")
    rmdir(path)
  }

  private static func page(leadingTo address: String) -> String {
    """
    <!DOCTYPE html>
    <meta charset="utf-8">
    <meta name="referrer" content="no-referrer">
    <meta http-equiv="refresh" content="0; url=\(address)">
    <title>evpack</title>

    """
  }

  private static func write(_ text: String, to path: String) -> Bool {
    let number = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard number >= 0 else { return false }
    defer { close(number) }
    let bytes = Array(text.utf8)
    return Glibc.write(number, bytes, bytes.count) == bytes.count
  }
}

extension Workbench {
  /// Where a browser comes in with a code, and gets the cookie for it.
  func addEntrance(
    to router: Router<PageContext>, _ access: Access, _ onEntered: @escaping @Sendable () -> Void
  ) {
    router.get("open") { _, context in
      Response.page(OpenPage(context.caller).html)
    }
    router.post("open") { request, context in
      // Anyone may ask here, so nobody is let say more than a page says, or claim that he will.
      guard request.headers[.contentLength].flatMap({ Int($0) }) ?? 0 <= Self.largestEntrance else {
        throw PageError.tooLarge(limit: Self.largestEntrance)
      }
      let form: EntranceForm = try await form(
        of: request.body, upTo: Self.largestEntrance, hearsOut: false)
      guard access.redeem(form.code) else { throw PageError.refused(.token) }
      onEntered()
      return Response(status: .noContent, headers: [.setCookie: access.cookie])
    }
  }

  private static var largestEntrance: Int { 1 << 10 }

  private struct EntranceForm: Decodable, Sendable {
    var code: String
  }

  private struct OpenPage: Sendable {
    let lang: String
    let say: Words

    init(_ caller: Caller) {
      lang = caller.language.tag
      say = Words(Wording(caller.language))
    }

    /// What a browser shows until the code is exchanged for a cookie.
    var html: HTML {
      #"""
      <!DOCTYPE html>
      <html lang="\#(lang)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\#(say["opening"]) · evpack</title>
      <link rel="stylesheet" href="/assets/workbench.css">
      <script src="/open.js" defer></script>
      </head>
      <body>
      <main id="content" class="sheet notice">
      <h1>evpack</h1>
      <p role="status" data-lost="\#(say["lost"])">\#(say["opening"])</p>
      <noscript><p>\#(say["open-without-script"])</p></noscript>
      </main>
      </body>
      </html>

      """#
    }
  }
}
