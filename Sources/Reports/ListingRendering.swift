public import Manifest

/// What a package holds by its headers, file by file.
public enum ListingRendering {
  /// One line a file with its size and its name.
  public static func text(_ listing: PackageListing) -> String {
    let files = listing.entries.filter { !$0.isDirectory }
    let sizes = files.map { ByteCount.text($0.size) }
    let width = sizes.map(\.columns).max() ?? 0
    return zip(files, sizes).map { entry, size in
      "\(String(repeating: " ", count: width - size.columns))\(size)  \(entry.name.shown)\n"
    }.joined()
  }

  /// A JSON array of objects with `path` and `size`.
  public static func json(_ listing: PackageListing) -> String {
    JSONValue.array(
      listing.entries.filter { !$0.isDirectory }.map { entry in
        .object([("path", .string(entry.name)), ("size", .integer(Int(entry.size)))])
      }
    ).text
  }
}
