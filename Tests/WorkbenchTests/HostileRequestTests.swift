import Foundation
import Testing

@testable import Workbench

@Suite struct HostileRequestTests {
  /// Requests of every method to every route, with names, numbers and bodies that no page sends.
  static let script = """
    import json, socket, sys, urllib.parse
    port, cookie, name = int(sys.argv[1]), sys.argv[2], urllib.parse.quote(sys.argv[3])
    head = f"Host: 127.0.0.1:{port}\\r\\n{cookie}\\r\\nOrigin: http://127.0.0.1:{port}\\r\\nConnection: close\\r\\n"
    def ask(method, path, body):
      s = socket.create_connection(("127.0.0.1", port), timeout=300)
      text = f"{method} {path} HTTP/1.1\\r\\n{head}Content-Length: {len(body)}\\r\\n\\r\\n"
      s.sendall(text.encode() + body)
      answer = b""
      while part := s.recv(65536): answer += part
      return answer
    d, p = f"/dossier/{name}", f"/package/{name}.tar"
    odd = ["", "x", ".", "..", "%00", "%2e%2e", "%2f", "%5c", "%", "%zz", "%C3%28", "a" * 5000,
      "-1", "9" * 30, "-9223372036854775808", "3-3-1", "1-1-1", "%F0%9F%98%80", "*", ";x"]
    routes = ["/assets/{}", "/package/{}", "/package/{}/receipt", "/package/{}/mark", "/package/{}/file/{}",
      "/dossier/{}", "/dossier/{}/section/{}", d + "/section/{}", d + "/loose?from={}", d + "/file/{}",
      d + "/file/{}/{}", d + "/report/{}", d + "/paper/{}", d + "/files?path={}", d + "/files?path=x.txt&for={}",
      "/packages?path={}", "/dossiers?name={}", d + "/section/innovation?all={}", p + "/file/{}",
      p + "/paper/{}", p + "/diff?with={}", p + "/{}", "/{}"]
    fixed = ["/", "/open", "/packages", "/dossiers", d, d + "/assign", d + "/settle", d + "/undo",
      d + "/files", d + "/handover", "/dossier//section/x", d + "//section/x", p + "/mark", p + "/diff"]
    bodies = [b"", b"{", b"{}", b"null", b"[]", b"\\xff\\xfe", b"[" * 100000, b'{"revision": 1}',
      b'{"revision": "", "moves": [{"path": "../../x", "to": "3-3-1"}]}',
      b'{"revision": "", "box": "", "ticked": true}',
      b'{"revision": "", "number": "99999999999999999999", "mark": "accepted", "remark": "x"}',
      b'{"incomplete": true, "supersedes": "../../x.tar"}', b'{"code": "x"}']
    wrong = 0
    count = 0
    def look(method, path, body):
      global wrong, count
      answer = ask(method, path, body)
      count += 1
      status = answer.split(b" ", 2)[1].decode() if answer.startswith(b"HTTP/1.1 ") else "nothing"
      if status[0] not in "234":
        wrong += 1
        print(method, path[:80], body[:60], status)
    for route in routes:
      for one in odd:
        path = route.replace("{}", one)
        look("GET", path, b"")
        look("POST", path, bodies[count % len(bodies)])
    for path in fixed:
      for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "MOVE"]: look(method, path, b"")
      for body in bodies: look("POST", path, body)
    # A body that is too large for a form.
    for path in [d + "/assign", d + "/settle"]:
      answer = ask("POST", path, b" " * (5 << 20))
      if b" 413 " not in answer[:20] or "太大" not in answer.decode(): print(path, answer[:300])
    print(count > 900, wrong)
    """

  @Test func `nothing that is asked is answered with a fault of the server, or not at all`()
    async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let home = URL(filePath: sample.root).deletingLastPathComponent().path(percentEncoded: false)
    let name = URL(filePath: sample.root).lastPathComponent
    // Beside the dossier lies what is called a package and is none.
    try Data("no package".utf8).write(to: URL(filePath: home).appending(path: "\(name).tar"))
    try await ServedFolder.serve(home) { served in
      let told = try await served.python(Self.script, served.cookie, name)
      #expect(told == "True 0\n")
      let after = try await served.get("/dossier/\(PageAddress.encoded(name))/findings")
      #expect(after.status == 200)
    }
  }

  @Test func `of two who seal one dossier at once the second hears that it is being sealed`()
    async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      let told = try await served.python(
        """
        import json, sys, threading, urllib.request, urllib.parse
        port, cookie, name = int(sys.argv[1]), sys.argv[2].split(": ")[1], urllib.parse.quote(sys.argv[3])
        origin = f"http://127.0.0.1:{port}"
        outcomes = []
        def seal():
          request = urllib.request.Request(f"{origin}/dossier/{name}/seal", b'{"incomplete": true}',
            {"Cookie": cookie, "Origin": origin, "Accept": "application/json"})
          try: answer = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=300)
          except urllib.error.HTTPError as error: answer = error
          outcomes.append((answer.status, "正在封装" in json.loads(answer.read())["message"]))
        threads = [threading.Thread(target=seal) for _ in range(4)]
        for one in threads: one.start()
        for one in threads: one.join()
        print({status for status, _ in outcomes} <= {200, 409}, any(status == 200 for status, _ in outcomes),
          all(told for status, told in outcomes if status == 409))
        """, served.cookie, name)
      #expect(told == "True True True\n")
    }
  }
}
