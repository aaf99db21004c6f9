import Evidence
import Manifest

extension FuzzTarget {
  /// Encodings of the kinds that are decoded: one byte a character, two, one to four.
  private static let encodings = ["UTF-16", "GB18030", "ISO-8859-1"]

  /// What is read in a manifest can be written and read again, and names nothing outside the bag.
  static func readManifest(_ input: [UInt8]) {
    let (manifest, _) = FileManifest.parse(input)
    // Only after md5sum's mark of a binary file can a name begin so.
    let plain = FileManifest(
      lines: manifest.lines.filter { !"* \t".utf8.contains($0.path.bytes[0]) })
    let written = plain.print()
    let (again, defects) = FileManifest.parse(written)
    precondition(again == plain && defects.isEmpty)
    // The shortest digest, the longest and evpack's own.
    for algorithm in [DigestAlgorithm.md5, .sha256, .sha512] {
      for version in [BagVersion.known[0], .rfc8493] { read(input, algorithm, version) }
    }
    for encoding in encodings {
      guard let text = try? TagText.decode(input, from: encoding) else { continue }
      read(text, .sha256, .rfc8493)
    }
  }

  private static func read(_ text: [UInt8], _ algorithm: DigestAlgorithm, _ version: BagVersion) {
    var last = 0
    ManifestLine.forEach(of: text, algorithm, version) { number, raw, parse in
      precondition(number >= last)
      last = number
      let (line, reasons) = parse()
      guard let line else { return precondition(!reasons.isEmpty) }
      precondition(line.digest.count == algorithm.byteCount)
      check(line.path)
      line.alternative.map(check)
    }
  }

  /// A path that leads nowhere but below the folder that it is taken from.
  private static func check(_ path: PackagePath) {
    let parts = path.bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    for part in parts {
      precondition(!part.isEmpty && !part.contains(0) && !part.contains(UInt8(ascii: "\\")))
      precondition(!part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8))
    }
  }

  /// What is read in `bag-info.txt` can be written and read again.
  static func readTagFiles(_ input: [UInt8]) {
    let (declaration, _) = BagDeclaration.parse(input)
    for encoding in [declaration.encoding] + encodings {
      guard let text = try? TagText.decode(input, from: encoding) else { continue }
      for version in [BagVersion.known[2], .rfc8493] {
        let info = BagInfo.parse(text, version: version).info
        let written = info.print()
        let (again, defects) = BagInfo.parse(written)
        precondition(defects.isEmpty && again.print() == written)
        precondition(again.fields.count == info.fields.count)
        for field in info.fields { _ = PayloadOxum(field.value) }
        FetchList.forEach(of: text, version, until: { false }) { _, line, reasons in
          guard let line else { return precondition(!reasons.isEmpty) }
          check(line.path)
          line.alternative.map(check)
        }
      }
    }
  }
}
