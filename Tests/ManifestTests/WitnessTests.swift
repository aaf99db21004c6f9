import Evidence
import Files
import Manifest
import Testing

/// Other people's programs as judges of a package: none of their code is ours.
@Suite struct WitnessTests {
  static let names = try? SamplePackage().receipt.files.map { "福清电子/" + $0.path.description }

  @Test(arguments: ["tar xf", "bsdtar xf", "7z x -y", "python3 -m tarfile -e"])
  func `other programs unpack exactly what was sealed`(command: String) throws {
    let sample = try SamplePackage()
    let outcome = try shell(
      "export LC_ALL=C.UTF-8; mkdir out && cd out && \(command) ../福清电子.tar",
      in: sample.folder.path)
    #expect(outcome.status == 0, "\(outcome.output)")
    let tree = try DirectoryTree(root: sample.folder["out"]).entries()
    let found = tree.filter { $0.kind == .regular }.map {
      String(decoding: $0.path, as: UTF8.self)
    }
    #expect(Set(found) == Set(Self.names ?? []))
    let checked = try shell(
      "sha256sum -c --strict manifest-sha256.txt && sha256sum -c --strict tagmanifest-sha256.txt",
      in: sample.folder["out/福清电子"])
    #expect(checked.status == 0, "\(checked.output)")
  }

  @Test(arguments: [
    ("tar tf", "C.UTF-8"), ("bsdtar tf", "C.UTF-8"), ("tar --quoting-style=literal -tf", "C"),
  ])
  func `other programs list the members in the package's order`(
    command: String, locale: String
  ) throws {
    let sample = try SamplePackage()
    let outcome = try shell(
      "LC_ALL=\(locale) \(command) 福清电子.tar", in: sample.folder.path)
    #expect(outcome.status == 0)
    #expect(outcome.output.split(separator: "\n").map(String.init) == Self.names)
  }

  @Test func `the seal number is what sha256sum says of the tag manifest`() throws {
    let sample = try SamplePackage()
    let outcome = try shell(
      "tar xOf 福清电子.tar 福清电子/tagmanifest-sha256.txt | sha256sum", in: sample.folder.path)
    #expect(outcome.output.hasPrefix(sample.receipt.sealNumber.hex))
  }

  @Test func `bagit.py finds the unpacked bag valid`() throws {
    let sample = try SamplePackage()
    let outcome = try shell(
      "tar xf 福清电子.tar && python3 -m bagit --validate 福清电子", in: sample.folder.path)
    #expect(outcome.status == 0, "\(outcome.output)")
  }

  @Test func `bags made by bagit.py and GNU tar are verified, as another tool's`() throws {
    for format in ["gnu", "posix", "ustar"] {
      let folder = try TemporaryFolder()
      try folder.write("a", to: "bag/甲/一.txt")
      try folder.write("b", to: "bag/plain")
      if format != "ustar" { try folder.write("c", to: "bag/\(SamplePackage.longName)") }
      let outcome = try shell(
        "python3 -m bagit --sha256 --quiet bag && tar cf bag.tar --format=\(format) bag",
        in: folder.path)
      #expect(outcome.status == 0, "\(outcome.output)")
      let report = try Verification.verify(path: folder["bag.tar"])
      #expect(brokenRules(report) == ["bagit-version", "not-evpack"])
      #expect(report.isIntact && !report.isCanonical)
      #expect(report.payloadOxum.streams == (format == "ustar" ? 2 : 3))
      let piped = try Verification.verify(Descriptor.open(folder["bag.tar"]))
      #expect(piped.findings == report.findings)

      _ = try shell(
        "echo x >> bag/data/plain; tar cf bag.tar --format=\(format) bag", in: folder.path)
      let changed = try Verification.verify(path: folder["bag.tar"])
      #expect(
        brokenRules(changed)
          == ["bagit-version", "digest-mismatch", "not-evpack", "oxum-mismatch"])
    }
  }

  /// Each algorithm that bagit.py has, on a folder, whole and then altered: the same verdicts.
  @Test(arguments: [
    "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512", "blake2b",
    "blake2s",
  ])
  func `bagit.py and evpack agree on its bags`(algorithm: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("a", to: "bag/甲/一.txt")
    try folder.write("b", to: "bag/plain")
    let made = try shell("python3 -m bagit --\(algorithm) --quiet bag", in: folder.path)
    #expect(made.status == 0, "\(made.output)")
    for spoiling in [
      "true", "echo x >> bag/data/plain", "rm bag/data/plain", "echo x > bag/data/new",
      "sed -i s/Bagging/Bogging/ bag/bag-info.txt", "rm bag/manifest-*.txt", "rm bag/bagit.txt",
    ] {
      let spoiled = try shell(
        "rm -rf copy && cp -a bag copy && (\(spoiling.replacing("bag/", with: "copy/")))",
        in: folder.path)
      #expect(spoiled.status == 0, "\(spoiled.output)")
      let theirs = try shell("python3 -m bagit --validate copy", in: folder.path)
      let report = try Verification.verify(path: folder["copy"])
      #expect(
        (theirs.status == 0) == report.isBagValid,
        "\(spoiling): \(theirs.output) \(report.findings)")
      let complete = try shell(
        "python3 -m bagit --validate --completeness-only copy", in: folder.path)
      // bagit.py holds a changed file's size for incompleteness too, by Payload-Oxum; so do we.
      #expect(
        (complete.status == 0) == report.isBagComplete,
        "\(spoiling): \(complete.output) \(report.findings)")
    }
  }
}
