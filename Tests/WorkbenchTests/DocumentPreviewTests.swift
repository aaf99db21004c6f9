import Foundation
import Testing

@testable import Workbench

/// Documents that a browser does not show, as pages of ours.
@Suite struct DocumentPreviewTests {
  /// Holds each preview against what openpyxl and python-docx find in the file.
  private static let script = """
    import html, pathlib, re, sys, urllib.parse, urllib.request
    import docx, openpyxl
    port, cookie, name, root = sys.argv[1:]
    def fetch(file, query):
      path = urllib.parse.quote(str(file.relative_to(root)))
      address = f"http://127.0.0.1:{port}/dossier/{urllib.parse.quote(name)}/file/{path}{query}"
      request = urllib.request.Request(address, headers=dict([cookie.split(": ", 1)]))
      with urllib.request.urlopen(request, timeout=300) as answer:
        return answer.read(), answer.headers
    def shown(file):
      body, headers = fetch(file, "?as=preview")
      policy = headers["Content-Security-Policy"]
      assert "script" not in policy and "default-src 'none'" in policy, policy
      text = body.decode()
      assert "<script" not in text
      return html.unescape(re.sub("<[^>]*>", "\\n", text))
    hostile = pathlib.Path(root) / "佐证材料" / "敌.docx"
    document = docx.Document()
    document.add_paragraph("<script>alert(1)</script> & 甲")
    document.add_table(1, 2).rows[0].cells[1].text = "乙\\"'"
    document.save(hostile)
    (hostile.parent / "坏.docx").write_bytes(b"PK no document")
    files = sorted(pathlib.Path(root, "佐证材料").rglob("*"))
    counts = {"docx": 0, "xlsx": 0}
    for file in files:
      if file.name.startswith("~") or file.name == "坏.docx": continue
      if file.suffix == ".docx":
        try: document = docx.Document(file)
        except Exception:
          assert "不能在这里显示" in shown(file), file.name
          continue
        texts = [one.text for one in document.paragraphs]
        texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
      elif file.suffix == ".xlsx":
        book = openpyxl.load_workbook(file, data_only=True)
        texts = [cell.value for sheet in book for row in sheet for cell in row
          if isinstance(cell.value, str)]
      else: continue
      counts[file.suffix[1:]] += 1
      page = "".join(shown(file).split())
      for text in texts:
        # Which picture a letter of a symbol font is, is not told.
        assert "".join(text.split()) in page, (file.name, text)
      assert fetch(file, "")[0] == file.read_bytes()
    assert counts["docx"] and counts["xlsx"], counts
    assert "不能在这里显示" in shown(hostile.parent / "坏.docx")
    print("shown")
    """

  @Test(arguments: [1, 2])
  func `a list and a Word file are shown as what stands in them`(cluster: Int) async throws {
    let sample = try SampleDossier(cluster: cluster)
    defer { sample.remove() }
    let name = URL(filePath: sample.root).lastPathComponent
    try await ServedFolder.serve(sample.root) { served in
      let told = try await served.python(Self.script, served.cookie, name, sample.root)
      #expect(told == "shown\n")
    }
  }
}
