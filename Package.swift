// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "evpack",
  products: [
    .executable(name: "evpack", targets: ["evpack"]),
    // For the package in Tests/Fuzz alone.
    .library(name: "FuzzTargets", targets: ["FuzzTargets"]),
    // For the package in Benchmarks/Micro alone.
    .library(
      name: "EvpackLibraries", targets: ["Definitions", "Evidence", "Files", "Manifest", "Office"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(name: "CMagic", pkgConfig: "libmagic", providers: [.apt(["libmagic-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(
      name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .systemLibrary(
      name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .target(name: "CCurl"),
    .target(name: "CLinux"),
    .target(name: "CPango"),
    .target(name: "CPictures"),
    .target(name: "CQPDF"),

    .target(name: "Notation", swiftSettings: strict),
    .target(name: "YAML", dependencies: ["Notation", "CYAML"], swiftSettings: strict),
    .target(name: "Evidence", dependencies: ["Notation"], swiftSettings: strict),
    .target(
      name: "Definitions", dependencies: ["Evidence", "Notation", "YAML"],
      resources: [.embedInCode("Forms/fujian-sme-cluster-2026.yaml")],
      swiftSettings: strict),
    .target(name: "Pages", swiftSettings: strict),
    .target(name: "Files", dependencies: ["CLinux"], swiftSettings: strict),
    .target(name: "Archive", dependencies: ["CArchive", "CLinux", "Files"], swiftSettings: strict),
    .target(
      name: "Manifest",
      dependencies: [
        "Evidence", "Archive", "Files", "CCrypto", "CCurl",
        .product(name: "SwiftASN1", package: "swift-asn1"),
      ],
      swiftSettings: strict),
    .target(
      name: "Office", dependencies: ["Evidence", "Archive", "Files", "CExpat", "CXlsxWriter"],
      swiftSettings: strict),
    .target(
      name: "Inspection",
      dependencies: [
        "Definitions", "Evidence", "Archive", "Files", "Office", "CLinux", "CMagic", "CQPDF",
        "CCrypto",
      ],
      swiftSettings: strict),
    .target(name: "Review", dependencies: ["Evidence", "Manifest"], swiftSettings: strict),
    .target(
      name: "Reports",
      dependencies: [
        "Evidence", "Manifest", "Review", "Notation", "Pages", "YAML", "CQREncode",
      ],
      resources: [
        .embedInCode("Words/findings.yaml"), .embedInCode("Words/package-findings.yaml"),
        .embedInCode("Words/list-findings.yaml"), .embedInCode("Words/phrases.yaml"),
        .embedInCode("Words/list-phrases.yaml"), .embedInCode("Words/review-phrases.yaml"),
        .embedInCode("Words/verifier-phrases.yaml"), .embedInCode("Words/paper-phrases.yaml"),
        .embedInCode("Words/volume-phrases.yaml"), .embedInCode("Words/workbench-phrases.yaml"),
        .embedInCode("Page/page.css"),
        .embedInCode("Verifier/sha256.js"), .embedInCode("Verifier/names.js"),
        .embedInCode("Verifier/header.js"), .embedInCode("Verifier/container.js"),
        .embedInCode("Verifier/bag.js"), .embedInCode("Verifier/sealed-page.js"),
        .embedInCode("Verifier/worker.js"),
        .embedInCode("Verifier/digests.js"), .embedInCode("Verifier/page.js"),
        .embedInCode("Verifier/verifier.css"),
      ],
      swiftSettings: strict),
    .target(
      name: "Volume",
      dependencies: [
        "Archive", "Evidence", "Files", "Inspection", "Manifest", "Notation", "Office", "Reports",
        "CLinux", "CPango", "CPictures", "CQPDF",
      ],
      swiftSettings: strict),
    .target(
      name: "Desk",
      dependencies: [
        "Definitions", "Evidence", "Files", "Archive", "Inspection", "Manifest", "Notation",
        "Office", "Reports", "Review", "Volume", "YAML",
      ],
      swiftSettings: strict),
    .target(
      name: "Workbench",
      dependencies: [
        "Evidence", "Files", "Manifest", "Pages", "Reports", "Review", "Desk",
        "Inspection",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      resources: [
        .embedInCode("Assets/workbench.css"), .embedInCode("Assets/workbench.js"),
        .embedInCode("Assets/icon.svg"), .embedInCode("Assets/open.js"),
        .embedInCode("Assets/marks.js"), .embedInCode("Assets/items.js"),
        .embedInCode("Assets/files.js"), .embedInCode("Assets/dossier.js"),
        .embedInCode("Assets/loose.js"), .embedInCode("Assets/findings.js"),
        .embedInCode("Assets/shelf.js"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "evpack",
      dependencies: [
        "CLinux", "Definitions", "Evidence", "Inspection", "Manifest", "Reports", "Review", "Desk",
        "Files", "Volume",
        "Workbench",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .testTarget(
      name: "EvidenceTests", dependencies: ["Definitions", "Evidence", "ThreadTime"],
      swiftSettings: strict),
    .target(name: "ThreadTime", path: "Tests/ThreadTime", swiftSettings: strict),
    .testTarget(name: "PagesTests", dependencies: ["Pages"], swiftSettings: strict),
    .testTarget(name: "NotationTests", dependencies: ["Notation"], swiftSettings: strict),
    .testTarget(
      name: "YAMLTests", dependencies: ["Definitions", "Notation", "YAML"], swiftSettings: strict),
    .testTarget(
      name: "ManifestTests",
      dependencies: ["Manifest", "Archive", "Files", "Evidence", "ThreadTime"],
      swiftSettings: strict),
    .testTarget(
      name: "OfficeTests", dependencies: ["Definitions", "Office", "Evidence", "ThreadTime"],
      exclude: ["Variants"],
      swiftSettings: strict),
    .testTarget(
      name: "InspectionTests",
      dependencies: ["Definitions", "Inspection", "Evidence", "Files", "ThreadTime"],
      swiftSettings: strict),
    .testTarget(
      name: "ReportsTests",
      dependencies: ["Definitions", "Reports", "Review", "Evidence", "Files", "Manifest"],
      swiftSettings: strict),
    .testTarget(
      name: "VolumeTests", dependencies: ["Volume", "Evidence", "Files", "Inspection", "Reports"],
      swiftSettings: strict),
    .testTarget(
      name: "DeskTests",
      dependencies: [
        "Definitions", "Desk", "Evidence", "Files", "Manifest", "Notation", "Volume",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "WorkbenchTests",
      dependencies: [
        "Definitions", "Workbench", "Desk", "Evidence", "Manifest", "Reports", "Review",
      ], swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["evpack"],
      exclude: ["Transcripts", "Verifier", "Verdict", "Page"],
      swiftSettings: strict),
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Definitions", "Desk", "Reports", "Review", "Inspection", "Office", "Manifest", "Archive",
        "Files",
        "Evidence",
      ],
      path: "Tests/Fuzz/Targets", swiftSettings: strict),
    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Tests",
      swiftSettings: strict),
  ]
)
