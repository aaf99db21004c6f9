import Evidence
import Files
import Inspection
import Office

extension FuzzTarget {
  /// Inspects the input as an attachment; what is found can be told to the process that asked.
  static func inspectAttachment(_ input: [UInt8]) {
    let facts: FileFacts
    do { facts = try FileInspection.inspect(unnamedFile(input)) } catch {
      preconditionFailure("\(error)")
    }
    // What has bytes may be empty as well: blanks, zeros.
    precondition(!input.isEmpty || facts.state == .empty)
    var writer = MessageWriter()
    writer.put(facts)
    var reader = MessageReader(writer.bytes)
    do {
      let told = try FileFacts(from: &reader)
      try reader.end()
      precondition(told.type == facts.type && told.state == facts.state)
    } catch { preconditionFailure("\(facts)") }
  }

  /// Reads the input as the answer of a service that a document has taken over.
  static func readAnswer(_ input: [UInt8]) {
    read(FileFacts.self, input)
    read(Result<FilledForm, WordDocumentError>.self, input)
    read(Result<[Sheet], ListFileError>.self, input)
    read(Result<FormDraft, WordDocumentError>.self, input)
    var reader = MessageReader(input)
    guard case .success(let sheets)? = try? Result<[Sheet], ListFileError>(from: &reader) else {
      return
    }
    _ = ListReport(listForm, sheets: sheets, of: "list")
  }

  private static func read<Message: InspectionMessage>(_: Message.Type, _ input: [UInt8]) {
    var reader = MessageReader(input)
    guard let message = try? Message(from: &reader) else { return }
    var writer = MessageWriter()
    writer.put(message)
    precondition(writer.bytes.count <= input.count * 4 + 64)
  }
}
