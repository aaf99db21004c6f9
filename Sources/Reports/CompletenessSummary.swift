internal import Evidence

/// The selections that every rendering of a completeness report shows alike.
extension CompletenessReport {
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
