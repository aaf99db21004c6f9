/// The media types of the files that applicants send, by their names' endings.
public enum MediaType {
  /// The type that the ending of `name` promises; `application/octet-stream` for an unknown one.
  public static func of(_ name: String) -> String {
    guard let dot = name.lastIndex(of: ".") else { return unknown }
    return byEnding[name[name.index(after: dot)...].lowercased()] ?? unknown
  }

  public static let unknown = "application/octet-stream"

  private static let office = "application/vnd.openxmlformats-officedocument."
  private static let byEnding: [String: String] = [
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "docx": office + "wordprocessingml.document",
    "xlsx": office + "spreadsheetml.sheet",
    "pptx": office + "presentationml.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "wps": "application/vnd.ms-works",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "txt": "text/plain",
    "json": "application/json",
    "yaml": "application/yaml",
    "html": "text/html",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "mp4": "video/mp4",
  ]
}
