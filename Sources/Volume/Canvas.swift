import CPango

/// How a text looks.
struct TextStyle: Hashable, Sendable {
  enum Alignment: Int32, Sendable {
    case left = 0
    case center = 1
    case right = 2
  }

  var size: Double
  var isBold = false
  var alignment = Alignment.left
  /// From black, 0, to white, 1.
  var grey = 0.0
  /// Extra points between lines.
  var leading = 0.0
}

/// The pages of our own, drawn by pango and cairo into one PDF in memory, so that a font is embedded
/// once.
///
/// Lengths are points, counted from the upper left corner of the page.
final class Canvas {
  private let library: cpango
  private let sink = Sink()
  private let surface: cpango_surface_ref
  private let context: cpango_context_ref
  private let layout: cpango_layout_ref
  private let attributes: cpango_attributes_ref?
  private var fonts: [String: cpango_font_ref] = [:]

  /// What the PDF's bytes are gathered in.
  private final class Sink {
    var bytes: [UInt8] = []
  }

  /// The families that are tried in turn: of Linux, of Windows, of macOS.
  private static let families =
    "Noto Serif CJK SC,Source Han Serif SC,Noto Sans CJK SC,SimSun,Songti SC,serif"
  private static let pangoScale = 1024.0

  /// - Throws: ``VolumeFailure/noLibraries``.
  init() throws(VolumeFailure) {
    guard let library = cpango_load()?.pointee else { throw .noLibraries }
    self.library = library
    let closure = Unmanaged.passUnretained(sink).toOpaque()
    let surface = library.pdf_surface_create_for_stream(
      { closure, data, count in
        guard let closure, let data else { return 11 }
        let sink = Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue()
        sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
        return 0
      }, closure, PagePlacement.a4.width, PagePlacement.a4.height)
    guard let surface, library.surface_status(surface) == 0, let context = library.create(surface),
      let layout = library.create_layout(context)
    else { throw .noLibraries }
    self.surface = surface
    self.context = context
    self.layout = layout
    // CAIRO_PDF_VERSION_1_5
    library.pdf_surface_restrict_to_version(surface, 1)
    attributes = library.attr_list_new()
    // A file's name must not get hyphens that it has not.
    library.attr_list_insert(attributes, library.attr_insert_hyphens_new(0))
    library.layout_set_attributes(layout, attributes)
  }

  deinit {
    for font in fonts.values { library.font_description_free(font) }
    library.object_unref(UnsafeMutableRawPointer(layout))
    library.attr_list_unref(attributes)
    library.destroy(context)
    library.surface_destroy(surface)
  }

  /// Begins a page of a size; what is drawn from now on stands on it.
  func begin(width: Double, height: Double) {
    library.pdf_surface_set_size(surface, width, height)
  }

  func end() { library.surface_show_page(surface) }

  /// The PDF; nothing can be drawn after it.
  ///
  /// - Throws: ``VolumeFailure/brokenDown`` where cairo failed, for want of memory.
  func finish() throws(VolumeFailure) -> [UInt8] {
    library.surface_finish(surface)
    guard library.status(context) == 0, library.surface_status(surface) == 0 else {
      throw .brokenDown
    }
    return sink.bytes
  }

  // MARK: Text

  private func font(_ style: TextStyle) -> cpango_font_ref? {
    // Absolute, or pango would count 96 dots an inch.
    let name = "\(Self.families), \(style.isBold ? "Bold " : "")\(PDFNumber.text(style.size))px"
    if let font = fonts[name] { return font }
    let font = library.font_description_from_string(name)
    fonts[name] = font
    return font
  }

  /// Lays a text out; nil lets it have one line of any length.
  private func lay(_ text: String, _ style: TextStyle, width: Double?, lines: Int?) {
    library.layout_set_font_description(layout, font(style))
    let units = width.map { Int32(clamping: Int(($0 * Self.pangoScale).rounded())) } ?? -1
    library.layout_set_width(layout, units)
    // PANGO_WRAP_WORD_CHAR
    library.layout_set_wrap(layout, 2)
    library.layout_set_alignment(layout, style.alignment.rawValue)
    library.layout_set_spacing(layout, Int32(style.leading * Self.pangoScale))
    // PANGO_ELLIPSIZE_END; a negative height counts lines.
    library.layout_set_ellipsize(layout, lines == nil ? 0 : 3)
    library.layout_set_height(layout, lines.map { Int32(-$0) } ?? -1)
    var text = text
    text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) {
        library.layout_set_text(layout, $0.baseAddress, Int32(clamping: $0.count))
      }
    }
  }

  private var extent: (width: Double, height: Double) {
    var logical = cpango_rectangle()
    library.layout_get_extents(layout, nil, &logical)
    return (Double(logical.width) / Self.pangoScale, Double(logical.height) / Self.pangoScale)
  }

  /// The height that a text takes.
  func height(of text: String, _ style: TextStyle, width: Double, lines: Int? = nil) -> Double {
    lay(text, style, width: width, lines: lines)
    return extent.height
  }

  /// The width of a text on one line.
  func width(of text: String, _ style: TextStyle) -> Double {
    lay(text, style, width: nil, lines: nil)
    return extent.width
  }

  /// Whether all characters of a text have a font.
  func shows(_ text: String) -> Bool {
    lay(text, TextStyle(size: 12), width: nil, lines: nil)
    return library.layout_get_unknown_glyphs_count(layout) == 0
  }

  /// Writes a text.
  ///
  /// - Parameter lines: more than so many are cut, with an ellipsis.
  /// - Returns: the height that it took.
  @discardableResult
  func write(
    _ text: String, _ style: TextStyle, x: Double, y: Double, width: Double, lines: Int? = nil
  ) -> Double {
    guard !text.isEmpty else { return 0 }
    lay(text, style, width: width, lines: lines)
    library.set_source_rgb(context, style.grey, style.grey, style.grey)
    library.move_to(context, x, y)
    library.show_layout(context, layout)
    return extent.height
  }

  /// Writes a text from top to bottom, its lines' feet to the left, as the spine of a book has it in
  /// western print and pages that lie.
  func writeTurned(_ text: String, _ style: TextStyle, x: Double, y: Double, length: Double) {
    library.save(context)
    library.translate(context, x, y)
    library.rotate(context, Double.pi / 2)
    write(text, style, x: 0, y: 0, width: length, lines: 1)
    library.restore(context)
  }

  // MARK: Lines and areas

  func line(
    fromX: Double, y fromY: Double, toX: Double, y toY: Double, width: Double = 0.5,
    grey: Double = 0
  ) {
    library.set_source_rgb(context, grey, grey, grey)
    library.set_line_width(context, width)
    library.move_to(context, fromX, fromY)
    library.line_to(context, toX, toY)
    library.stroke(context)
  }

  func frame(x: Double, y: Double, width: Double, height: Double, grey: Double = 0) {
    library.set_source_rgb(context, grey, grey, grey)
    library.set_line_width(context, 0.5)
    library.rectangle(context, x, y, width, height)
    library.stroke(context)
  }

  func area(x: Double, y: Double, width: Double, height: Double, grey: Double) {
    library.set_source_rgb(context, grey, grey, grey)
    library.rectangle(context, x, y, width, height)
    library.fill(context)
  }
}
