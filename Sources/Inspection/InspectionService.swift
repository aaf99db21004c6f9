import CLinux
internal import Evidence
internal import Files
internal import Office

/// The other side of an ``Inspector``: takes open files over standard input, a Unix socket, and
/// answers what they are or what stands in them.
public enum InspectionService {
  /// Answers until the other side goes away.
  public static func run() {
    while let (file, request) = next() {
      clinux_limit_memory(request.memory, InspectionRequest.mostMemory)
      clinux_limit_processor_time(request.seconds)
      guard send(answer(to: request, about: file)) else { return }
    }
  }

  /// What stands in a file, as bytes.
  static func answer(to request: InspectionRequest, about file: Descriptor) -> [UInt8] {
    var writer = MessageWriter()
    switch request.kind {
    case .facts:
      let facts = try? FileInspection.inspect(file, at: request.offset, count: request.count)
      writer.put(facts ?? FileFacts(.other, .unchecked))
    case .answers:
      let definition = String(decoding: request.text, as: UTF8.self)
      writer.put(DocumentInspection.answers(in: content(of: file, request), to: definition))
    case .sheets: writer.put(DocumentInspection.sheets(in: content(of: file, request)))
    case .draft:
      let id = String(decoding: request.text, as: UTF8.self)
      writer.put(DocumentInspection.draft(of: content(of: file, request), id: id))
    case .title: writer.put(DocumentInspection.title(of: content(of: file, request)))
    case .text: writer.put(DocumentInspection.text(of: content(of: file, request)))
    case .attachedFile:
      let name = String(decoding: request.text, as: UTF8.self)
      writer.put(PDFFile.attachedText(name, in: file) ?? "")
    }
    return writer.bytes
  }

  private static func content(of file: Descriptor, _ request: InspectionRequest) -> [UInt8] {
    (try? file.bytes(at: request.offset, count: Int(clamping: max(0, request.count)))) ?? []
  }

  private static func send(_ answer: [UInt8]) -> Bool {
    let length = Int64(answer.count).littleEndian
    return HelperSocket.send(withUnsafeBytes(of: length) { Array($0) } + answer)
  }

  private static func next() -> (Descriptor, InspectionRequest)? {
    var head = InspectionRequest.Head(kind: 0, offset: 0, count: 0, textCount: 0)
    let file = withUnsafeMutableBytes(of: &head) { HelperSocket.receiveFile(with: $0) }
    guard let file, let kind = UInt8(exactly: head.kind).flatMap(InspectionRequest.Kind.init),
      (0...Int64(InspectionRequest.longestText)).contains(head.textCount),
      let text = HelperSocket.receive(Int(head.textCount))
    else { return nil }
    return (
      file, InspectionRequest(kind: kind, offset: head.offset, count: head.count, text: text)
    )
  }
}
