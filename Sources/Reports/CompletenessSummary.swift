package import Evidence

/// The counts and selections that every rendering of a completeness report shows alike.
extension CompletenessReport {
  package struct Count: Hashable {
    package var asked = 0
    package var held = 0
    var missing: Int { asked - held }
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

  /// The sections of which required evidence is asked, in the form's order.
  var progressBySection: [(section: Form.Section, count: Count)] {
    form.sections.compactMap { section in
      let count = count(.required, in: section.number)
      return count.asked == 0 ? nil : (section, count)
    }
  }

  func missing(_ level: Requirement.Level) -> [Item] {
    items(.missing).filter { $0.requirement.level == level }
  }

  /// What is wrong besides the evidence that is missing, which is listed by itself.
  var otherFindings: [Finding] {
    findings.filter { !["evidence-missing", "evidence-expected"].contains($0.rule) }
  }

  /// What to do about all findings of a rule.
  func hint(_ rule: Finding.Rule, _ wording: Wording) -> String? {
    findings.first { $0.rule == rule }.flatMap(wording.hint)
  }

  /// Every attachment that proves something, once, in the order of the requirements.
  var linkedAttachments: [Attachment] {
    var seen: Set<PackagePath> = []
    return items.flatMap(\.attachments).filter { seen.insert($0.path).inserted }
  }
}

extension CompletenessReport.Item {
  /// Each attachment with the link that brought it here; the two lists stand in step.
  var linkedAttachments: [(attachment: Attachment, link: EvidenceLink)] {
    Array(zip(attachments, links))
  }

  /// What it is about, and a word where it is not known whether it is asked for.
  func title(_ wording: Wording) -> String {
    let doubt = reason == .undetermined ? wording["check.undetermined"] : ""
    return requirement.title.shown + doubt
  }
}

extension [Finding] {
  func count(_ level: Finding.Level) -> Int { count { $0.level == level } }

  func only(_ level: Finding.Level) -> [Finding] { filter { $0.level == level } }
}
