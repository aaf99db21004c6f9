/// Which attachment each link of a dossier names, by their indices.
package struct LinkIndex {
  /// For each link its attachment's index; nil where the dossier has no such file.
  package private(set) var attachments: [Int?] = []
  /// For each attachment whether a link names it.
  package private(set) var isLinked: [Bool]
  /// The links of each requirement, by their indices.
  package private(set) var byNumber: [Requirement.Number: [Int]] = [:]

  package init(_ dossier: Dossier) {
    isLinked = Array(repeating: false, count: dossier.attachments.count)
    attachments.reserveCapacity(dossier.links.count)
    var places = Places(dossier.attachments)
    var run: (number: Requirement.Number, links: [Int])?
    for (index, link) in dossier.links.enumerated() {
      let place = places.index(of: link.attachment)
      attachments.append(place)
      if let place { isLinked[place] = true }
      if run?.number == link.requirement {
        run?.links.append(index)
      } else {
        if let run { byNumber[run.number, default: []] += run.links }
        run = (link.requirement, [index])
      }
    }
    if let run { byNumber[run.number, default: []] += run.links }
  }

  /// Finds attachments by their paths. Links mostly stand in the attachments' order, so that the
  /// next one is mostly the one that is looked for.
  private struct Places {
    private let attachments: [Attachment]
    private var next = 0
    private var all: [PackagePath: Int]?

    init(_ attachments: [Attachment]) { self.attachments = attachments }

    mutating func index(of path: PackagePath) -> Int? {
      for guess in [next, next - 1] where attachments.indices.contains(guess) {
        if attachments[guess].path == path {
          next = guess + 1
          return guess
        }
      }
      let found = lookUp(path)
      if let found { next = found + 1 }
      return found
    }

    private mutating func lookUp(_ path: PackagePath) -> Int? {
      if let all { return all[path] }
      var all: [PackagePath: Int] = [:]
      all.reserveCapacity(attachments.count)
      for index in attachments.indices.reversed() { all[attachments[index].path] = index }
      self.all = all
      return all[path]
    }
  }
}
