/// How a page lies in its file: the part that is seen, which way up, in which unit.
struct PageGeometry: Hashable, Sendable {
  /// The visible box in the page's own coordinates.
  var left: Double
  var bottom: Double
  var right: Double
  var top: Double
  /// Degrees clockwise: 0, 90, 180 or 270.
  var rotation = 0
  /// The length of a unit in points (ISO 32000-1, 14.11.1: UserUnit).
  var unit = 1.0

  /// As it is seen, in points.
  var width: Double { (rotation % 180 == 0 ? right - left : top - bottom) * unit }
  var height: Double { (rotation % 180 == 0 ? top - bottom : right - left) * unit }
}

extension PageGeometry {
  /// The sides of the page as it is printed.
  func inches(_ placement: PagePlacement) -> (Double, Double) {
    (width * placement.scale / 72, height * placement.scale / 72)
  }
}

/// A matrix as PDF writes it: `x' = a x + c y + e`, `y' = b x + d y + f`.
struct PageMatrix: Hashable, Sendable {
  var a = 1.0
  var b = 0.0
  var c = 0.0
  var d = 1.0
  var e = 0.0
  var f = 0.0

  /// The point after this matrix.
  func apply(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (a * x + c * y + e, b * x + d * y + f)
  }

  /// This one, then scaled and moved.
  func scaled(_ factor: Double, x: Double, y: Double) -> PageMatrix {
    PageMatrix(
      a: a * factor, b: b * factor, c: c * factor, d: d * factor, e: e * factor + x,
      f: f * factor + y)
  }

  /// As operands of `cm`.
  var operands: String { [a, b, c, d, e, f].map(PDFNumber.text).joined(separator: " ") }
}

/// Where a source's page comes to lie on a page of the volume.
struct PagePlacement: Hashable, Sendable {
  /// The volume's page, in points.
  var width: Double
  var height: Double
  /// From the source's coordinates to the volume's.
  var matrix: PageMatrix
  /// How much it was shrunk or enlarged.
  var scale: Double

  /// ISO 216: 210 × 297 mm.
  static let a4 = (width: 210 / 25.4 * 72, height: 297 / 25.4 * 72)
  /// Pages this near to A4 are printed as they are: Letter, and what scanners make of A4.
  private static let tolerance = 20.0
  /// Below this a page is enlarged, so that it can be read at all.
  private static let least = 200.0

  init(_ page: PageGeometry, largePages: VolumeSettings.LargePages) {
    let (shown, tall) = (page.width, page.height)
    let isLying = shown > tall
    let paper = isLying ? (Self.a4.height, Self.a4.width) : (Self.a4.width, Self.a4.height)
    let isNear =
      abs(shown - paper.0) <= Self.tolerance && abs(tall - paper.1) <= Self.tolerance * 2.5
    let isLarge = shown > paper.0 || tall > paper.1
    let largest = max(shown, tall)
    if isNear {
      (width, height, scale) = (shown, tall, 1)
    } else if isLarge, largePages == .keep, largest <= Self.mostKept {
      (width, height, scale) = (shown, tall, 1)
    } else if isLarge {
      (width, height) = paper
      scale = min(paper.0 / shown, paper.1 / tall)
    } else {
      (width, height) = paper
      scale = largest < Self.least ? min(paper.0 / shown, paper.1 / tall) / 2 : 1
    }
    let factor = scale * page.unit
    let (x, y) = ((width - shown * scale) / 2, (height - tall * scale) / 2)
    matrix = Self.upright(page).scaled(factor, x: x, y: y)
  }

  /// A0 on its long side; what is larger is no sheet of paper.
  private static let mostKept = 1189 / 25.4 * 72

  /// From the source's coordinates to those of the page as it is seen, in its own unit.
  private static func upright(_ page: PageGeometry) -> PageMatrix {
    switch page.rotation {
    case 90: PageMatrix(a: 0, b: -1, c: 1, d: 0, e: -page.bottom, f: page.right)
    case 180: PageMatrix(a: -1, b: 0, c: 0, d: -1, e: page.right, f: page.top)
    case 270: PageMatrix(a: 0, b: 1, c: -1, d: 0, e: page.top, f: -page.left)
    default: PageMatrix(a: 1, b: 0, c: 0, d: 1, e: -page.left, f: -page.bottom)
    }
  }
}

/// Numbers as PDF has them: without exponents (ISO 32000-1, 7.3.3).
enum PDFNumber {
  static func text(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "0" }
    let scaled = (abs(value) * 1e6).rounded()
    let whole = Int64(scaled)
    let sign = value < 0 && whole > 0 ? "-" : ""
    let fraction = String(whole % 1_000_000 + 1_000_000).dropFirst()
    let digits = String(fraction.reversed().drop { $0 == "0" }.reversed())
    return sign + String(whole / 1_000_000) + (digits.isEmpty ? "" : "." + digits)
  }
}
