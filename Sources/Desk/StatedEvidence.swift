internal import Evidence
internal import Notation

/// `evidence.json`, as far as it is read again.
struct StatedEvidence {
  struct StatedRequirement {
    var number = ""
    var level = ""
    var state = ""
    var attachments: [StatedAttachment] = []
  }
  struct StatedAttachment {
    /// nil where it is no path that a package can hold.
    var path: PackagePath?
    /// nil where none is told, or what is told is none.
    var sha256: Digest?
    var place: String?
    var note: String?
    var size: Int64?
    var type: String?
  }

  struct StatedSummary {
    /// Of the required evidence, what is held and what is asked for.
    var held: Int64
    var asked: Int64
    var errors: Int64

    var words: String { "\(held)/\(asked)" }
  }

  var formID = ""
  var formVersion: String?
  var formTitle: String?
  var name = ""
  var sealedAt: String?
  var formDigest: String?
  var verdict: String?
  var summary: StatedSummary?
  var requirements: [StatedRequirement] = []

  /// - Throws: `JSONCursor.Failure` for what is no record: no JSON, a member that is missing or of
  ///   another kind, one that stands twice.
  /// - Complexity: one pass; keeps some 300 bytes for each attachment that is stated.
  init(json: [UInt8]) throws(JSONCursor.Failure) {
    self = try JSONCursor.value(of: json) { cursor throws(JSONCursor.Failure) in
      try StatedEvidence(&cursor)
    }
  }

  private init() {}

  private init(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) {
    var (formID, name): (String?, String?)
    var requirements: [StatedRequirement]?
    var stated = Self()
    try cursor.object { cursor, key throws(JSONCursor.Failure) in
      if key == "form" {
        try cursor.object { cursor, key throws(JSONCursor.Failure) in
          if key == "id" {
            formID = try cursor.string()
          } else if key == "version" {
            stated.formVersion = try cursor.string()
          } else if key == "title" {
            stated.formTitle = try cursor.string()
          } else {
            try cursor.skip()
          }
        }
      } else if key == "name" {
        name = try cursor.string()
      } else if key == "sealedAt" {
        stated.sealedAt = try cursor.string()
      } else if key == "formDigest" {
        stated.formDigest = try cursor.string()
      } else if key == "verdict" {
        stated.verdict = try cursor.string()
      } else if key == "summary" {
        stated.summary = try StatedSummary(&cursor)
      } else if key == "requirements" {
        requirements = try StatedRequirement.all(&cursor)
      } else {
        try cursor.skip()
      }
    }
    guard let formID, let name, let requirements else { throw .incomplete }
    (stated.formID, stated.name, stated.requirements) = (formID, name, requirements)
    self = stated
  }
}

extension StatedEvidence.StatedSummary {
  fileprivate init(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) {
    var (held, asked, errors): (Int64?, Int64?, Int64?)
    try cursor.object { cursor, key throws(JSONCursor.Failure) in
      if key == "required" {
        try cursor.object { cursor, key throws(JSONCursor.Failure) in
          if key == "held" {
            held = try cursor.integer()
          } else if key == "asked" {
            asked = try cursor.integer()
          } else {
            try cursor.skip()
          }
        }
      } else if key == "errors" {
        errors = try cursor.integer()
      } else {
        try cursor.skip()
      }
    }
    guard let held, let asked, let errors else { throw .incomplete }
    self.init(held: held, asked: asked, errors: errors)
  }
}

extension StatedEvidence.StatedRequirement {
  fileprivate static func all(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) -> [Self] {
    var all: [Self] = []
    try cursor.array { cursor throws(JSONCursor.Failure) in all.append(try Self(&cursor)) }
    return all
  }

  private init(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) {
    var (number, level, state): (String?, String?, String?)
    var attachments: [StatedEvidence.StatedAttachment]?
    try cursor.object { cursor, key throws(JSONCursor.Failure) in
      if key == "number" {
        number = try cursor.string()
      } else if key == "level" {
        level = try cursor.string()
      } else if key == "state" {
        state = try cursor.string()
      } else if key == "attachments" {
        var all: [StatedEvidence.StatedAttachment] = []
        try cursor.array { cursor throws(JSONCursor.Failure) in
          all.append(try StatedEvidence.StatedAttachment(&cursor))
        }
        attachments = all
      } else {
        try cursor.skip()
      }
    }
    guard let number, let state, let attachments else { throw .incomplete }
    self.init(number: number, level: level ?? "", state: state, attachments: attachments)
  }
}

extension StatedEvidence.StatedAttachment {
  fileprivate init(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) {
    var hasPath = false
    var stated = Self()
    try cursor.object { cursor, key throws(JSONCursor.Failure) in
      if key == "path" {
        hasPath = true
        let bytes = try cursor.utf8()
        stated.path = try? PackagePath(bytes: bytes)
      } else if key == "sha256" {
        stated.sha256 = try cursor.null() ? nil : Digest(hex: try cursor.utf8())
      } else if key == "place" {
        stated.place = try cursor.optionalString()
      } else if key == "note" {
        stated.note = try cursor.optionalString()
      } else if key == "size" {
        stated.size = try cursor.null() ? nil : try cursor.integer()
      } else if key == "type" {
        stated.type = try cursor.optionalString()
      } else {
        try cursor.skip()
      }
    }
    guard hasPath else { throw .incomplete }
    self = stated
  }
}
