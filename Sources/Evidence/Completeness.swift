/// What a dossier holds and lacks: every requirement in exactly one of three states, and all
/// findings.
public struct CompletenessReport: Sendable {
  public enum State: String, Sendable, CaseIterable {
    case held, missing
    case notRequired = "not-required"
  }

  /// Why a requirement is asked for or not.
  public enum Reason: String, Sendable {
    case ticked
    case notTicked = "not-ticked"
    /// The box could not be made out; evidence is asked for until it is settled.
    case undetermined
    case stated
    case notStated = "not-stated"
    case always
  }

  /// One requirement and what proves it.
  public struct Item: Sendable {
    public var requirement: Requirement
    public var state: State
    public var reason: Reason
    public var attachments: [Attachment]
    public var links: [EvidenceLink]
    /// Set where the signed declaration stands for a file of its own.
    public var byDeclaration: Bool
  }

  public var form: Form
  public var name: String
  /// In the order of the requirements' numbers.
  public var items: [Item]
  public var findings: [Finding]
  /// Attachments that prove nothing, in the order of their paths.
  public var unlinked: [Attachment]
  /// How many attachments prove something, each counted once, and their bytes.
  public var linkedTotal: (count: Int, bytes: Int64)

  public func items(_ state: State) -> [Item] { items.filter { $0.state == state } }

  /// Whether all required evidence is held and no finding is an error.
  public var isComplete: Bool { !findings.contains { $0.level == .error } }

  /// As ``isComplete``, with warnings counted as errors.
  public var isStrictlyComplete: Bool { !findings.contains { $0.level != .note } }

  /// Held and asked-for counts of the required level.
  public var progress: (held: Int, asked: Int) {
    let asked = items.filter { $0.requirement.level == .required && $0.state != .notRequired }
    return (asked.filter { $0.state == .held }.count, asked.count)
  }
}

extension Dossier {
  /// Holds the form's requirements against what is attached.
  ///
  /// - Parameter findings: what was found while the dossier was read; it comes first.
  public func assess(with findings: [Finding] = []) -> CompletenessReport {
    assess(with: findings, LinkIndex(self))
  }

  /// As ``assess(with:)``, where it is known which attachment each link names.
  package func assess(with findings: [Finding], _ index: LinkIndex) -> CompletenessReport {
    let requirements = form.requirements
    let known = Set(requirements.map { $0.number })
    var findings = findings + form.fillingFindings(in: answers)
    let areAllKnown = index.byNumber.keys.allSatisfy(known.contains)
    for (link, attachment) in zip(links, index.attachments) {
      if areAllKnown, attachment != nil { continue }
      if !known.contains(link.requirement) {
        findings.append(
          Finding(
            "link-unknown-requirement", .error, at: link.attachment.description,
            ["number": link.requirement.description]))
      }
      if attachment == nil {
        findings.append(
          Finding(
            "link-file-missing", .error, at: link.attachment.description,
            ["number": link.requirement.description]))
      }
    }
    let hasDeclaration = requirements.contains { requirement in
      requirement.declares
        && index.byNumber[requirement.number, default: []].contains { link in
          index.attachments[link].map { attachments[$0].isUsable } ?? false
        }
    }
    let items = requirements.map { item($0, index, hasDeclaration: hasDeclaration) }
    let folder = form.declarationFolder
    findings += items.compactMap { $0.finding(declarationFolder: folder) }
    let total = total(of: requirements, index)
    findings += attachmentFindings(index, total: total.bytes)
    let unlinked = zip(attachments, index.isLinked).filter { !$1 }.map { $0.0 }
    findings += unlinked.map { Finding("attachment-unlinked", .warning, at: $0.path.description) }
    findings += form.remarks.map { Finding("form-remark", .note, at: form.id, ["text": $0]) }
    return CompletenessReport(
      form: form, name: name, items: items, findings: findings, unlinked: unlinked,
      linkedTotal: total)
  }

  private func total(
    of requirements: [Requirement], _ index: LinkIndex
  ) -> (count: Int, bytes: Int64) {
    var isCounted = [Bool](repeating: false, count: attachments.count)
    var total: (count: Int, bytes: Int64) = (0, 0)
    for requirement in requirements {
      for link in index.byNumber[requirement.number, default: []] {
        guard let place = index.attachments[link], !isCounted[place] else { continue }
        isCounted[place] = true
        total = (total.count + 1, total.bytes + attachments[place].size)
      }
    }
    return total
  }

  private func item(
    _ requirement: Requirement, _ index: LinkIndex, hasDeclaration: Bool
  ) -> CompletenessReport.Item {
    let reason = reason(requirement)
    var attached: [Attachment] = []
    var kept: [EvidenceLink] = []
    for link in index.byNumber[requirement.number, default: []] {
      guard let attachment = index.attachments[link] else { continue }
      attached.append(attachments[attachment])
      kept.append(links[link])
    }
    var item = CompletenessReport.Item(
      requirement: requirement, state: .missing, reason: reason, attachments: attached,
      links: kept, byDeclaration: false)
    if reason == .notTicked || reason == .notStated {
      item.state = .notRequired
    } else if !requirement.claims {
      item.state = attached.contains { $0.isUsable } ? .held : .notRequired
    } else if attached.contains(where: { $0.isUsable }) {
      item.state = .held
    } else if requirement.level == .expected, requirement.accepts != .signedPage, hasDeclaration {
      item.state = .held
      item.byDeclaration = true
    }
    return item
  }

  private func reason(_ requirement: Requirement) -> CompletenessReport.Reason {
    switch requirement.trigger {
    case .always: return .always
    case .ticked, .yes:
      switch requirement.placeID.flatMap({ answers[$0] }) {
      case .ticked(true)?: return .ticked
      case .ticked(false)?: return .notTicked
      default: return .undetermined
      }
    case .nonzero, .filled:
      guard let field = form.field(requirement.fieldID), let section = form.section(of: field)
      else { return .undetermined }
      let texts = field.places(in: section).compactMap { answers.text($0.id) }
      let stated = texts.contains { text in
        if text.isBlankAnswer || text.compacted == "无" { return false }
        if field.kind == .number, text.isDash { return false }
        return requirement.trigger == .filled || Figure(text)?.value != 0
      }
      return stated ? .stated : .notStated
    }
  }
}

extension CompletenessReport.Item {
  /// What this item's state means for the verdict.
  ///
  /// - Parameter declarationFolder: where the declaration that stands for all goes.
  func finding(declarationFolder: String?) -> Finding? {
    let place = requirement.number.description
    switch (state, requirement.level) {
    case (.missing, .required): return Finding("evidence-missing", .error, at: place)
    case (.missing, .expected):
      var finding = Finding("evidence-expected", .warning, at: place)
      finding.details["folder"] = declarationFolder
      return finding
    // Whoever links something to 否 or 不涉及 may.
    case (.notRequired, _)
    where !attachments.isEmpty && (requirement.claims || reason == .notTicked):
      return Finding(
        "evidence-unasked", .warning, at: place, ["count": String(attachments.count)])
    default: return nil
    }
  }
}
