public import Evidence
public import Files
public import Office
import Synchronization

/// Opens files of strangers in processes of their own, which a hostile file may starve, hang, crash
/// or take over without harm to this one.
///
/// A process is started with the first file, kept for the next ones, and left for a new one after a
/// file that ended it. Any number of threads may ask at once: each has a process to itself meanwhile.
/// The processes end with the inspector, so that what is asked of one inspector should come from one
/// sender: a dossier, a package.
public final class Inspector: Sendable {
  /// A program that runs ``InspectionService``.
  public struct Program: Hashable, Sendable {
    public var path: String
    public var arguments: [String]

    public init(path: String, arguments: [String]) {
      self.path = path
      self.arguments = arguments
    }
  }

  private static let ownProgram = Mutex<Program?>(nil)

  /// The program that this process has files opened by, set once at its start; nil opens them in
  /// this process, for tests of files that are well known.
  public static var program: Program? {
    get { ownProgram.withLock { $0 } }
    set { ownProgram.withLock { $0 = newValue } }
  }

  private let program: Program?
  private let idle = Mutex<[InspectionProcess]>([])

  public init(program: Program? = Inspector.program) { self.program = program }

  /// Starts a process before there is something to ask, so that it is ready when there is.
  ///
  /// A failure is told by the first question.
  public func start() {
    guard let program, idle.withLock({ $0.isEmpty }) else { return }
    if let process = try? InspectionProcess(program) { idle.withLock { $0.append(process) } }
  }

  // MARK: Questions

  /// What the file is, or the part of it that begins at `offset`.
  ///
  /// A file that ends the service, or takes it too long, has the state `unchecked`.
  ///
  /// - Throws: `SystemError` where the service can't be started or the file can't be read.
  public func inspect(
    _ file: Descriptor, at offset: Int64 = 0, count: Int64
  ) throws(SystemError) -> FileFacts {
    guard count > 0 else { return FileFacts(.other, .empty) }
    guard program != nil else {
      return try FileInspection.inspect(file, at: offset, count: count)
    }
    if count <= FileInspection.longestShortText {
      let content = try file.bytes(at: offset, count: Int(count))
      if content.count == count,
        let facts = content.withUnsafeBytes({ FileInspection.shortText($0) })
      {
        return facts
      }
    }
    let request = InspectionRequest(kind: .facts, offset: offset, count: count)
    return try answer(to: request, about: file) ?? FileFacts(.other, .unchecked)
  }

  /// The answers in a filled Word form.
  ///
  /// - Parameters:
  ///   - document: the whole file.
  ///   - definition: what defines the form, YAML or JSON.
  /// - Returns: what was read, or why nothing could be; it is to be held against the form.
  /// - Throws: `SystemError` where the service can't be started.
  public func answers(
    in document: [UInt8], to definition: String
  ) throws(SystemError) -> FormInspection {
    guard program != nil else {
      return FormInspection(DocumentInspection.answers(in: document, to: definition))
    }
    return FormInspection(
      try ask(.answers, about: document, with: definition) ?? .failure(.unchecked))
  }

  /// The sheets of a list.
  ///
  /// - Parameter list: the whole file.
  /// - Throws: `SystemError` where the service can't be started.
  public func sheets(
    in list: [UInt8]
  ) throws(SystemError) -> Result<[Sheet], ListFileError> {
    guard program != nil else { return DocumentInspection.sheets(in: list) }
    return try ask(.sheets, about: list) ?? .failure(.unchecked)
  }

  /// A definition drafted out of a blank Word form; one without fields where it is no form.
  ///
  /// - Throws: `SystemError` where the service can't be started.
  public func draft(
    of document: [UInt8], id: String
  ) throws(SystemError) -> Result<FormDraft, WordDocumentError> {
    guard program != nil else { return DocumentInspection.draft(of: document, id: id) }
    return try ask(.draft, about: document, with: id) ?? .failure(.unchecked)
  }

  /// The title of a Word file: its first line; nil where it has none that can be read.
  ///
  /// - Throws: `SystemError` where the service can't be started.
  public func title(of document: [UInt8]) throws(SystemError) -> String? {
    let title: String? =
      program == nil
      ? DocumentInspection.title(of: document) : try ask(.title, about: document)
    return title?.isEmpty == false ? title : nil
  }

  /// The text of a Word file, to be shown.
  ///
  /// - Throws: `SystemError` where the service can't be started.
  public func text(
    of document: [UInt8]
  ) throws(SystemError) -> Result<DocumentText, WordDocumentError> {
    guard program != nil else { return DocumentInspection.text(of: document) }
    return try ask(.text, about: document) ?? .failure(.unchecked)
  }

  /// The text of a file that a PDF carries (ISO 32000-1, 7.11.4); nil where it carries none of that
  /// name, or is no PDF, or the text is empty.
  ///
  /// - Throws: `SystemError` where the service can't be started.
  public func attachedText(_ name: String, in file: Descriptor) throws(SystemError) -> String? {
    guard program != nil else { return PDFFile.attachedText(name, in: file) }
    let request = InspectionRequest(
      kind: .attachedFile, count: try file.identity().size, text: Array(name.utf8))
    let text: String? = try answer(to: request, about: file)
    return text?.isEmpty == false ? text : nil
  }

  // MARK: Asking

  /// A process that has read a larger document than this, or answered more, is not kept.
  private static let large: Int64 = 4 << 20

  private func ask<Answer: InspectionMessage>(
    _ kind: InspectionRequest.Kind, about document: [UInt8], with text: String = ""
  ) throws(SystemError) -> Answer? {
    let file = try Descriptor.inMemory(document)
    return try answer(
      to: InspectionRequest(kind: kind, count: Int64(document.count), text: Array(text.utf8)),
      about: file)
  }

  /// The answer; nil where there is none, or none that an honest service gives.
  private func answer<Answer: InspectionMessage>(
    to request: InspectionRequest, about file: Descriptor
  ) throws(SystemError) -> Answer? {
    guard let program else { return nil }
    if let process = idle.withLock({ $0.popLast() }) {
      if let answer: Answer = answer(to: request, about: file, by: process) { return answer }
      // An attachment gets the benefit of the doubt, and a document a process that none had before.
      if request.kind == .facts { return nil }
    }
    return answer(to: request, about: file, by: try InspectionProcess(program))
  }

  private func answer<Answer: InspectionMessage>(
    to request: InspectionRequest, about file: Descriptor, by process: InspectionProcess
  ) -> Answer? {
    guard let bytes = process.answer(to: request, about: file) else { return nil }
    var reader = MessageReader(bytes)
    guard let answer = try? Answer(from: &reader), (try? reader.end()) != nil else { return nil }
    // What a large document leaves behind would count against the next file.
    let isLarge = request.kind != .facts && max(request.count, Int64(bytes.count)) > Self.large
    if !isLarge { idle.withLock { $0.append(process) } }
    return answer
  }
}

/// What a service read in a Word form.
///
/// It is worth nothing before it is held against the form: a document may have taken the service
/// over, and answer in places that the form has not got.
public struct FormInspection: Sendable {
  private let outcome: Result<FilledForm, WordDocumentError>

  init(_ outcome: Result<FilledForm, WordDocumentError>) { self.outcome = outcome }

  /// Whether nothing could be read in the file.
  public var failure: WordDocumentError? {
    if case .failure(let error) = outcome { error } else { nil }
  }

  /// The answers to `form`, which the definition that was asked by defines.
  public func filled(_ form: Form) -> Result<FilledForm, WordDocumentError> {
    outcome.flatMap { filled in
      let boxes = Set(form.places.filter { $0.kind == .checkbox }.map(\.id))
      let places = Set(form.places.map(\.id))
      let known = places.union(form.fields.map(\.id)).union(form.sections.map(\.id)).union([form.id]
      )
      let areFitting = filled.answers.values.allSatisfy { id, answer in
        if case .text = answer {
          places.contains(id) && !boxes.contains(id)
        } else {
          boxes.contains(id)
        }
      }
      let areKnown = filled.findings.allSatisfy { finding in
        known.contains(finding.place)
          && ["form-", "box-", "answer-"].contains { finding.rule.rawValue.hasPrefix($0) }
      }
      return areFitting && areKnown ? outcome : .failure(.unchecked)
    }
  }
}
