/// How a volume is printed and bound: what offices ask differs, so all of it can be chosen.
public struct VolumeSettings: Hashable, Sendable {
  /// What begins on a right-hand page.
  public enum RightHandStarts: String, Hashable, Sendable, CaseIterable {
    case none, requirement, file
  }

  /// The edge that is glued or stapled.
  public enum BindingEdge: String, Hashable, Sendable, CaseIterable {
    case left, top
  }

  /// Where a page's number stands, below the text.
  public enum NumberPosition: String, Hashable, Sendable, CaseIterable {
    /// On odd pages to the right, on even ones to the left (GB/T 9704-2012, 7.5).
    case outer
    case right, center
  }

  /// What becomes of pages larger than A4.
  public enum LargePages: String, Hashable, Sendable, CaseIterable {
    case fit, keep
  }

  /// Where the form goes.
  public enum FormPlace: String, Hashable, Sendable, CaseIterable {
    case first, last, none
  }

  public var isTwoSided = true
  public var rightHandStarts = RightHandStarts.none
  public var bindingEdge = BindingEdge.left
  public var numbers = NumberPosition.outer
  public var largePages = LargePages.fit
  public var hasDividers = true
  /// Whether scans and photographs are made smaller, to ``smallResolution`` or a little more: for an
  /// upload, not for print.
  public var isSmall = false
  public var form = FormPlace.first
  /// How many copies are bound; printed on the cover.
  public var copies = 1
  /// The stamped and scanned form, a file of the dossier, which is bound in the place of the Word file.
  public var scan: String?
  /// The office that it is handed in to; printed on the cover.
  public var office: String?

  public init() {}

  /// Dots an inch.
  public static let smallResolution = 150

  /// More copies than anyone binds.
  public static let mostCopies = 99
}

/// How large a part of a volume may be; a file is never cut in two.
public enum VolumeSplit: Hashable, Sendable {
  case whole
  case pages(Int)
  case bytes(Int64)
}
