extension Form {
  /// How a code is written: `HT-####-#+`.
  ///
  /// `#` is a digit, `@` a letter from A to Z, `?` either of them, and `+` repeats what stands before
  /// it; every other character is itself. Blanks count nowhere, and capitals and full-width forms are as good as
  /// others. What is repeated takes all that fits it and gives none of it back, so that reading takes
  /// one pass.
  public struct CodePattern: Hashable, Sendable {
    public var text: String
    private let steps: [Step]

    private struct Step: Hashable {
      var mark: Unicode.Scalar
      var isRepeated: Bool

      func fits(_ scalar: Unicode.Scalar) -> Bool {
        switch mark {
        case "#": scalar.isDigit
        case "@": scalar.isCapital
        case "?": scalar.isDigit || scalar.isCapital
        default: scalar == mark
        }
      }

      /// Whether the two have a character in common.
      func overlaps(_ other: Step) -> Bool {
        fits(other.sample) || other.fits(sample)
      }

      private var sample: Unicode.Scalar {
        switch mark {
        case "#": "0"
        case "@": "A"
        case "?": "A"
        default: mark
        }
      }
    }

    /// The longest pattern, in characters.
    public static let longest = 64

    /// Nil where the text is no pattern: empty, too long, a `+` behind nothing, or a repetition before
    /// something that it would take itself.
    public init?(_ text: String) {
      self.text = text
      var steps: [Step] = []
      for scalar in text.normalised.unicodeScalars where scalar != " " {
        if scalar == "+" {
          guard let last = steps.indices.last, !steps[last].isRepeated else { return nil }
          steps[last].isRepeated = true
        } else {
          steps.append(Step(mark: scalar, isRepeated: false))
        }
      }
      let isClear = zip(steps, steps.dropFirst()).allSatisfy { step, next in
        !step.isRepeated || !step.overlaps(next)
      }
      guard !steps.isEmpty, text.unicodeScalars.count <= Self.longest, isClear,
        steps.contains(where: { ["#", "@", "?"].contains($0.mark) })
      else { return nil }
      self.steps = steps
    }

    /// The code in plain form; nil where the text is none.
    ///
    /// - Complexity: linear in the length of the text.
    public func code(_ text: String) -> String? {
      let scalars = text.normalised.unicodeScalars.filter { $0 != " " }
      var rest = scalars[...]
      for step in steps {
        guard let first = rest.first, step.fits(first) else { return nil }
        rest.removeFirst()
        while step.isRepeated, let next = rest.first, step.fits(next) { rest.removeFirst() }
      }
      return rest.isEmpty ? String(String.UnicodeScalarView(scalars)) : nil
    }

    /// A code of this pattern, as an example.
    public var example: String {
      var text = ""
      var digit = 0
      for step in steps {
        switch step.mark {
        case "#", "?":
          digit = digit % 9 + 1
          text += String(digit)
        case "@": text += "A"
        default: text.unicodeScalars.append(step.mark)
        }
      }
      return text
    }
  }
}
