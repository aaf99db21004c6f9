extension CompletenessReport {
  /// How many requirements are asked for, and of how many evidence is held.
  package struct Count: Hashable {
    package var asked = 0
    package var held = 0
    package var missing: Int { asked - held }
  }

  package func count(_ level: Requirement.Level, in section: String? = nil) -> Count {
    var count = Count()
    for item in items where item.requirement.level == level && item.state != .notRequired {
      if let section, item.requirement.section != section { continue }
      count.asked += 1
      if item.state == .held { count.held += 1 }
    }
    return count
  }
}

extension [Finding] {
  package func count(_ level: Finding.Level) -> Int { count { $0.level == level } }

  package func only(_ level: Finding.Level) -> [Finding] { filter { $0.level == level } }
}
