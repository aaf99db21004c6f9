import Hummingbird

extension Workbench {
  /// The style sheet, the scripts and the icon, which are parts of the program.
  func addAssets(to router: Router<PageContext>) {
    let assets: [(String, String, [UInt8])] = [
      ("open.js", "text/javascript; charset=utf-8", PackageResources.open_js),
      ("assets/workbench.css", "text/css; charset=utf-8", PackageResources.workbench_css),
      ("assets/workbench.js", "text/javascript; charset=utf-8", PackageResources.workbench_js),
      ("assets/files.js", "text/javascript; charset=utf-8", PackageResources.files_js),
      ("assets/dossier.js", "text/javascript; charset=utf-8", PackageResources.dossier_js),
      ("assets/loose.js", "text/javascript; charset=utf-8", PackageResources.loose_js),
      ("assets/findings.js", "text/javascript; charset=utf-8", PackageResources.findings_js),
      ("assets/shelf.js", "text/javascript; charset=utf-8", PackageResources.shelf_js),
      ("assets/items.js", "text/javascript; charset=utf-8", PackageResources.items_js),
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
