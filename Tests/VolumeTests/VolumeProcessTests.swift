import Evidence
import Files
import Foundation
import Inspection
import Reports
import Testing

@testable import Volume

/// What becomes of a process that does not do as it should.
@Suite struct VolumeProcessTests {
  private func make(by script: String) throws -> VolumeSummary {
    var order = VolumeOrder(language: .en, form: "Form", applicant: "Someone", date: "2026-12-01")
    order.sources = [VolumeOrder.Source(name: "a.pdf", type: .pdf, size: 1, sha256: "")]
    return try VolumeProcess.make(
      order, from: { _ in VolumeProcess.Input(file: try Descriptor.inMemory([0]), count: 1) },
      by: Inspector.Program(path: "/usr/bin/python3", arguments: ["-c", script]),
      into: { parts in try (0..<parts).map { _ in try Descriptor.temporary() } })
  }

  private static let beginning = """
    import socket,struct,os,sys
    s=socket.socket(fileno=0)
    def frame(b): s.sendall(struct.pack('<q',len(b))+b)
    """

  @Test(arguments: [
    "pass", "frame(b'\\xff')", "s.sendall(b'\\xff'*8)", "frame(b'\\1'+struct.pack('<q',-1))",
    "frame(b'\\1'+struct.pack('<q',1<<40))", "s.sendall(struct.pack('<q',1<<62))",
  ])
  func whatIsNoAnswerIsABreakdown(_ script: String) {
    #expect(throws: VolumeFailure.brokenDown) {
      try make(by: Self.beginning + "\n" + script)
    }
  }

  @Test func aFileThatEndsTheProcessIsLeftOutOfTheNextAttempt() throws {
    let log = FileManager.default.temporaryDirectory.appending(path: "evpack-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: log) }
    let script = """
      n=struct.unpack('<q',s.recv(8))[0]; b=b''
      while len(b)<n: b+=s.recv(n-len(b))
      open('\(log.path)','a').write(b[-8:].hex()+'\\n')
      frame(b'\\0\\1'+struct.pack('<qqq',0,0,0))
      """
    #expect(throws: VolumeFailure.brokenDown) { try make(by: Self.beginning + "\n" + script) }
    // The second request names source 0 as broken: one number, which is 0.
    let requests = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
    #expect(requests.count == 2)
    #expect(requests.last == "0000000000000000")
  }

  @Test func whoeverStopsIsHeard() throws {
    let order = VolumeOrder(language: .en, form: "Form", applicant: "Someone", date: "2026-12-01")
    #expect(throws: VolumeFailure.cancelled) {
      try VolumeProcess.make(
        order, from: { _ in throw VolumeFailure.brokenDown },
        by: Inspector.Program(path: "/bin/sleep", arguments: ["30"]), into: { _ in [] },
        isCancelled: { true })
    }
  }
}
