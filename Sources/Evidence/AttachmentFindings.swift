internal import Notation

extension Dossier {
  /// What is wrong with the attachments that shall prove something, in the order of their paths.
  ///
  /// Those that are linked to nothing are told so, and nothing else.
  func attachmentFindings(_ index: LinkIndex, total: Int64) -> [Finding] {
    let pages = Set(form.requirements.filter { $0.accepts == .signedPage }.map { $0.number })
    let signed = Set(
      pages.flatMap { index.byNumber[$0, default: []] }.compactMap { index.attachments[$0] })
    let limits = form.limits
    var findings: [Finding] = []
    for place in attachments.indices where index.isLinked[place] {
      findings += attachments[place].findings(
        limits: limits, isSignedPage: signed.contains(place))
    }
    return findings + repetitions(index) + totalFinding(total)
  }

  /// Files of the same content, each told with the first of them.
  private func repetitions(_ index: LinkIndex) -> [Finding] {
    var first: [Digest: Int] = [:]
    first.reserveCapacity(attachments.count)
    var repeated: [(place: Int, other: Int)] = []
    for place in attachments.indices where index.isLinked[place] && attachments[place].size > 0 {
      guard let digest = attachments[place].sha256 else { continue }
      if let other = first[digest] {
        repeated.append((place, other))
      } else {
        first[digest] = place
      }
    }
    if repeated.isEmpty { return [] }
    var numbers: [Int: Set<Requirement.Number>] = [:]
    for (link, place) in zip(links, index.attachments) {
      if let place { numbers[place, default: []].insert(link.requirement) }
    }
    return repeated.map { place, other in
      let isShared = (numbers[place] ?? []).isDisjoint(with: numbers[other] ?? [])
      return Finding(
        isShared ? "attachment-same-content" : "attachment-repeated", .note,
        at: attachments[place].path.description,
        ["other": attachments[other].path.description])
    }
  }

  private func totalFinding(_ total: Int64) -> [Finding] {
    let details = ["bytes": String(total)]
    if let limit = form.limits.total, total > limit {
      return [
        Finding(
          "attachments-too-large", .warning, at: form.id,
          details.adding(["limit-bytes": String(limit)]))
      ]
    }
    if total > Form.Limits.dvd {
      return [Finding("attachments-beyond-dvd", .note, at: form.id, details)]
    }
    if total > Form.Limits.cd {
      return [Finding("attachments-beyond-cd", .note, at: form.id, details)]
    }
    return []
  }
}

extension Attachment {
  /// What is wrong with the file as evidence, by what it turned out to be; once it is opened.
  ///
  /// - Parameters:
  ///   - limits: nil where no form sets any.
  ///   - isSignedPage: whether any picture shall be taken for a scanned page.
  public func findings(limits: Form.Limits?, isSignedPage: Bool = false) -> [Finding] {
    var findings: [Finding] = []
    func find(
      _ rule: Finding.Rule, _ level: Finding.Level, _ details: [String: String] = [:]
    ) {
      findings.append(Finding(rule, level, at: path.description, details))
    }
    if let limits, size > limits.attachment {
      find(
        "attachment-too-large", .warning,
        ["bytes": String(size), "limit-bytes": String(limits.attachment)])
    }
    switch state {
    case nil: return findings
    case .ok?: break
    case .empty?: find("attachment-empty", .error, variant(facts?.flaw?.rawValue))
    case .truncated?: find("attachment-truncated", .error)
    case .damaged?:
      find(
        "attachment-damaged", .error,
        variant(isUnrecognisable ? unlikeName : facts?.flaw?.rawValue))
    case .encrypted?:
      find("attachment-encrypted", .error, variant(facts?.protection?.rawValue))
    case .part?: find("attachment-part", .error)
    case .unfinished?: find("attachment-unfinished", .error, variant(isInCloud ? "cloud" : nil))
    case .notEvidence? where isJunk: find("attachment-junk", .warning, variant("sealed"))
    case .notEvidence?:
      find("attachment-program", .error, variant(isShortcut ? "shortcut" : nil))
    case .unchecked?: find("attachment-unchecked", .warning)
    }
    guard state == .ok, let facts else { return findings }
    let type = type
    if type.isSpecial {
      find("attachment-rare-type", .warning, ["what": "document", "format": type.rawValue])
    } else if facts.type == .other {
      find("attachment-type-unknown", .warning)
    } else if type.isRarePicture {
      find("attachment-rare-type", .note, ["format": type.rawValue])
    }
    if facts.type == .other { return findings }
    if let finding = endingFinding(facts.type) { findings.append(finding) }
    if facts.traits.contains(.macros) { find("attachment-macros", .warning) }
    if facts.traits.contains(.script) { find("attachment-script", .warning) }
    for trait in [FileFacts.Trait.mended, .dynamicForm, .restricted, .embeddedFiles]
    where facts.traits.contains(trait) {
      find("attachment-trait", .note, ["what": trait.rawValue])
    }
    if let resolution = resolution(facts, isSignedPage), resolution < FileFacts.goodResolution {
      find(
        "attachment-resolution", resolution < FileFacts.poorResolution ? .warning : .note,
        ["dpi": String(resolution), "good": String(FileFacts.goodResolution)])
    }
    if type.family == .archive { find("attachment-archive", .note) }
    return findings
  }

  private func variant(_ what: String?) -> [String: String] { what.map { ["what": $0] } ?? [:] }

  /// What shows that the content is not what the name promises.
  private var unlikeName: String? {
    facts?.type == .other || size < 16 ? nil : "text"
  }

  private var isShortcut: Bool { facts?.type == .shortcut || promised == .shortcut }

  /// Where the content is not what the name's ending promises.
  private func endingFinding(_ type: FileType) -> Finding? {
    if let promised {
      return type.suits(promised)
        ? nil
        : Finding(
          "attachment-type-differs", .warning, at: path.description,
          ["format": type.rawValue, "ending": FileType.ending(of: path.name) ?? ""])
    }
    // A text may have any ending: only its author knows what it is.
    guard type.family != .text, let usual = type.endings.first else { return nil }
    return Finding(
      "attachment-ending-unknown", .warning, at: path.description,
      ["format": type.rawValue, "ending": usual])
  }

  /// Dots per inch of a page; any picture is taken for one where a signed page is asked for.
  private func resolution(_ facts: FileFacts, _ isSignedPage: Bool) -> Int? {
    facts.resolution ?? (isSignedPage ? facts.pixels.map(FileFacts.resolutionOfA4) : nil)
  }
}
