import Evidence
import Files
import Foundation
import Testing

@testable import Inspection

@Suite struct SampleFilesTests {
  static let samples = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/Samples")

  struct TrueAttachment: Decodable {
    var path: String
    var bytes: Int
    var kind: String
    var state: String
  }

  static func truth(_ cluster: Int) throws -> [TrueAttachment] {
    try JSONDecoder().decode(
      [TrueAttachment].self,
      from: Data(contentsOf: samples.appending(path: "truth/cluster\(cluster).evidence.json")))
  }

  @Test(arguments: [1, 2])
  func `every sample has the kind and the state that the truth tells`(cluster: Int) throws {
    let root = Self.samples.appending(path: "evidence/cluster\(cluster)").path(
      percentEncoded: false)
    let attachments = try Self.truth(cluster)
    #expect(attachments.count == (cluster == 1 ? 55 : 17))
    for attachment in attachments where attachment.state != "junk" {
      // Through the kernel, since Foundation may normalise a name.
      let facts = try FileInspection.inspect(Descriptor.open("\(root)/\(attachment.path)"))
      #expect(facts.state.rawValue == attachment.state, "\(attachment.path)")
      guard attachment.state != "empty" else { continue }
      switch attachment.kind {
      // The ending lies; the truth's note tells so.
      case "png" where attachment.path.hasSuffix("培训照片.png"): #expect(facts.type == .jpeg)
      case "jpg": #expect(facts.type == .jpeg, "\(attachment.path)")
      case "csv": #expect(facts.type == .text, "\(attachment.path)")
      default: #expect(facts.type.rawValue == attachment.kind, "\(attachment.path)")
      }
    }
  }
}
