import Foundation
import Testing

/// Word forms and lists made to starve, hang or crash whatever reads them, among sound ones.
struct HostileDocumentTests {
  /// Ten dossiers, seven of them with a hostile form and a hostile list.
  private static let setting = """
    set -e
    python3 "$SAMPLES/../HostileFiles/make-forms.py" "$SAMPLES/forms/cluster1-v1.docx" forms
    printf '序号,标准名称,标准编号\\n9223372036854775807,甲,GB/T 9223372036854775807-9223372036854775807\\n' > list.csv
    for n in 1 2 3 4 5 6 7 8 9 10; do
      evpack init d$n --from "$SAMPLES/forms/cluster1-v1.docx" > init
      cp list.csv "$(find d$n/佐证材料 -type d -name '3-1 *')"
    done
    """

  @Test func `hostile forms among ten packages leave the others judged`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let setting = try shell.run(
      Self.setting + """

        for n in 1 2 3 4 5 6 7 8 9 10; do
          test $n -gt 7 || cp forms/$n.docx d$n/申报表.docx
          evpack seal d$n --incomplete -o $n.tar > seal 2> seal.errors || echo $n
        done
        """)
    #expect(setting.exit == 0, Comment(rawValue: setting.errors))
    // Deeper than anything that Word nests, and more elements than any form has.
    #expect(setting.output == "5\n6\n7\n")
    let outcome = try shell.run("timeout 300 evpack verify [0-9]*.tar --json")
    #expect(outcome.exit == 3, Comment(rawValue: outcome.errors))
    let files = outcome.output.matches(of: #/"file": "([0-9]+)\.tar"/#).map { String($0.1) }
    #expect(Set(files) == ["1", "2", "3", "4", "8", "9", "10"])
    // Once more as the applicant's own: each says what is wrong with the form, or judges it.
    for number in 1...7 {
      let check = try shell.run("timeout 100 evpack check d\(number)")
      #expect(check.exit == (number > 4 ? 1 : 3), "\(number) \(check.errors)")
      if number > 4 { #expect(check.errors.contains("申报表.docx"), "\(check.errors)") }
    }
  }

  @Test func `every command that reads a form or a list says what is wrong with a hostile one`()
    throws
  {
    let shell = try Shell()
    defer { shell.remove() }
    let setting = try shell.run(Self.setting)
    #expect(setting.exit == 0, Comment(rawValue: setting.errors))
    for number in 1...7 {
      let form = "forms/\(number).docx"
      for command in [
        "answers \(form)", "forms draft \(form)", "init new\(number) --from \(form)",
        "suggest d10 --from forms",
      ] {
        let outcome = try shell.run("timeout 100 evpack \(command) --language zh")
        #expect([0, 1, 3].contains(outcome.exit), "\(command): \(outcome.exit) \(outcome.errors)")
        if outcome.exit == 1 {
          #expect(outcome.errors.contains(form), "\(command): \(outcome.errors)")
          #expect(outcome.errors.contains("hint:"), "\(command): \(outcome.errors)")
        }
      }
    }
    let list = try shell.run("timeout 100 evpack lists list.csv")
    #expect([0, 1].contains(list.exit), "\(list.errors)")
  }

  @Test func `the pages answer throughout`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let outcome = try shell.run(
      Self.setting + """

        mkdir shelf; mv d1 d2 d3 d4 d5 d6 d7 d10 shelf
        for n in 1 2 3 4 5 6 7; do cp forms/$n.docx shelf/d$n/申报表.docx; done
        evpack serve shelf --no-open > served 2>&1 &
        server=$!
        trap 'kill $server' EXIT
        for i in $(seq 200); do grep -q http served && break; sleep 0.1; done
        address=$(grep -o 'http://[^ ]*' served | head -1)
        curl -sS -L -c jar -b jar -o /dev/null "$address"
        base=${address%%\\?*}
        for n in 1 2 3 4 5 6 7 10; do
          curl -sS -m 60 -c jar -b jar -o page -w '%{http_code} ' "${base}dossier/d$n/findings"
          curl -sS -m 60 -c jar -b jar -o shelf.html -w '%{http_code}\\n' "$base"
        done
        kill -0 $server
        """)
    #expect(outcome.exit == 0, Comment(rawValue: outcome.errors))
    let statuses = outcome.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(statuses.count == 8, Comment(rawValue: outcome.output))
    for status in statuses {
      #expect(status.count == 2 && status[1] == "200", Comment(rawValue: outcome.output))
      #expect(
        ["200", "409", "422", "500"].contains(status.first), Comment(rawValue: outcome.output))
    }
  }
}
