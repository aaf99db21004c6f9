/// A type of file that applicants send, told by its content.
public enum FileType: String, Hashable, Sendable, CaseIterable {
  case pdf, ofd
  case docx, docm, xlsx, xlsm, pptx, pptm
  case doc, xls, ppt
  /// A file of Word, Excel or PowerPoint below a password, which hides which of them it is.
  case protectedOffice = "protected-office"
  case odt, ods, odp, rtf
  case jpeg, png, gif, bmp, tiff, webp, heic, avif, jxl, jp2
  /// What only a program of its own opens: drawings, mind maps, the formats of Chinese libraries
  /// (CAJ, CEB) and offices (GD), books, and the pages of Apple's office programs.
  case visio, dwg, psd, cdr, xmind, caj, ceb, gd, djvu, epub, xps, iwork
  /// Drawings, charts, formulas and databases of OpenDocument.
  case openDocument = "open-document"
  case text, csv, tsv, html, xml, json, yaml
  case zip, rar, sevenZip = "7z", tar, gzip
  case mp4, video, audio
  case email
  /// A web page in one file (MHTML).
  case mht
  case program
  /// What leads to a file or to a page on the web, and is neither.
  case shortcut
  /// None of these.
  case other

  public enum Family: String, Sendable {
    case document, image, text, archive, recording, program, other
  }

  public var family: Family {
    switch self {
    case .pdf, .ofd, .docx, .docm, .xlsx, .xlsm, .pptx, .pptm, .doc, .xls, .ppt,
      .protectedOffice, .odt, .ods, .odp, .rtf, .email, .visio, .dwg, .psd, .cdr, .xmind, .caj,
      .ceb, .gd, .djvu, .epub, .xps, .iwork, .openDocument:
      .document
    case .jpeg, .png, .gif, .bmp, .tiff, .webp, .heic, .avif, .jxl, .jp2: .image
    case .text, .csv, .tsv, .html, .xml, .json, .yaml, .mht: .text
    case .zip, .rar, .sevenZip, .tar, .gzip: .archive
    case .mp4, .video, .audio: .recording
    case .program, .shortcut: .program
    case .other: .other
    }
  }

  private static let office = "application/vnd.openxmlformats-officedocument."

  /// The media type (IANA's registry of media types; RFC 6838).
  public var mediaType: String {
    switch self {
    case .pdf: "application/pdf"
    case .ofd: "application/ofd"
    case .docx: Self.office + "wordprocessingml.document"
    case .xlsx: Self.office + "spreadsheetml.sheet"
    case .pptx: Self.office + "presentationml.presentation"
    case .docm: "application/vnd.ms-word.document.macroenabled.12"
    case .xlsm: "application/vnd.ms-excel.sheet.macroenabled.12"
    case .pptm: "application/vnd.ms-powerpoint.presentation.macroenabled.12"
    case .doc: "application/msword"
    case .xls: "application/vnd.ms-excel"
    case .ppt: "application/vnd.ms-powerpoint"
    case .protectedOffice: "application/x-ole-storage"
    case .odt: "application/vnd.oasis.opendocument.text"
    case .ods: "application/vnd.oasis.opendocument.spreadsheet"
    case .odp: "application/vnd.oasis.opendocument.presentation"
    case .rtf: "application/rtf"
    case .jpeg: "image/jpeg"
    case .png: "image/png"
    case .gif: "image/gif"
    case .bmp: "image/bmp"
    case .tiff: "image/tiff"
    case .webp: "image/webp"
    case .heic: "image/heic"
    case .avif: "image/avif"
    case .jxl: "image/jxl"
    case .jp2: "image/jp2"
    case .visio: "application/vnd.visio"
    case .dwg: "image/vnd.dwg"
    case .psd: "image/vnd.adobe.photoshop"
    case .cdr: "application/vnd.corel-draw"
    case .xmind: "application/vnd.xmind.workbook"
    case .caj: "application/x-caj"
    case .ceb: "application/x-ceb"
    case .gd: "application/x-gd"
    case .djvu: "image/vnd.djvu"
    case .epub: "application/epub+zip"
    case .xps: "application/oxps"
    case .iwork: "application/vnd.apple.iwork"
    case .openDocument: "application/vnd.oasis.opendocument.graphics"
    case .text: "text/plain"
    case .csv: "text/csv"
    case .tsv: "text/tab-separated-values"
    case .html: "text/html"
    case .xml: "application/xml"
    case .json: "application/json"
    case .yaml: "application/yaml"
    case .zip: "application/zip"
    case .rar: "application/vnd.rar"
    case .sevenZip: "application/x-7z-compressed"
    case .tar: "application/x-tar"
    case .gzip: "application/gzip"
    case .mp4: "video/mp4"
    case .video: "video/x-unknown"
    case .audio: "audio/x-unknown"
    case .email: "message/rfc822"
    case .mht: "multipart/related"
    case .program: "application/x-executable"
    case .shortcut: "application/x-shortcut"
    case .other: "application/octet-stream"
    }
  }

  /// Whether a list of standards or patents may come in it: it holds sheets, may hold them below a
  /// password, or is text; in mark-up too, whose tables are told of.
  public var mayBeList: Bool {
    switch self {
    case .xlsx, .xlsm, .xls, .ods, .protectedOffice, .csv, .tsv, .text, .html, .mht, .xml: true
    default: false
    }
  }

  /// Whether its content is of a kind that is never read as sheets: pages, pictures, films, sounds,
  /// programs.
  ///
  /// Neither text, whatever its mark-up, nor a zip is one: a damaged workbook passes for them.
  public var isWithoutSheets: Bool {
    switch self {
    case .pdf, .ofd, .docx, .docm, .pptx, .pptm, .doc, .ppt, .odt, .odp, .rtf, .jpeg, .png, .gif,
      .bmp, .tiff, .webp, .heic, .avif, .jxl, .jp2, .visio, .dwg, .psd, .cdr, .xmind, .caj, .ceb,
      .gd, .djvu, .epub, .xps, .openDocument, .rar, .sevenZip, .mp4, .video, .audio, .program,
      .shortcut:
      true
    default: false
    }
  }

  /// The endings of files of this type, lower case, the usual one first.
  public var endings: [String] {
    switch self {
    case .pdf: ["pdf"]
    case .ofd: ["ofd"]
    case .docx: ["docx", "dotx"]
    case .docm: ["docm", "dotm"]
    case .xlsx: ["xlsx", "xltx"]
    case .xlsm: ["xlsm", "xltm"]
    case .pptx: ["pptx", "ppsx", "potx"]
    case .pptm: ["pptm", "ppsm"]
    // WPS writes the formats of the old Office under endings of its own.
    case .doc: ["doc", "wps", "dot", "wpt"]
    case .xls: ["xls", "et", "xlt", "ett"]
    case .ppt: ["ppt", "dps", "pps", "pot", "dpt"]
    case .protectedOffice: []
    case .odt: ["odt", "ott", "odm"]
    case .ods: ["ods", "ots"]
    case .odp: ["odp", "otp"]
    case .rtf: ["rtf"]
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
    case .png: ["png"]
    case .gif: ["gif"]
    case .bmp: ["bmp", "dib"]
    case .tiff: ["tif", "tiff"]
    case .webp: ["webp"]
    case .heic: ["heic", "heif"]
    case .avif: ["avif"]
    case .jxl: ["jxl"]
    case .jp2: ["jp2", "j2k", "jpf", "jpx"]
    case .visio: ["vsdx", "vsd", "vsdm", "vst", "vstx", "vss", "vssx"]
    case .dwg: ["dwg", "dwt"]
    case .psd: ["psd", "psb", "ai"]
    case .cdr: ["cdr"]
    case .xmind: ["xmind"]
    case .caj: ["caj", "nh", "kdh"]
    case .ceb: ["ceb", "cebx"]
    case .gd: ["gd"]
    case .djvu: ["djvu", "djv"]
    case .epub: ["epub"]
    case .xps: ["xps", "oxps"]
    case .iwork: ["pages", "numbers", "key"]
    case .openDocument:
      ["odg", "otg", "odc", "odf", "odb", "odi", "sxw", "sxc", "sxi", "sxd"]
    case .text: ["txt", "md", "log"]
    case .csv: ["csv"]
    case .tsv: ["tsv"]
    case .html: ["html", "htm"]
    case .xml: ["xml", "fods", "fodt"]
    case .json: ["json"]
    case .yaml: ["yaml", "yml"]
    case .zip: ["zip"]
    case .rar: ["rar"]
    case .sevenZip: ["7z"]
    case .tar: ["tar"]
    case .gzip: ["gz", "tgz"]
    case .mp4: ["mp4", "m4v", "mov"]
    case .video: ["avi", "wmv", "mkv", "flv", "mpg", "mpeg", "3gp", "webm"]
    case .audio: ["mp3", "wav", "m4a", "wma", "aac", "amr", "flac", "ogg"]
    case .email: ["eml", "msg"]
    case .mht: ["mht", "mhtml"]
    // What Windows runs when it is opened (PATHEXT, and what Outlook blocks as level 1).
    case .program:
      [
        "exe", "com", "bat", "cmd", "vbs", "vbe", "js", "jse", "wsf", "wsh", "ps1", "scr", "pif",
        "msi", "msp", "hta", "cpl", "reg", "jar", "apk", "sh", "py", "dll", "inf",
      ]
    // Of Windows, of browsers, of macOS, of Linux, and of Google Drive, whose documents stay there.
    case .shortcut:
      [
        "url", "lnk", "website", "webloc", "inetloc", "fileloc", "desktop", "gdoc", "gsheet",
        "gslides", "gdraw", "glink",
      ]
    case .other: []
    }
  }

  private static let byEnding = Dictionary(
    uniqueKeysWithValues: allCases.flatMap { type in
      type.endings.compactMap { ending in key(ofEnding: ending.utf8).map { ($0, type) } }
    })

  /// The type that a name's ending promises; nil for an unknown ending and for none.
  public init?(ofFileNamed name: String) {
    self.init(ofFileNamed: name.utf8)
  }

  /// As ``init(ofFileNamed:)-(String)``, of the name's UTF-8 bytes.
  public init?(ofFileNamed name: some BidirectionalCollection<UInt8>) {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex,
      let key = Self.key(ofEnding: name[name.index(after: dot)...]),
      let type = Self.byEnding[key]
    else { return nil }
    self = type
  }

  /// The bytes of an ending in lower case as one number; nil where it is too long for one.
  private static func key(ofEnding ending: some Collection<UInt8>) -> UInt64? {
    var key: UInt64 = 0
    for byte in ending {
      guard key >> 56 == 0 else { return nil }
      let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      key = key << 8 | UInt64(isCapital ? byte | 0x20 : byte)
    }
    return key
  }

  /// The part of a name after its last dot, in lower case.
  static func ending(of name: String) -> String? {
    let ending = FileName.parts(of: name).ending.dropFirst().lowercased()
    return ending.isEmpty ? nil : ending
  }

  /// Whether a file of this content opens under a name that promises `promised`.
  ///
  /// Plain text has no mark of its own, and programs ask for no more than that.
  func suits(_ promised: FileType) -> Bool {
    switch (self, promised) {
    case (.protectedOffice, .docx), (.protectedOffice, .docm), (.protectedOffice, .xlsx),
      (.protectedOffice, .xlsm), (.protectedOffice, .pptx), (.protectedOffice, .pptm):
      true
    case (.text, _): promised.family == .text || promised == .email
    case (.zip, .visio), (.zip, .xmind), (.zip, .ceb), (.zip, .epub), (.zip, .xps), (.zip, .iwork),
      (.zip, .openDocument):
      true
    case (.json, _), (.csv, _), (.yaml, _), (.tsv, _): promised.family == .text
    case (.html, .text), (.xml, .text), (.xml, .html), (.html, .xml), (.mht, .email): true
    // The same container, with sound alone or with pictures.
    case (.mp4, .audio), (.mp4, .video), (.video, .mp4), (.audio, .video), (.audio, .mp4),
      (.video, .audio):
      true
    // The document with macros taken out keeps the part's name in some programs.
    case (.docx, .docm), (.xlsx, .xlsm), (.pptx, .pptm): true
    default: self == promised
    }
  }

  /// Whether content of this type always bears a mark by which it is known.
  var isMarked: Bool {
    switch self {
    // Each of these names stands for formats of which some bear none.
    case .email, .caj, .ceb, .gd, .cdr, .psd: false
    default: [.document, .image, .archive].contains(family)
    }
  }

  /// Whether programs that open this type take text under its name for what it says, mark-up among
  /// it.
  var mayBeText: Bool {
    switch self {
    case .docx, .docm, .xlsx, .xlsm, .pptx, .pptm, .doc, .xls, .ppt, .odt, .ods, .odp, .rtf: true
    default: false
    }
  }

  /// Whether only a program of its own opens it, which a reviewer may lack.
  var isSpecial: Bool {
    switch self {
    case .visio, .dwg, .psd, .cdr, .xmind, .caj, .ceb, .gd, .djvu, .epub, .xps, .iwork,
      .openDocument:
      true
    default: false
    }
  }

  /// Whether it is a picture that older computers do not show.
  var isRarePicture: Bool { [.heic, .webp, .avif, .jxl, .jp2].contains(self) }
}
