// What the host sees: it asks for a place, puts JSON there, and gets JSON back.

import Evidence
import Notation

/// Room for as many bytes of a request.
@_expose(wasm, "room")
@_cdecl("room")
public func room(_ count: Int) -> UnsafeMutableRawPointer {
  UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 8)
}

/// The completeness report of the dossier that the request tells, or `{"error": …}`: four bytes of
/// length, the lowest first, and JSON.
@_expose(wasm, "assess")
@_cdecl("assess")
public func assess(_ request: UnsafeMutableRawPointer, _ count: Int) -> UnsafeMutableRawPointer {
  answer(request, count) { node throws(Malformed) in
    let (dossier, findings) = try Dossier.read(node)
    return dossier.assess(with: findings).json
  }
}

/// What each loose file may prove, by its name.
@_expose(wasm, "suggest")
@_cdecl("suggest")
public func suggest(_ request: UnsafeMutableRawPointer, _ count: Int) -> UnsafeMutableRawPointer {
  answer(request, count) { node throws(Malformed) in
    let matcher = EvidenceMatcher(try Form.read(try node.member("form")), asked: [])
    var suggestions: [String] = []
    for file in try node.member("files").items() {
      let parts = try file.string().split(separator: "/").map(String.init)
      let loose = LooseFile(folders: parts.dropLast(), name: parts.last ?? "")
      suggestions.append(
        array(
          matcher.suggestions(for: loose).map {
            array([quoted($0.requirement.description), quoted($0.confidence.rawValue)])
          }))
    }
    return array(suggestions)
  }
}

/// What is wrong with names, and their keys by which they are twins.
@_expose(wasm, "names")
@_cdecl("names")
public func names(_ request: UnsafeMutableRawPointer, _ count: Int) -> UnsafeMutableRawPointer {
  answer(request, count) { node throws(Malformed) in
    var names: [String] = []
    for item in try node.items() {
      let name = try item.string()
      let key = FileName.TwinKey(Array(name.utf8)[...])
      names.append(
        array([
          array(FileName.defects(of: name).map { quoted($0.rawValue) }),
          array([quoted(String(decoding: key.bytes, as: UTF8.self))]),
          array([quoted(FileName.mended(name))]),
        ]))
    }
    return array(names)
  }
}

private func answer(
  _ request: UnsafeMutableRawPointer, _ count: Int,
  _ work: (Node) throws(Malformed) -> String
) -> UnsafeMutableRawPointer {
  let bytes = Array(UnsafeRawBufferPointer(start: request, count: count))
  request.deallocate()
  let text: String
  do throws(JSONError) {
    let node = try JSONDocument.parse(bytes)
    do throws(Malformed) {
      text = try work(node)
    } catch {
      text = "{\"error\": \(quoted(error.description))}"
    }
  } catch {
    text = "{\"error\": \(quoted("JSON, line \(error.line), column \(error.column)"))}"
  }
  let utf8 = Array(text.utf8)
  let place = room(utf8.count + 4)
  place.storeBytes(of: UInt32(utf8.count).littleEndian, as: UInt32.self)
  (place + 4).copyMemory(from: utf8, byteCount: utf8.count)
  return place
}
