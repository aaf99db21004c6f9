import Evidence
import Files
import Foundation
import Reports

@testable import Volume

/// A PDF written by hand, object by object.
struct HandmadePDF {
  private var objects: [String] = []

  /// - Returns: the object's number.
  mutating func add(_ object: String) -> Int {
    objects.append(object)
    return objects.count
  }

  mutating func set(_ number: Int, _ object: String) { objects[number - 1] = object }

  mutating func stream(_ content: String, _ entries: String = "") -> Int {
    add("<< \(entries) /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream")
  }

  func bytes(root: Int, trailer: String = "") -> [UInt8] {
    var text = "%PDF-1.7\n"
    var offsets: [Int] = []
    for (index, object) in objects.enumerated() {
      offsets.append(text.utf8.count)
      text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
    }
    let table = text.utf8.count
    text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
    for offset in offsets { text += String(format: "%010d 00000 n \n", offset) }
    text +=
      "trailer\n<< /Size \(objects.count + 1) /Root \(root) 0 R \(trailer) >>\n"
      + "startxref\n\(table)\n%%EOF\n"
    return Array(text.utf8)
  }

  /// A document of pages, each given as its entries beside type, parent and contents, and the contents.
  static func pages(
    _ pages: [(entries: String, contents: [String])], root more: String = "",
    _ change: (inout HandmadePDF) -> String = { _ in "" }
  ) -> [UInt8] {
    var pdf = HandmadePDF()
    let root = pdf.add("")
    let tree = pdf.add("")
    let font = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    var kids: [Int] = []
    for page in pages {
      let streams = page.contents.map { pdf.stream($0) }
      let list = streams.map { "\($0) 0 R" }.joined(separator: " ")
      let contents =
        streams.isEmpty ? "" : streams.count == 1 ? "/Contents \(list)" : "/Contents [\(list)]"
      kids.append(
        pdf.add("<< /Type /Page /Parent \(tree) 0 R \(contents) \(page.entries) >>"))
    }
    let extra = change(&pdf)
    pdf.set(root, "<< /Type /Catalog /Pages \(tree) 0 R \(more) \(extra) >>")
    let list = kids.map { "\($0) 0 R" }.joined(separator: " ")
    pdf.set(
      tree,
      "<< /Type /Pages /Count \(kids.count) /Kids [\(list)] "
        + "/Resources << /Font << /F1 \(font) 0 R >> >> >>")
    return pdf.bytes(root: root)
  }

  static let a4 = "/MediaBox [0 0 595 842]"
  static let drawing =
    "1 0 0 rg 60 600 100 150 re f 0 0 1 rg 300 500 200 40 re f "
    + "BT /F1 24 Tf 80 400 Td (Some words here) Tj ET"
}

/// A volume of files that are given as bytes, made in this process.
struct MadeVolume {
  let folder: URL
  private(set) var summary = VolumeSummary(parts: [], remarks: [])
  private(set) var plan: VolumePlan
  let order: VolumeOrder
  private var names: [String] = []

  init(
    _ files: [(name: String, bytes: [UInt8])], _ language: Language = .zh,
    _ change: (inout VolumeOrder) -> Void = { _ in }
  ) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "evpack-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var order = VolumeOrder(
      language: language, form: "某某申报表", applicant: "云溪竹木家居", date: "2026-12-01")
    order.sources = files.enumerated().map { index, file in
      VolumeOrder.Source(
        name: file.name, type: FileType(ofFileNamed: file.name) ?? .other,
        size: Int64(file.bytes.count), sha256: "\(file.bytes.hashValue)/\(file.bytes.count)")
    }
    order.sections = [
      VolumeOrder.Section(
        title: "三、创新能力情况",
        requirements: [
          VolumeOrder.Requirement(
            number: "3-1", title: "中小企业参与制修订标准清单", asked: "需提供清单",
            sources: Array(files.indices)),
          VolumeOrder.Requirement(number: "3-2", title: "有效发明专利清单", isMissing: true),
        ])
    ]
    change(&order)
    self.order = order
    plan = VolumePlan(
      order,
      VolumePlan.Measures(
        dividers: order.requirements.map { _ in 0 }, sources: order.sources.map { _ in (1, 0) }))
    let mapped = try files.map { try MappedFile(try Descriptor.inMemory($0.bytes)) }
    // As VolumeProcess does it: a file that can't be bound after all is left out of the next attempt.
    var broken: Set<Int> = []
    while true {
      var last: Int?
      do {
        let making = try VolumeMaking(order, mapped, broken: broken, tell: { last = $0.source })
        plan = making.plan
        names = making.plan.parts.indices.map { "part-\($0).pdf" }
        for (part, name) in names.enumerated() {
          let path = folder.appending(path: name).path(percentEncoded: false)
          let staged = try StagedFile(for: path, replacing: true)
          try making.make(part, to: staged.descriptor)
          try staged.commit()
        }
        summary = making.summary
        return
      } catch VolumeFailure.brokenDown {
        guard let culprit = last, broken.insert(culprit).inserted else {
          throw VolumeFailure.brokenDown
        }
      }
    }
  }

  func path(_ part: Int = 0) -> String { folder.appending(path: names[part]).path }

  func bytes(_ part: Int = 0) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: names[part])))
  }

  func text(_ page: Int, _ part: Int = 0) throws -> String {
    try run("pdftotext", ["-f", "\(page)", "-l", "\(page)", path(part), "-"]).text
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }
}

struct ToolOutcome {
  var exit: Int32
  var bytes: Data
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Runs a program to its end.
@discardableResult
func run(_ program: String, _ arguments: [String]) throws -> ToolOutcome {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let output = Pipe()
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  try process.run()
  let bytes = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return ToolOutcome(exit: process.terminationStatus, bytes: bytes)
}

/// A page as a reader of PDFs shows it.
struct Rendering {
  let width: Int
  let height: Int
  private let pixels: [UInt8]

  init(_ file: String, page: Int, dpi: Int = 50) throws {
    let data = try run(
      "pdftoppm", ["-cropbox", "-r", "\(dpi)", "-f", "\(page)", "-l", "\(page)", file]
    ).bytes
    let bytes = Array(data)
    // P6, width, height, 255, each followed by white space (ppm(5)).
    var numbers: [Int] = []
    var place = 2
    while numbers.count < 3, place < bytes.count {
      while place < bytes.count, bytes[place] <= 32 { place += 1 }
      var value = 0
      while place < bytes.count, bytes[place] > 32 {
        value = value * 10 + Int(bytes[place]) - 48
        place += 1
      }
      numbers.append(value)
    }
    guard numbers.count == 3 else { throw CocoaError(.fileReadCorruptFile) }
    (width, height) = (numbers[0], numbers[1])
    pixels = Array(bytes[(place + 1)...])
  }

  subscript(x: Int, y: Int) -> [UInt8] {
    let start = (y * width + x) * 3
    return Array(pixels[start..<(start + 3)])
  }

  /// How many pixels differ, the plates of the numbers at the foot left out.
  func differences(from other: Rendering) -> Int {
    guard width == other.width, height == other.height else { return .max }
    var count = 0
    for y in 0..<height {
      for x in 0..<width where self[x, y] != other[x, y] {
        let isAtFoot = height - y < 40
        if !isAtFoot || x > 90 && x < width - 90 { count += 1 }
      }
    }
    return count
  }
}
