import Evidence

/// The names of an archive's members, taken apart and held against each other in their order.
struct MemberNames {
  private var twins = PathTwins()
  private var lastTop: [UInt8] = []

  /// The top-level folder, whose bytes all members share, and the path below it.
  mutating func split(
    _ name: ArraySlice<UInt8>
  ) throws(PackagePath.Problem) -> (top: [UInt8], path: PackagePath?) {
    guard name.count <= PackagePath.longest else { throw .tooLong }
    let slash = name.firstIndex(of: UInt8(ascii: "/"))
    let top = name[..<(slash ?? name.endIndex)]
    if !top.elementsEqual(lastTop) {
      guard !top.isEmpty else { throw name.isEmpty ? .empty : .absolute }
      lastTop = try PackagePath(bytes: Array(top)).bytes
    }
    guard let slash else { return (lastTop, nil) }
    guard slash + 1 < name.endIndex else { throw .emptyComponent }
    do {
      return (lastTop, try PackagePath(bytes: Array(name[(slash + 1)...])))
    } catch {
      throw error == .absolute ? .emptyComponent : error
    }
  }

  /// Notes where the next member of `package`, a file, has a name that is taken.
  mutating func checkTwins(_ name: [UInt8], _ package: inout ScannedPackage) {
    let members = package.members
    guard let clash = twins.add(name, index: members.count, path: { members[$0].name }) else {
      return
    }
    let other = shownName(members[clash.other].name)
    let shown = shownName(name)
    switch clash.clash {
    case .same: package.find("entry-duplicate", at: shown)
    case .twin: package.find("entry-twins", at: shown, ["other": other])
    }
  }
}
