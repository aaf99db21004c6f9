package import Evidence

extension CompletenessReport {
  /// The requirements of whose evidence a list or the figure that it proves is wrong.
  ///
  /// - Parameter findings: the report's own, or those of a review.
  package func mistaken(by findings: [Finding]) -> Set<Requirement.Number> {
    Set(
      findings.filter { $0.level == .error && RuleCatalogue[$0.rule]?.mended == .list }
        .flatMap { requirements(concernedBy: $0) })
  }
}

extension PackageReview {
  /// The requirements that have evidence of which something is wrong: a file that was altered or does
  /// not open, or a list that says otherwise than the form.
  package var mistakenItems: Set<Requirement.Number> {
    guard let completeness else { return [] }
    let places = Set(allFindings.lazy.filter { $0.level == .error }.map(\.place))
    let bad = completeness.items.filter { item in
      item.attachments.contains { places.contains($0.path.description) }
    }
    return completeness.mistaken(by: allFindings).union(bad.map(\.requirement.number))
  }
}
