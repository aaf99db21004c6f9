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
}
