import Evidence

extension Finding {
  /// The finding with the clause of the text that it is held against.
  var withClause: Finding {
    guard let clause = Clauses.byRule[rule.rawValue] else { return self }
    var finding = self
    finding.details["clause"] = clause
    return finding
  }
}

/// Which text each rule of a package comes from: RFC 8493 (*BagIt*), POSIX.1-2017 (*pax*), or
/// Documentation/PackageFormat.md.
enum Clauses {
  static let byRule: [String: String] = {
    var clauses: [String: String] = [:]
    for (clause, rules) in table {
      for rule in rules { clauses[rule] = clause }
    }
    return clauses
  }()

  private static let table: [(clause: String, rules: [String])] = [
    ("RFC 8493 §2.1.1", ["bagit-missing", "bagit-malformed", "bagit-version"]),
    ("RFC 8493 §2.1.2", ["payload-folder-missing"]),
    (
      "RFC 8493 §2.1.3",
      [
        "manifest-missing", "manifest-malformed", "manifest-repeated", "payload-extra",
      ]
    ),
    (
      "RFC 8493 §2.2.1",
      ["tagmanifest-missing", "manifest-unlisted", "tagfile-extra", "tagmanifest-algorithms"]
    ),
    (
      "RFC 8493 §2.2.2",
      ["bag-info-malformed", "bag-info-repeated", "oxum-count", "oxum-mismatch"]
    ),
    ("RFC 8493 §2.2.3", ["fetch-file", "fetch-malformed", "fetch-unlisted"]),
    ("RFC 8493 §2.3", ["bagit-encoding", "tag-file-encoding"]),
    (
      "RFC 8493 §2.4", ["manifest-algorithm", "manifest-name", "manifest-several", "manifest-weak"]
    ),
    (
      "RFC 8493 §3", ["payload-missing", "tagfile-missing", "digest-mismatch", "tagfile-mismatch"]
    ),
    (
      "RFC 8493 §5.1",
      ["path-absolute", "path-parent", "path-control", "path-unsafe", "entry-link"]
    ),
    ("RFC 8493 §6.1", ["name-normalization", "path-not-portable", "path-line-end", "entry-twins"]),
    (
      "POSIX pax",
      [
        "header-checksum", "header-malformed", "pax-size-conflict", "pax-malformed", "pax-unknown",
        "pax-repeated", "pax-global", "end-marker-missing",
      ]
    ),
    ("APPNOTE 4.3", ["zip-disagreement", "zip-hidden-data", "zip-malformed", "entry-encrypted"]),
    ("APPNOTE 4.4.5", ["zip-method"]), ("APPNOTE 4.6.9", ["zip-two-names"]),
    (
      "PackageFormat §2",
      [
        "order-wrong", "entry-duplicate", "top-level-many", "top-level-name", "entry-type",
        "base-folder-missing", "macos-files",
      ]
    ),
    ("PackageFormat §3", ["padding-nonzero", "data-after-end", "truncated", "structure-lost"]),
    ("PackageFormat §3.1", ["header-noncanonical", "header-time"]),
    ("PackageFormat §4", ["manifest-noncanonical", "sealing-time-missing"]),
  ]
}
