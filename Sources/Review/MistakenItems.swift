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
