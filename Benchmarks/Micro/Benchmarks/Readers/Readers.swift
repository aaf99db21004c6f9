import Benchmark
import Definitions
import Evidence
import Files
import Foundation
import Manifest
import Office

/// What one file costs: a form, a list, a manifest, the headers of a package.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuUser, .peakMemoryResident], maxDuration: .seconds(3))

  let samples = Samples()

  Benchmark("a Word form of 249 places, read and understood") { _ in
    blackHole(FilledForm(samples.form, in: try WordDocument(bytes: samples.document)))
  }

  Benchmark("a manifest of 10,000 lines, read") { _ in
    blackHole(FileManifest.parse(samples.manifest).manifest)
  }

  Benchmark("a manifest of 10,000 lines, written") { _ in
    blackHole(FileManifest(lines: samples.lines).print())
  }

  Benchmark("the headers of a package of 10,000 files, checked") { _ in
    blackHole(try PackageListing.read(samples.package))
  }
}

struct Samples: @unchecked Sendable {
  let form: Form
  let document: [UInt8]
  let lines: [FileManifest.Line]
  let manifest: [UInt8]
  /// A sealed package's path.
  let package: String

  init() {
    do {
      let root = URL(filePath: #filePath).appending(path: "../../../../..").standardizedFileURL
      document = Array(
        try Data(contentsOf: root.appending(path: "Tests/Fixtures/Samples/forms/cluster1-v1.docx")))
      guard let form = try BundledForms.form("fujian-sme-cluster-2026") else {
        preconditionFailure("the program brings this form along")
      }
      self.form = form
      let folder = "data/evidence/2-2-1 建有产业链上下游产供销一体化协同协作机制"
      let files = try (0..<10_000).map { index in
        PayloadFile(
          path: try PackagePath("\(folder)/云溪竹木家居产业集群材料 \(index).txt"),
          source: .bytes(Array("佐证材料 \(index)\n".utf8)))
      }
      package = FileManager.default.temporaryDirectory
        .appending(path: "evpack-benchmark-\(getpid()).tar").path
      let receipt = try Sealing.seal(
        bagNamed: "福清电子", to: package, payload: files, sealedAt: 1_790_000_000, replacing: true)
      lines = receipt.files.filter { $0.path.bytes.starts(with: "data/".utf8) }
        .map { .init(digest: $0.digest, path: $0.path) }
      manifest = FileManifest(lines: lines).print()
    } catch {
      preconditionFailure("the samples can't be made: \(error)")
    }
  }
}
