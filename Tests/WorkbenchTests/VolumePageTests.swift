import Desk
import Foundation
import Reports
import Testing

@testable import Workbench

/// The bound volume, as a click on a page brings it.
struct VolumePageTests {
  @Test func `a page hands out the volume that the command makes`() async throws {
    let sample = try SampleDossier(cluster: 2)
    defer { sample.remove() }
    let name = URL(filePath: sample.root).lastPathComponent
    let expected = FileManager.default.temporaryDirectory
      .appending(path: "evpack-\(UUID().uuidString).pdf").path(percentEncoded: false)
    defer { try? FileManager.default.removeItem(atPath: expected) }
    _ = try VolumeBinding(of: sample.root, at: 0)
      .make(expected, .zh, on: Workbench.today, by: nil)
    try await ServedFolder.serve(sample.root) { served in
      let told = try await served.python(
        """
        import sys, urllib.parse, urllib.request
        port, cookie, name, expected = sys.argv[1:]
        address = f"http://127.0.0.1:{port}/dossier/{urllib.parse.quote(name)}/paper/volume.pdf"
        request = urllib.request.Request(address, headers=dict([cookie.split(": ", 1)]))
        with urllib.request.urlopen(request, timeout=300) as answer:
          print(answer.headers["Content-Disposition"].split(";")[0])
          print(answer.read() == open(expected, "rb").read())
        request.full_url = address + "?size=small"
        with urllib.request.urlopen(request, timeout=300) as answer:
          small = answer.read()
          print(small[:5].decode(), small != open(expected, "rb").read())
        """, served.cookie, name, expected)
      #expect(told == "attachment\nTrue\n%PDF- True\n")
      let page = try await served.get("/dossier/\(PageAddress.encoded(name))/handover")
      #expect(page.body.contains("/paper/volume.pdf\" download>合订本"))
    }
  }
}
