// swift-tools-version: 6.1
import PackageDescription

// Run by `make bench` alone: evpack itself does not depend on the benchmark library.
let package = Package(
  name: "micro",
  dependencies: [
    .package(name: "evpack", path: "../.."),
    // Without its interposers for malloc and reference counts, which time does not need.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "Readers",
      dependencies: [
        .product(name: "EvpackLibraries", package: "evpack"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Readers",
      swiftSettings: [.swiftLanguageMode(.v6)],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ]
)
