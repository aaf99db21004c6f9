import Foundation
import Testing

@testable import Workbench

@Suite struct ConnectionTests {
  /// They give nobody up before the scripts below would.
  static let patient = Connections(patience: 600)

  /// Opens connections that send a part of a request or nothing, and asks for a page meanwhile.
  static let idle = """
    import socket, sys
    port, cookie = int(sys.argv[1]), sys.argv[2]
    starts = [b"", b"GET / HT", b"GET / HTTP/1.1\\r\\nHost: x\\r\\nX-A: ",
      b"POST /packages HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 1000000\\r\\n\\r\\nx"]
    idle = []
    for i in range(400):
      s = socket.create_connection(("127.0.0.1", port), timeout=300)
      s.sendall(starts[i % 4])
      idle.append(s)
    own = socket.create_connection(("127.0.0.1", port), timeout=300)
    head = f"GET /assets/icon.svg HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\n{cookie}\\r\\n\\r\\n"
    own.sendall(head.encode())
    print(own.recv(65536).split()[1].decode())
    own.close()
    """

  @Test func `four hundred idle connections keep nobody out`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root, Self.patient) { served in
      let told = try await served.python(Self.idle, served.cookie)
      #expect(told == "200\n")
    }
  }

  /// Keeps a connection, lets four hundred strangers begin what they never end, and asks over it and
  /// over a new one.
  static let strangers = """
    import http.client, socket, sys
    port, (name, value) = int(sys.argv[1]), sys.argv[2].split(": ")
    def ask(connection):
      connection.request("GET", "/assets/icon.svg", headers={name: value})
      answer = connection.getresponse()
      answer.read()
      print(answer.status)
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    ask(kept)
    kept.auto_open = 0
    own = f"Host: 127.0.0.1:{port}\\r\\nOrigin: http://127.0.0.1:{port}\\r\\n"
    bodies = ["Content-Length: 1000\\r\\n\\r\\n{", "Content-Length: 99999999999\\r\\n\\r\\n{",
      "Transfer-Encoding: chunked\\r\\n\\r\\n1\\r\\n{\\r\\n"]
    strangers = []
    for i in range(400):
      s = socket.create_connection(("127.0.0.1", port), timeout=300)
      s.sendall(f"POST /open HTTP/1.1\\r\\n{own}{bodies[i % 3]}".encode())
      strangers.append(s)
    ask(kept)
    ask(http.client.HTTPConnection("127.0.0.1", port, timeout=300))
    """

  @Test func `strangers who never end what they say keep nobody out`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root, Self.patient) { served in
      let told = try await served.python(Self.strangers, served.cookie)
      #expect(told == "200\n200\n200\n")
    }
  }

  @Test func `a stranger is refused as soon as he says too much, or that he will`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root) { served in
      let told = try await served.python(
        """
        import socket, sys
        port = int(sys.argv[1])
        own = f"Host: 127.0.0.1:{port}\\r\\nOrigin: http://127.0.0.1:{port}\\r\\n"
        for body in ["Content-Length: 2000\\r\\n\\r\\n{", "Content-Length: 99999999999\\r\\n\\r\\n{",
          "Transfer-Encoding: chunked\\r\\n\\r\\n800\\r\\n" + "x" * 2048 + "\\r\\n",
          'Content-Length: 15\\r\\n\\r\\n{"code": "abc"}']:
          s = socket.create_connection(("127.0.0.1", port), timeout=300)
          s.sendall(f"POST /open HTTP/1.1\\r\\n{own}{body}".encode())
          print(s.recv(65536).split()[1].decode())
        """)
      #expect(told == "413\n413\n413\n403\n")
    }
  }

  @Test func `connections on which nothing comes, or a byte now and then, are ended`()
    async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root, Connections(patience: 2)) { served in
      let told = try await served.python(
        """
        import socket, sys, threading, time
        port, cookie, name = int(sys.argv[1]), sys.argv[2], sys.argv[3]
        own = f"Host: 127.0.0.1:{port}\\r\\n{cookie}\\r\\nOrigin: http://127.0.0.1:{port}\\r\\n"
        def ends(start, drip, expected):
          s = socket.create_connection(("127.0.0.1", port), timeout=300)
          s.sendall(start.encode())
          s.settimeout(0.2)
          begin = time.monotonic()
          while time.monotonic() - begin < (90 if expected else 8):
            try:
              if drip: s.sendall(drip)
              if s.recv(65536) == b"": break
            except TimeoutError: pass
            except OSError: break
          else:
            if expected: print("lasts:", start)
            return
          if not expected: print("ends:", start)
        cases = [
          ("", b"", True), ("GET / HTTP/1.1\\r\\n", b"X: y\\r\\n", True), ("", b"G", True),
          (f"GET /assets/icon.svg HTTP/1.1\\r\\n{own}\\r\\n", b"", True),
          # Forms that come in drops, whatever length they claim, and a refused one with a long body.
          (f"POST /dossier/{name}/assign HTTP/1.1\\r\\n{own}Content-Length: 99999999999\\r\\n\\r\\n", b"x", True),
          (f"POST /dossier/{name}/assign HTTP/1.1\\r\\n{own}Content-Length: 100\\r\\n\\r\\n", b"x", True),
          (f"POST /packages HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 999999999999\\r\\n\\r\\n", b"x", True),
          (f"POST /packages HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n", b"1\\r\\nx\\r\\n", True),
          # One that comes steadily, and a page that waits for news.
          (f"POST /dossier/{name}/assign HTTP/1.1\\r\\n{own}Content-Length: 99999999\\r\\n\\r\\n", b"x" * 65536, False),
          (f"GET /events HTTP/1.1\\r\\n{own}\\r\\n", b"", False),
        ]
        threads = [threading.Thread(target=ends, args=one) for one in cases]
        for one in threads: one.start()
        for one in threads: one.join()
        print("done")
        """, served.cookie, URL(filePath: sample.root).lastPathComponent)
      #expect(told == "done\n")
    }
  }

  @Test func `a head that is too large is refused, and the next request is answered`() async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root) { served in
      let long = try await served.get("/", "-H", "X: \(String(repeating: "a", count: 40_000))")
      #expect([400, 431].contains(long.status))
      let many = try await served.get(
        "/", "-H", (0..<300).map { "X-\($0): a" }.joined(separator: "\r\n"))
      #expect([400, 431].contains(many.status))
      let next = try await served.get("/assets/icon.svg")
      #expect(next.status == 200)
    }
  }
}
