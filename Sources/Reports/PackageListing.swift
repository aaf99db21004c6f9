internal import Evidence
public import Manifest

/// What a package holds, file by file.
public enum PackageListing {
  /// One line a file with its size, the beginning of its SHA-256 and its path; or a JSON array
  /// with `path`, `size` and `sha256`.
  public static func rendered(_ report: PackageReport, json: Bool) -> String {
    if json {
      return JSONValue.array(
        report.entries.map { entry in
          .object([
            ("path", .string(entry.path.description)), ("size", .integer(Int(entry.size))),
            ("sha256", .string(entry.digest.hex)),
          ])
        }
      ).text
    }
    let sizes = report.entries.map { ByteCount.text($0.size) }
    let width = sizes.map(\.columns).max() ?? 0
    return zip(report.entries, sizes).map { entry, size in
      "\(size.aligned(to: width))  \(entry.digest.hex.prefix(16))  \(entry.path.description.shown)\n"
    }.joined()
  }
}
