// swift-tools-version: 6.1
import PackageDescription

// Built by ./run alone: the program needs libFuzzer, and all of evpack instrumented for it.
let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "evpack", path: "../..")],
  targets: [
    .systemLibrary(name: "CLibFuzzer"),
    .executableTarget(
      name: "fuzz", dependencies: ["CLibFuzzer", .product(name: "FuzzTargets", package: "evpack")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
  ]
)
