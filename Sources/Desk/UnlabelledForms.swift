internal import Evidence
internal import Files
internal import Inspection
internal import Manifest
internal import Office

/// What of evpack's a bag holds that does not say that it is evpack's.
///
/// Without its labels a package would pass for another tool's bag, of which nothing is asked but that
/// it is whole.
enum UnlabelledForms {
  /// How many Word files may be looked at, and how large they may be.
  struct Allowance {
    static let most = 4
    private var count = 0

    /// The size in bytes up to which the next one is kept.
    mutating func next() -> Int {
      count += 1
      return count > Self.most ? 0 : DossierFolder.largestDocument
    }
  }

  /// Whether a file of another tool's bag may be a filled form, by its name.
  static func mayBe(_ path: PackagePath) -> Bool {
    BagLayout.isPayload(path) && !path.isBelow(PackageContents.evidenceFolder + "/")
      && !path.isBelow(PackageContents.formFolder + "/")
      && FileType(ofFileNamed: path.nameBytes) == .docx
  }

  /// Whether the record, the answers or the form that evpack seals are in the bag.
  ///
  /// Of a package that is cut off the labels may be what is lost.
  static func areRecorded(in package: PackageReport) -> Bool {
    guard !package.isCutOff else { return false }
    return package.digest(of: PackageContents.evidencePath) != nil
      || package.digest(of: PackageContents.answersPath) != nil
      || (try? package.sealedForm.get()) != nil
  }

  /// Why a bag that nothing of evpack's describes was not held against a form, where someone asked
  /// for that, or where a filled form is in it.
  ///
  /// - Throws: `SystemError` where nothing can be opened.
  static func findings(
    in package: PackageReport, _ form: FormDefinition?, _ inspector: Inspector
  ) throws(SystemError) -> [Finding] {
    guard package.isPackage, !package.isCutOff else { return [] }
    if let form {
      return [Finding("not-reviewed", .error, at: package.bagName, ["form": form.form.title])]
    }
    let documents = package.captured.sorted { $0.key < $1.key }.filter { path, _ in
      (try? PackagePath(path)).map { FileType(ofFileNamed: $0.nameBytes) == .docx } == true
    }
    let known =
      documents.isEmpty ? [] : ((try? FormCatalogue()).map { $0.entries.map(\.definition) } ?? [])
    for (path, bytes) in documents {
      for definition in known {
        let reading = try inspector.answers(in: bytes, to: definition.text)
        guard case .success(let filled) = reading.filled(definition.form),
          !filled.findings.contains(where: { $0.rule == "form-other" })
        else { continue }
        return [
          Finding(
            "not-reviewed", .error, at: path, ["what": "form", "form": definition.form.title])
        ]
      }
    }
    return []
  }
}
