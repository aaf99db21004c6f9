import Hummingbird
internal import Mustache
internal import Reports

/// The templates of the pages, read once.
struct Templates: Sendable {
  private let library: MustacheLibrary

  init() {
    registerPageText()
    let templates = [
      "frame": PackageResources.frame_mustache, "notice": PackageResources.notice_mustache,
      "shelf": PackageResources.shelf_mustache, "dossier": PackageResources.dossier_mustache,
      "section": PackageResources.section_mustache,
      "requirement": PackageResources.requirement_mustache,
      "loose": PackageResources.loose_mustache, "form": PackageResources.form_mustache,
      "handover": PackageResources.handover_mustache,
      "receipt": PackageResources.receipt_mustache,
      "package": PackageResources.package_mustache,
      "waiting": PackageResources.waiting_mustache, "mending": PackageResources.mending_mustache,
      "open": PackageResources.open_mustache,
      "file": PackageResources.file_mustache,
      "findings": PackageResources.findings_mustache,
      "levels": PackageResources.levels_mustache,
    ]
    var library = MustacheLibrary()
    do {
      for (name, bytes) in templates {
        try library.register(String(decoding: bytes, as: UTF8.self), named: name)
      }
    } catch {
      preconditionFailure("a template is malformed: \(error)")
    }
    self.library = library
  }

  /// The page that the template `name` makes of a value, whose members the template names.
  func response(
    _ page: some Sendable, _ name: String, status: HTTPResponse.Status = .ok
  ) -> Response {
    guard let html = library.render(page, withTemplate: name) else {
      preconditionFailure("there is no template \(name)")
    }
    return .text(html, type: "text/html; charset=utf-8", status: status)
  }
}

/// The fixed words of the pages, by the names that the templates give them; what the page's script
/// says has names in it that the script fills in.
struct Words: Sendable, MustacheParent {
  let wording: Wording

  init(_ wording: Wording) { self.wording = wording }

  func child(named name: String) -> Any? { wording.template("workbench.\(name)") }
}

extension Response {
  static func text(
    _ text: String, type: String, status: HTTPResponse.Status = .ok
  ) -> Response {
    Response(
      status: status, headers: [.contentType: type],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}

extension Workbench {
  /// The style sheet, the scripts and the icon, which are parts of the program.
  func addAssets(to router: Router<PageContext>) {
    let assets: [(String, String, [UInt8])] = [
      ("open.js", "text/javascript; charset=utf-8", PackageResources.open_js),
      ("assets/workbench.css", "text/css; charset=utf-8", PackageResources.workbench_css),
      ("assets/workbench.js", "text/javascript; charset=utf-8", PackageResources.workbench_js),
      ("assets/marks.js", "text/javascript; charset=utf-8", PackageResources.marks_js),
      ("assets/icon.svg", "image/svg+xml", PackageResources.icon_svg),
    ]
    for (path, type, bytes) in assets {
      router.get(RouterPath(path)) { _, _ in
        Response(
          status: .ok, headers: [.contentType: type],
          body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
      }
    }
  }
}
