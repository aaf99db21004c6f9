import Definitions
import Evidence
import Foundation

@testable import Office

/// The sample forms and what is true of them.
enum Samples {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/Samples")

  /// One place of a filled form, as the truth files have it.
  struct TruePlace: Decodable, Equatable {
    var section: String
    var label: String
    var parent: String?
    var kind: String
    var option: String?
    var ticked: Bool?
    var row: String?
    var column: String?
    var value: String?
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: folder.appending(path: path)))
  }

  static func truth(_ path: String) throws -> [TruePlace] {
    try JSONDecoder().decode(
      [TruePlace].self, from: Data(contentsOf: folder.appending(path: path)))
  }

  static func form() throws -> Form {
    guard let form = try BundledForms.form("fujian-sme-cluster-2026") else {
      throw CocoaError(.fileNoSuchFile)
    }
    return form
  }

  static func document(_ path: String) throws -> WordDocument {
    try WordDocument(bytes: bytes(path))
  }
}
