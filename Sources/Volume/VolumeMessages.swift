internal import Evidence
package import Inspection
internal import Reports

// What goes between whoever wants a volume and the process that makes it.

extension VolumeOrder: InspectionMessage {
  package func write(to writer: inout MessageWriter) {
    for text in [language.rawValue, form, applicant, date] { writer.put(text) }
    writer.put(optional: sealNumber) { $0.put($1) }
    writer.put(optional: sealShort) { $0.put($1) }
    writer.put(settings)
    writer.put(split)
    writer.put(formSources) { $0.put($1) }
    writer.put(sections) { writer, section in
      writer.put(section.title)
      writer.put(section.requirements) { writer, requirement in
        writer.put(requirement.number)
        writer.put(requirement.title)
        writer.put(optional: requirement.asked) { $0.put($1) }
        writer.put(requirement.isMissing)
        writer.put(requirement.sources) { $0.put($1) }
      }
    }
    writer.put(sources) { writer, source in
      for text in [source.name, source.type.rawValue, source.sha256, source.state.rawValue] {
        writer.put(text)
      }
      writer.put(Int(source.size))
      writer.put(source.isConverted)
      writer.put(optional: source.failure?.rawValue) { $0.put($1) }
    }
    writer.put(unbound)
    writer.put(optional: earlier) { $0.put(String(decoding: $1.json, as: UTF8.self)) }
  }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    let language = try reader.choice(of: Language.self)
    self.init(
      language: language, form: try reader.text(), applicant: try reader.text(),
      date: try reader.text())
    sealNumber = try reader.optional { reader throws(MessageReader.Malformed) in
      try reader.text()
    }
    sealShort = try reader.optional { reader throws(MessageReader.Malformed) in
      try reader.text()
    }
    settings = try VolumeSettings(from: &reader)
    split = try VolumeSplit(from: &reader)
    formSources = try Self.numbers(&reader)
    sections = try reader.list { reader throws(MessageReader.Malformed) in
      Section(
        title: try reader.text(),
        requirements: try reader.list { reader throws(MessageReader.Malformed) in
          Requirement(
            number: try reader.text(), title: try reader.text(),
            asked: try reader.optional { reader throws(MessageReader.Malformed) in
              try reader.text()
            }, isMissing: try reader.flag(), sources: try Self.numbers(&reader))
        })
    }
    sources = try reader.list { reader throws(MessageReader.Malformed) in
      let name = try reader.text()
      let type = try reader.choice(of: FileType.self)
      let sha256 = try reader.text()
      let state = try reader.choice(of: FileFacts.State.self)
      return Source(
        name: name, type: type, size: Int64(try reader.number(in: 0...Int.max)), sha256: sha256,
        state: state, isConverted: try reader.flag(),
        failure: try reader.optional { reader throws(MessageReader.Malformed) in
          try reader.choice(of: ConversionFailure.self)
        })
    }
    unbound = try reader.number(in: 0...Int.max)
    earlier = try reader.optional { reader throws(MessageReader.Malformed) in
      guard let record = VolumeRecord(json: Array(try reader.text().utf8)) else {
        throw MessageReader.Malformed()
      }
      return record
    }
    let known = formSources + requirements.flatMap(\.sources)
    guard known.allSatisfy(sources.indices.contains) else { throw MessageReader.Malformed() }
  }

  private static func numbers(
    _ reader: inout MessageReader
  ) throws(MessageReader.Malformed) -> [Int] {
    try reader.list { reader throws(MessageReader.Malformed) in
      try reader.number(in: 0...Int.max)
    }
  }
}

extension VolumeSettings: InspectionMessage {
  package func write(to writer: inout MessageWriter) {
    writer.put(isTwoSided)
    writer.put(hasDividers)
    writer.put(isSmall)
    writer.put(copies)
    for text in [
      rightHandStarts.rawValue, bindingEdge.rawValue, numbers.rawValue, largePages.rawValue,
      form.rawValue,
    ] {
      writer.put(text)
    }
    writer.put(optional: scan) { $0.put($1) }
    writer.put(optional: office) { $0.put($1) }
  }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    self.init()
    isTwoSided = try reader.flag()
    hasDividers = try reader.flag()
    isSmall = try reader.flag()
    copies = try reader.number(in: 1...Self.mostCopies)
    rightHandStarts = try reader.choice(of: RightHandStarts.self)
    bindingEdge = try reader.choice(of: BindingEdge.self)
    numbers = try reader.choice(of: NumberPosition.self)
    largePages = try reader.choice(of: LargePages.self)
    form = try reader.choice(of: FormPlace.self)
    scan = try reader.optional { reader throws(MessageReader.Malformed) in try reader.text() }
    office = try reader.optional { reader throws(MessageReader.Malformed) in try reader.text() }
  }
}

extension VolumeSplit: InspectionMessage {
  package func write(to writer: inout MessageWriter) {
    switch self {
    case .whole: writer.put(0 as UInt8)
    case .pages(let count):
      writer.put(1 as UInt8)
      writer.put(count)
    case .bytes(let count):
      writer.put(2 as UInt8)
      writer.put(Int(count))
    }
  }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    switch try reader.byte() {
    case 0: self = .whole
    case 1: self = .pages(try reader.number(in: 1...Int.max))
    case 2: self = .bytes(Int64(try reader.number(in: 1...Int.max)))
    default: throw MessageReader.Malformed()
    }
  }
}

/// What the process tells while it works.
enum VolumeAnswer: InspectionMessage {
  case step(VolumeMaking.Step)
  /// All is planned; so many parts will be written.
  case planned(parts: Int)
  case made(VolumeSummary)
  case failed(VolumeFailure)

  package func write(to writer: inout MessageWriter) {
    switch self {
    case .step(let step):
      writer.put(0 as UInt8)
      writer.put(optional: step.source) { $0.put($1) }
      writer.put(step.done)
      writer.put(step.total)
    case .planned(let parts):
      writer.put(1 as UInt8)
      writer.put(parts)
    case .made(let summary):
      writer.put(2 as UInt8)
      writer.put(summary.parts) { $0.put($1) }
      writer.put(summary.remarks) { $0.put($1) }
    case .failed(let failure):
      writer.put(3 as UInt8)
      writer.put(failure.name)
      if case .wrong(let place) = failure { writer.put(place) } else { writer.put("") }
    }
  }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    switch try reader.byte() {
    case 0:
      let source = try reader.optional { reader throws(MessageReader.Malformed) in
        try reader.number(in: 0...Int.max)
      }
      self = .step(
        VolumeMaking.Step(
          source: source, done: try reader.number(in: 0...Int.max),
          total: try reader.number(in: 0...Int.max)))
    case 1: self = .planned(parts: try reader.number(in: 1...VolumeProcess.mostParts))
    case 2:
      let parts = try reader.list { reader throws(MessageReader.Malformed) in
        try reader.number(in: 0...10_000_000)
      }
      self = .made(
        VolumeSummary(
          parts: parts,
          remarks: try reader.list { reader throws(MessageReader.Malformed) in
            try reader.text().shown
          }))
    case 3:
      let name = try reader.text()
      let place = try reader.text()
      self = .failed(VolumeFailure(name: name, place: place.shown))
    default: throw MessageReader.Malformed()
    }
  }
}

extension VolumeFailure {
  fileprivate var name: String {
    switch self {
    case .noLibraries: "libraries"
    case .noChineseFont: "font"
    case .nothingNew: "nothing-new"
    case .wrong: "wrong"
    case .brokenDown: "broken"
    case .unwritable: "unwritable"
    case .cancelled: "cancelled"
    }
  }

  fileprivate init(name: String, place: String) {
    self =
      switch name {
      case "libraries": .noLibraries
      case "font": .noChineseFont
      case "nothing-new": .nothingNew
      case "wrong": .wrong(place)
      case "unwritable": .unwritable
      default: .brokenDown
      }
  }
}
