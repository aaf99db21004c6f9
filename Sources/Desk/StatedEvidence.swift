internal import Evidence

/// `evidence.json`, as far as it is read again.
struct StatedEvidence {
  struct StatedRequirement {
    var number = ""
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

  var formID = ""
  var name = ""
  var requirements: [StatedRequirement] = []

  /// - Throws: `JSONCursor.Failure` for what is no record: no JSON, a member that is missing or of
  ///   another kind, one that stands twice.
  /// - Complexity: one pass; keeps some 300 bytes for each attachment that is stated.
  init(json: [UInt8]) throws(JSONCursor.Failure) {
    let outcome: Result<StatedEvidence, JSONCursor.Failure> = json.withUnsafeBytes { bytes in
      do throws(JSONCursor.Failure) {
        var cursor = JSONCursor(bytes)
        let stated = try StatedEvidence(&cursor)
        try cursor.end()
        return .success(stated)
      } catch {
        return .failure(error)
      }
    }
    self = try outcome.get()
  }

  private init(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) {
    var (formID, name): (String?, String?)
    var requirements: [StatedRequirement]?
    try cursor.object { cursor, key throws(JSONCursor.Failure) in
      if key == "form" {
        try cursor.object { cursor, key throws(JSONCursor.Failure) in
          if key == "id" {
            formID = try cursor.only(formID) { cursor throws(JSONCursor.Failure) in
              try cursor.string()
            }
          } else {
            try cursor.skip()
          }
        }
      } else if key == "name" {
        name = try cursor.only(name) { cursor throws(JSONCursor.Failure) in try cursor.string() }
      } else if key == "requirements" {
        requirements = try cursor.only(requirements, StatedRequirement.all)
      } else {
        try cursor.skip()
      }
    }
    guard let formID, let name, let requirements else { throw JSONCursor.Failure(offset: 0) }
    (self.formID, self.name, self.requirements) = (formID, name, requirements)
  }
}

extension JSONCursor {
  /// A member's value, of which there may be but one: programs differ on which of two counts.
  fileprivate mutating func only<Value>(
    _ earlier: Value?, _ read: (inout JSONCursor) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let value = try read(&self)
    guard earlier == nil else { throw Failure(offset: 0) }
    return value
  }
}

extension StatedEvidence.StatedRequirement {
  fileprivate static func all(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) -> [Self] {
    var all: [Self] = []
    try cursor.array { cursor throws(JSONCursor.Failure) in all.append(try Self(&cursor)) }
    return all
  }

  private init(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) {
    var (number, state): (String?, String?)
    var attachments: [StatedEvidence.StatedAttachment]?
    try cursor.object { cursor, key throws(JSONCursor.Failure) in
      if key == "number" {
        number = try cursor.only(number) { cursor throws(JSONCursor.Failure) in
          try cursor.string()
        }
      } else if key == "state" {
        state = try cursor.only(state) { cursor throws(JSONCursor.Failure) in try cursor.string() }
      } else if key == "attachments" {
        attachments = try cursor.only(attachments) { cursor throws(JSONCursor.Failure) in
          var all: [StatedEvidence.StatedAttachment] = []
          try cursor.array { cursor throws(JSONCursor.Failure) in
            all.append(try StatedEvidence.StatedAttachment(&cursor))
          }
          return all
        }
      } else {
        try cursor.skip()
      }
    }
    guard let number, let state, let attachments else { throw JSONCursor.Failure(offset: 0) }
    self.init(number: number, state: state, attachments: attachments)
  }
}

extension StatedEvidence.StatedAttachment {
  fileprivate init(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) {
    var isTwice = false
    var seen: UInt8 = 0
    func take(_ bit: UInt8) {
      isTwice = isTwice || seen & bit != 0
      seen |= bit
    }
    var stated = Self()
    try cursor.object { cursor, key throws(JSONCursor.Failure) in
      if key == "path" {
        take(1)
        let bytes = try cursor.utf8()
        stated.path = try? PackagePath(bytes: bytes)
      } else if key == "sha256" {
        take(2)
        stated.sha256 = try cursor.null() ? nil : Digest(hex: try cursor.utf8())
      } else if key == "place" {
        take(4)
        stated.place = try cursor.optionalString()
      } else if key == "note" {
        take(8)
        stated.note = try cursor.optionalString()
      } else if key == "size" {
        take(16)
        stated.size = try cursor.null() ? nil : try cursor.integer()
      } else if key == "type" {
        take(32)
        stated.type = try cursor.optionalString()
      } else {
        try cursor.skip()
      }
    }
    guard seen & 1 != 0, !isTwice else { throw JSONCursor.Failure(offset: 0) }
    self = stated
  }
}
