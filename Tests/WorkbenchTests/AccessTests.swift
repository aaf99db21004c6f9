import Foundation
import Testing

@testable import Workbench

@Suite struct AccessTests {
  @Test func `the address with the token is exchanged for a cookie that scripts can't read`()
    async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root) { served in
      let answer = try await served.curl(["/?token=\(served.token)"])
      #expect(answer.status == 303)
      #expect(answer.header("Location") == "/")
      let cookie = try #require(answer.header("Set-Cookie"))
      #expect(cookie.contains("HttpOnly"))
      #expect(cookie.contains("SameSite=Strict"))
      let answer1 = try await served.get("/")
      #expect(answer1.status == 303)
    }
  }

  @Test func `only this address, this origin and this token are let in, on every path`()
    async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      let paths = [
        "/", "/assets/workbench.js", "/dossier/\(name)/section/innovation",
        "/dossier/\(name)/file/dossier.yaml", "/nowhere",
      ]
      for path in paths {
        let answer2 = try await served.curl([path])
        #expect(answer2.status == 403, "\(path) without a token")
        let wrong = String(repeating: "0", count: 64)
        let answer3 = try await served.curl([path, "-H", "Cookie: evpack-\(served.port)=\(wrong)"])
        #expect(answer3.status == 403)
        let answer4 = try await served.curl([path + "?token=\(wrong)"])
        #expect(answer4.status == 403)
        for host in ["evil.example:\(served.port)", "localhost:\(served.port)", "127.0.0.1", ""] {
          let answer5 = try await served.get(path, "-H", "Host: \(host)")
          #expect(answer5.status == 421, "\(host)")
        }
        for origin in ["http://evil.example", "null", "http://127.0.0.1", "http://localhost"] {
          let answer6 = try await served.get(path, "-H", "Origin: \(origin)")
          #expect(answer6.status == 403, "\(origin)")
        }
        let answer7 = try await served.get(path, "-H", "Sec-Fetch-Site: cross-site")
        #expect(answer7.status == 403)
        // What changes something must say where it comes from.
        let answer8 = try await served.get(path, "-X", "POST")
        #expect(answer8.status == 403)
      }
    }
  }

  @Test func `the name of a foreign site that leads here is refused before anything is read`()
    async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root) { served in
      let answer = try await served.get("/?token=\(served.token)", "-H", "Host: evil.example")
      #expect(answer.status == 421)
      #expect(answer.header("Set-Cookie") == nil)
      #expect(!answer.body.contains(served.token))
    }
  }

  @Test func `every answer carries the policies`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      for path in ["/", "/assets/workbench.css", "/nowhere", "/dossier/\(name)/findings"] {
        let answer = try await served.get(path)
        let policy = try #require(answer.header("Content-Security-Policy"))
        #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self'"))
        #expect(policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
        #expect(answer.header("Cross-Origin-Resource-Policy") == "same-origin")
      }
    }
  }

  @Test func `a redirection leads nowhere but to this address`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root) { served in
      for path in [
        "//host/", "///host", "//host%2f..", "/%2f%2fhost/", "/%5chost/", "/\\host", "//%68ost/x",
        "/a//b/", "/%09/host", "/.//host",
      ] {
        for query in ["language=en", "token=\(served.token)"] {
          let answer = try await served.get("\(path)?\(query)")
          guard let location = answer.header("Location") else {
            #expect([400, 404].contains(answer.status), "\(path)")
            continue
          }
          // RFC 3986 §4.2: two slashes begin a host; browsers take a backslash for a slash.
          #expect(location.hasPrefix("/"), "\(path)")
          #expect(!location.hasPrefix("//") && !location.contains("\\"), "\(path): \(location)")
        }
      }
    }
  }

  @Test func `a request that names its host in two ways, or none, is refused`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root) { served in
      let own = served.authority
      let heads = [
        "GET / HTTP/1.1\nHost: \(own)\nHost: \(own)", "GET / HTTP/1.1\nHost: \(own)\nHost: evil",
        "GET / HTTP/1.1\nHost: evil\nHost: \(own)", "GET / HTTP/1.1", "GET / HTTP/1.0",
        "GET / HTTP/1.1\nHost: user@\(own)", "GET / HTTP/1.1\nHost: 127.0.0.1.:\(served.port)",
        "GET / HTTP/1.1\nHost: 127.0.0.1:0\(served.port)", "GET / HTTP/1.1\nHost: \(own), evil",
        "GET http://evil/ HTTP/1.1\nHost: \(own)", "GET http://\(own)/ HTTP/1.1\nHost: \(own)",
        "GET HTTP://evil/a HTTP/1.1\nHost: \(own)", "OPTIONS * HTTP/1.1\nHost: \(own)",
      ]
      for head in heads {
        let answer = try await served.python(
          """
          import socket, sys
          s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=300)
          head = sys.argv[2].replace("\\n", "\\r\\n")
          s.sendall(f"{head}\\r\\n{sys.argv[3]}\\r\\nConnection: close\\r\\n\\r\\n".encode())
          print(s.recv(65536).split()[1].decode())
          """, head, served.cookie)
        #expect(["400\n", "421\n"].contains(answer), "\(head): \(answer)")
      }
    }
  }

  @Test func `the file for the browser lets in once, and what it is called lets nobody in`()
    async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root) { served in
      let file = try served.entrance.file()
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let match = try #require(
        text.firstMatch(of: /url=http:\/\/([0-9.:]+)\/open#([0-9a-f]{64})"/))
      #expect(match.1 == served.authority)
      let code = String(match.2)
      #expect(code != served.token && !file.contains(code) && !text.contains(served.token))
      func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
      }
      #expect(try mode(file) == 0o600)
      let folder = URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
      #expect(try mode(folder) == 0o700)

      // The page that the file leads to is reached from another site, as a browser sees it.
      let page = try await served.curl(["/open", "-H", "Sec-Fetch-Site: cross-site"])
      #expect(page.status == 200)
      #expect(!page.body.contains(served.token) && page.header("Set-Cookie") == nil)
      func enter(_ code: String, _ arguments: String...) async throws -> ServedFolder.Answer {
        try await served.curl(
          ["/open", "-X", "POST", "--data-binary", "{\"code\": \"\(code)\"}"] + arguments)
      }
      let own = "Origin: http://\(served.authority)"
      // Neither another site's page nor a wrong code spoils the right one.
      let foreign = try await enter(code, "-H", "Origin: http://evil.example")
      let bare = try await enter(code)
      let wrong = try await enter(String(repeating: "0", count: 64), "-H", own)
      #expect([foreign, bare, wrong].map(\.status) == [403, 403, 403])
      #expect(FileManager.default.fileExists(atPath: file))
      let entered = try await enter(code, "-H", own)
      #expect(entered.status == 204)
      let cookie = try #require(entered.header("Set-Cookie"))
      #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
      let again = try await enter(code, "-H", own)
      #expect(again.status == 403 && again.header("Set-Cookie") == nil)
      let inAddress = try await served.curl(["/?token=\(code)"])
      #expect(inAddress.status == 403)
      #expect(!FileManager.default.fileExists(atPath: folder))
    }
  }
}
