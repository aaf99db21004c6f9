internal import Files

/// Puts the pages of sources below what was drawn on the volume's pages.
///
/// Each becomes a form XObject (ISO 32000-1, 8.10): whatever it leaves open, turned or scaled ends with
/// it. Its content is copied as it stands in the file and not decoded.
final class VolumeAssembly {
  let document: PDFDocument
  /// Dots an inch that JPEG pictures are made smaller to; nil where they stay as they are.
  private let resolution: Double?
  /// Pictures that were looked at.
  private var seen: Set<Int> = []

  /// - Parameter drawn: the PDF of pages that were drawn; must outlive the assembly.
  init(drawn: UnsafeRawBufferPointer, resolution: Double?) throws(VolumeFailure) {
    self.resolution = resolution
    do throws(PDFDocument.Failure) {
      document = try PDFDocument(drawn)
    } catch {
      throw error == .noLibrary ? .noLibraries : .wrong("drawing")
    }
  }

  /// Puts pages of a source below pages of the volume.
  ///
  /// - Parameter pages: for each the source's page, the volume's and where it lies, counted from 0.
  /// - Returns: the source's pages that could not be copied.
  func add(
    _ source: PDFDocument,
    _ pages: [(from: Int, to: Int, geometry: PageGeometry, placement: PagePlacement)]
  ) -> [Int] {
    source.inheritAttributes()
    var used: Set<Int> = []
    var failed: [Int] = []
    for page in pages {
      let target = document.page(page.to)
      let isCopied = add(
        source.page(page.from), of: source, to: target, page.geometry, page.placement, &used)
      if !isCopied { failed.append(page.from) }
    }
    copyLayers(of: source)
    source.release()
    return failed
  }

  private func add(
    _ page: PDFDocument.Handle, of source: PDFDocument, to target: PDFDocument.Handle,
    _ geometry: PageGeometry, _ placement: PagePlacement, _ used: inout Set<Int>
  ) -> Bool {
    guard !source.hasFailed() else { return false }
    var drawing = ""
    let resources = document.value("/Resources", of: target)
    var pictures = document.existing("/XObject", of: resources)
    if pictures == nil {
      let new = document.parse("<< >>")
      document.set("/XObject", of: resources, to: new)
      pictures = new
    }
    guard let pictures else { return false }
    let box = [geometry.left, geometry.bottom, geometry.right, geometry.top]
    let sides = box.map(PDFNumber.text).joined(separator: " ")
    var isWhole = true
    if source.existing("/Contents", of: page) != nil {
      if let form = form(of: page, in: source, &used) {
        let entries = document.dictionary(of: form)
        document.set("/BBox", of: entries, to: document.parse("[\(sides)]"))
        if let own = source.existing("/Resources", of: page) {
          let copy = document.copy(own, from: source)
          document.set("/Resources", of: entries, to: copy ?? document.parse("<< >>"))
          if let copy, let resolution {
            let inches = geometry.inches(placement)
            shrinkPictures(
              of: copy, longer: Int(max(inches.0, inches.1) * resolution),
              shorter: Int(min(inches.0, inches.1) * resolution), depth: 0)
          }
          if copy == nil { isWhole = false }
        } else {
          document.set("/Resources", of: entries, to: document.parse("<< >>"))
        }
        if let group = source.existing("/Group", of: page), source.isDictionary(group),
          let copy = document.copy(group, from: source)
        {
          document.set("/Group", of: entries, to: copy)
        }
        document.set("/EvPage", of: pictures, to: form)
        drawing += "/EvPage Do\n"
      } else {
        isWhole = false
      }
    }
    drawing += appearances(of: page, in: source, into: pictures)
    let clip =
      "\(PDFNumber.text(geometry.left)) \(PDFNumber.text(geometry.bottom)) "
      + "\(PDFNumber.text(geometry.right - geometry.left)) "
      + "\(PDFNumber.text(geometry.top - geometry.bottom)) re W n"
    let content = "q \(placement.matrix.operands) cm \(clip)\n\(drawing)Q\n"
    let below = document.stream(Array(content.utf8))
    let above = document.value("/Contents", of: target)
    document.set("/Contents", of: target, to: document.array([below, above]))
    // A page's own group would say in which colours those of the source are mixed.
    document.remove("/Group", of: target)
    return isWhole
  }

  /// The content of a page as an XObject, without its resources.
  private func form(
    of page: PDFDocument.Handle, in source: PDFDocument, _ used: inout Set<Int>
  ) -> PDFDocument.Handle? {
    let contents = source.value("/Contents", of: page)
    let single = source.isArray(contents) ? source.items(contents, most: 2) : [contents]
    let form: PDFDocument.Handle
    if single.count == 1, let stream = single.first, source.isStream(stream) {
      if used.insert(source.identity(stream)).inserted {
        guard let copy = document.copy(stream, from: source) else { return nil }
        form = copy
      } else {
        // Pages may share a content and differ in their resources.
        guard let raw = source.content(of: stream, isDecoded: false) else { return nil }
        let entries = source.dictionary(of: stream)
        form = document.stream(
          raw, filter: document.copy(source.value("/Filter", of: entries), from: source),
          parameters: document.copy(source.value("/DecodeParms", of: entries), from: source))
      }
    } else if single.isEmpty {
      form = document.stream([])
    } else {
      guard let joined = source.joinedContent(of: page) else { return nil }
      form = document.stream(joined)
    }
    makeForm(form)
    return form
  }

  private func makeForm(_ stream: PDFDocument.Handle) {
    let entries = document.dictionary(of: stream)
    // A stream of an external file would lead out of the volume.
    for key in ["/F", "/FFilter", "/FDecodeParms", "/Type"] { document.remove(key, of: entries) }
    document.set("/Subtype", of: entries, to: document.parse("/Form"))
    document.set("/Type", of: entries, to: document.parse("/XObject"))
  }

  // MARK: Annotations

  private static let mostAnnotations = 2_000

  /// Operators that draw what annotations look like (ISO 32000-1, 12.5.5).
  private func appearances(
    of page: PDFDocument.Handle, in source: PDFDocument, into pictures: PDFDocument.Handle
  ) -> String {
    var drawing = ""
    let annotations = source.value("/Annots", of: page)
    for (index, annotation) in source.items(annotations, most: Self.mostAnnotations).enumerated() {
      let flags =
        source.existing("/F", of: annotation).flatMap { source.integer($0) } ?? 0
      // Hidden and NoView.
      guard flags & (2 | 32) == 0,
        source.existing("/Subtype", of: annotation).map({ source.isName($0, "/Popup") }) != true,
        let stream = appearance(of: annotation, in: source),
        let place = source.numbers(source.existing("/Rect", of: annotation), count: 4),
        let matrix = Self.matrix(of: source.dictionary(of: stream), in: source, to: place),
        let copy = document.copy(stream, from: source)
      else { continue }
      makeForm(copy)
      let name = "/EvMark\(index)"
      document.set(name, of: pictures, to: copy)
      drawing += "q \(matrix.operands) cm \(name) Do Q\n"
    }
    return drawing
  }

  private func appearance(
    of annotation: PDFDocument.Handle, in source: PDFDocument
  ) -> PDFDocument.Handle? {
    guard let all = source.existing("/AP", of: annotation),
      var normal = source.existing("/N", of: all)
    else { return nil }
    if !source.isStream(normal) {
      guard let state = source.existing("/AS", of: annotation).flatMap({ source.name($0) }),
        let chosen = source.existing(state, of: normal)
      else { return nil }
      normal = chosen
    }
    return source.isStream(normal) ? normal : nil
  }

  /// What brings an appearance's box, turned by its own matrix, into the annotation's rectangle.
  private static func matrix(
    of entries: PDFDocument.Handle, in source: PDFDocument, to place: [Double]
  ) -> PageMatrix? {
    guard let box = source.numbers(source.existing("/BBox", of: entries), count: 4) else {
      return nil
    }
    var own = PageMatrix()
    if let numbers = source.numbers(source.existing("/Matrix", of: entries), count: 6) {
      own = PageMatrix(
        a: numbers[0], b: numbers[1], c: numbers[2], d: numbers[3], e: numbers[4], f: numbers[5])
    }
    let corners = [(box[0], box[1]), (box[2], box[1]), (box[0], box[3]), (box[2], box[3])]
      .map { own.apply($0.0, $0.1) }
    let xs = corners.map(\.x)
    let ys = corners.map(\.y)
    guard let left = xs.min(), let right = xs.max(), let bottom = ys.min(), let top = ys.max(),
      right - left > 1e-6, top - bottom > 1e-6
    else { return nil }
    let (x, y) = (min(place[0], place[2]), min(place[1], place[3]))
    let wide = abs(place[2] - place[0]) / (right - left)
    let tall = abs(place[3] - place[1]) / (top - bottom)
    return PageMatrix(a: wide, b: 0, c: 0, d: tall, e: x - left * wide, f: y - bottom * tall)
  }

  // MARK: Layers

  /// Takes over which layers are hidden (ISO 32000-1, 8.11.4): all would be seen otherwise.
  private func copyLayers(of source: PDFDocument) {
    guard let layers = source.existing("/OCProperties", of: source.root),
      let all = source.existing("/OCGs", of: layers)
    else { return }
    let settings = source.existing("/D", of: layers)
    func named(_ key: String) -> Set<Int> {
      let list = settings.flatMap { source.existing(key, of: $0) }
      return Set(list.map { source.items($0, most: 5_000).map { source.identity($0) } } ?? [])
    }
    let base = settings.flatMap { source.existing("/BaseState", of: $0) }
    let isOff = base.map { source.isName($0, "/OFF") } ?? false
    let (on, off) = (named("/ON"), named("/OFF"))
    let (groups, hidden) = self.layers()
    for layer in source.items(all, most: 5_000) {
      let identity = source.identity(layer)
      guard identity != 0, let copy = document.copy(layer, from: source) else { continue }
      document.append(copy, to: groups)
      if isOff ? !on.contains(identity) : off.contains(identity) {
        document.append(copy, to: hidden)
      }
    }
  }

  /// The volume's own lists of layers and of those that are hidden.
  private func layers() -> (all: PDFDocument.Handle, hidden: PDFDocument.Handle) {
    if let own = document.existing("/OCProperties", of: document.root) {
      return (
        document.value("/OCGs", of: own), document.value("/OFF", of: document.value("/D", of: own))
      )
    }
    let own = document.parse("<< >>")
    let (all, hidden) = (document.array([]), document.array([]))
    document.set("/OCGs", of: own, to: document.indirect(all))
    let settings = document.parse("<< /Order [] >>")
    document.set("/OFF", of: settings, to: document.indirect(hidden))
    document.set("/D", of: own, to: settings)
    document.set("/OCProperties", of: document.root, to: document.indirect(own))
    let kept = document.value("/OCProperties", of: document.root)
    return (
      document.value("/OCGs", of: kept), document.value("/OFF", of: document.value("/D", of: kept))
    )
  }

  // MARK: Pictures

  private static let mostPictures = 10_000
  /// Forms within forms are followed so far.
  private static let deepest = 4

  /// Makes JPEG pictures smaller that have more pixels than a whole page would need.
  ///
  /// - Parameters:
  ///   - longer: the pixels of the page's longer side.
  ///   - shorter: those of the other one.
  private func shrinkPictures(
    of resources: PDFDocument.Handle, longer: Int, shorter: Int, depth: Int
  ) {
    guard depth < Self.deepest, let all = document.existing("/XObject", of: resources) else {
      return
    }
    for key in document.keys(of: all).prefix(Self.mostPictures) {
      let picture = document.value(key, of: all)
      guard document.isStream(picture), seen.insert(document.identity(picture)).inserted else {
        continue
      }
      let entries = document.dictionary(of: picture)
      if let below = document.existing("/Resources", of: entries) {
        shrinkPictures(of: below, longer: longer, shorter: shorter, depth: depth + 1)
      }
      guard let kind = document.existing("/Subtype", of: entries),
        document.isName(kind, "/Image"), let jpeg = jpeg(of: picture, entries),
        let smaller = SmallerJPEG(jpeg, longer: longer, shorter: shorter)
      else { continue }
      document.replace(picture, with: smaller.bytes, filter: "/DCTDecode")
      document.set("/Width", of: entries, to: document.parse("\(smaller.width)"))
      document.set("/Height", of: entries, to: document.parse("\(smaller.height)"))
    }
  }

  /// The JPEG of a picture, also where it is packed or written as text once more; nil where it is none.
  private func jpeg(
    of picture: PDFDocument.Handle, _ entries: PDFDocument.Handle
  ) -> [UInt8]? {
    guard let filter = document.existing("/Filter", of: entries),
      let raw = document.content(of: picture, isDecoded: false)
    else { return nil }
    let filters = document.isArray(filter) ? document.items(filter, most: 3) : [filter]
    guard let last = filters.last, document.isName(last, "/DCTDecode") else { return nil }
    if filters.count == 1 { return raw }
    let plain = ["/ASCII85Decode", "/ASCIIHexDecode", "/FlateDecode"]
    guard filters.count == 2, plain.contains(where: { document.isName(filters[0], $0) }) else {
      return nil
    }
    return document.content(of: document.stream(raw, filter: filters[0]), isDecoded: true)
  }

  // MARK: The whole

  /// Attaches a file.
  func attach(_ content: [UInt8], named name: String) {
    let stream = document.stream(content)
    let entries = document.dictionary(of: stream)
    document.set("/Type", of: entries, to: document.parse("/EmbeddedFile"))
    document.set("/Subtype", of: entries, to: document.parse("/application#2fjson"))
    let file = document.parse("<< /Type /Filespec /AFRelationship /Data >>")
    let files = document.parse("<< >>")
    document.set("/F", of: files, to: stream)
    document.set("/EF", of: file, to: files)
    document.set("/F", of: file, to: document.text(name))
    document.set("/UF", of: file, to: document.text(name))
    let tree = document.parse("<< >>")
    document.set(
      "/Names", of: tree, to: document.array([document.text(name), document.indirect(file)]))
    let names = document.parse("<< >>")
    document.set("/EmbeddedFiles", of: names, to: tree)
    document.set("/Names", of: document.root, to: names)
  }

  /// A bookmark and those below it.
  struct Bookmark {
    var title: String
    /// The page of this document, counted from 0.
    var page: Int
    var children: [Bookmark] = []
  }

  /// Puts links on a page.
  func link(_ page: Int, _ links: [(PageLink, to: Int)], height: Double) {
    guard !links.isEmpty else { return }
    let annotations = links.map { link, target in
      let sides = [
        link.x, height - link.y - link.height, link.x + link.width, height - link.y,
      ].map(PDFNumber.text).joined(separator: " ")
      let annotation = document.parse(
        "<< /Type /Annot /Subtype /Link /Border [0 0 0] /F 4 /Rect [\(sides)] >>")
      document.set("/Dest", of: annotation, to: destination(target))
      return document.indirect(annotation)
    }
    document.set("/Annots", of: document.page(page), to: document.array(annotations))
  }

  private func destination(_ page: Int) -> PDFDocument.Handle {
    let place = document.array([document.page(page)])
    for part in ["/XYZ", "null", "null", "null"] {
      document.append(document.parse(part), to: place)
    }
    return place
  }

  /// Sets bookmarks, numbers of pages, title and identifier.
  func complete(
    _ bookmarks: [Bookmark], first: Int, title: String, date: String, language: String,
    isTwoSided: Bool, identifier: String
  ) {
    let root = document.root
    let outline = document.indirect(document.parse("<< /Type /Outlines >>"))
    let count = add(bookmarks, below: outline, depth: 0)
    document.set("/Count", of: outline, to: document.parse("\(count)"))
    document.set("/Outlines", of: root, to: outline)
    document.set("/PageMode", of: root, to: document.parse("/UseOutlines"))
    document.set(
      "/PageLabels", of: root, to: document.parse("<< /Nums [0 << /S /D /St \(first) >>] >>"))
    document.set("/Lang", of: root, to: document.parse("(\(language))"))
    document.set(
      "/ViewerPreferences", of: root,
      to: document.parse(
        "<< /DisplayDocTitle true /Duplex /\(isTwoSided ? "DuplexFlipLongEdge" : "Simplex") >>"))
    let info = document.parse("<< /Producer (evpack) >>")
    document.set("/Title", of: info, to: document.text(title))
    let day = date.filter(\.isNumber)
    if day.utf8.count == 8 {
      document.set("/CreationDate", of: info, to: document.parse("(D:\(day))"))
    }
    let trailer = document.trailer
    document.set("/Info", of: trailer, to: document.indirect(info))
    document.set("/ID", of: trailer, to: document.parse("[<\(identifier)> <\(identifier)>]"))
  }

  /// - Returns: how many bookmarks are seen: the deepest ones are folded in.
  private func add(_ bookmarks: [Bookmark], below parent: PDFDocument.Handle, depth: Int) -> Int {
    var previous: PDFDocument.Handle?
    var seen = 0
    for (index, bookmark) in bookmarks.enumerated() {
      let entry = document.indirect(document.parse("<< >>"))
      document.set("/Title", of: entry, to: document.text(bookmark.title))
      document.set("/Parent", of: entry, to: parent)
      document.set("/Dest", of: entry, to: destination(bookmark.page))
      if let previous {
        document.set("/Prev", of: entry, to: previous)
        document.set("/Next", of: previous, to: entry)
      }
      if index == 0 { document.set("/First", of: parent, to: entry) }
      document.set("/Last", of: parent, to: entry)
      previous = entry
      seen += 1
      guard !bookmark.children.isEmpty else { continue }
      let below = add(bookmark.children, below: entry, depth: depth + 1)
      let isOpen = depth == 0
      document.set("/Count", of: entry, to: document.parse(isOpen ? "\(below)" : "-\(below)"))
      if isOpen { seen += below }
    }
    return seen
  }
}
