import Foundation
import Testing

/// The pages of `evpack serve` in a real browser.
struct ServeTests {
  static let script = Shell.project.appending(path: "Tests/CommandTests/Page/tour.py")
    .path(percentEncoded: false)

  /// What is expected is in the script: the truth files, `evpack verify`, and axe-core.
  @Test
  func `a person gathers, confirms, seals and reviews, and axe-core finds nothing`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let outcome = try shell.run("timeout -k 5 500 python3 '\(Self.script)' \"$SAMPLES\" .")
    #expect(outcome.output == "nothing wrong\n", Comment(rawValue: outcome.errors))
  }

  /// What any user of the machine can read while a browser is started: proc(5), `cmdline`.
  @Test func `no program is started with anything that opens the page`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let outcome = try shell.run(
      #"""
      mkdir bin run dossier && chmod 700 run
      cp "$SAMPLES"/forms/cluster1-v1.docx dossier/申报表.docx
      printf 'form: fujian-sme-cluster-2026\nname: x\n' > dossier/dossier.yaml
      cat > bin/xdg-open << 'END'
      #!/bin/sh
      printf "%s\n" "$@" > "$OUT/arguments.part"
      cp "$1" "$OUT/page"
      mv "$OUT/arguments.part" "$OUT/arguments"
      sleep 2
      END
      chmod +x bin/xdg-open
      export OUT="$PWD" XDG_RUNTIME_DIR="$PWD/run" PATH="$PWD/bin:$PATH"
      evpack serve dossier > address 2> errors & server=$!
      for _ in $(seq 200); do
        cat /proc/[0-9]*/cmdline 2> /dev/null | tr '\0' '\n' >> seen
        [ -e arguments ] && break; sleep 0.05
      done
      token=$(grep -o 'token=[0-9a-f]*' address | cut -d= -f2)
      code=$(grep -o '#[0-9a-f]*' page | tr -d '#')
      origin=$(grep -o 'http://[0-9.:]*' address)
      [ ${#token} = 64 ] && [ ${#code} = 64 ] && [ "$token" != "$code" ] && echo secrets
      printf '%s\n%s\n' "$token" "$code" > secrets
      grep -q -F -f secrets seen arguments && echo "started with a secret"
      grep -c . arguments
      grep -q "^$PWD/run/evpack-[^/]*/evpack.html$" arguments && echo 'a file'
      ask() { curl -s --noproxy '*' -o /dev/null -w '%{http_code}\n' "$@"; }
      ask "$origin/?token=$(cat arguments)"
      ask -c jar -H "Origin: $origin" --data "{\"code\": \"$code\"}" "$origin/open"
      ask -b jar -L "$origin/"
      ls run
      kill $server; wait $server
      """#)
    #expect(
      outcome.output == "secrets\n1\na file\n403\n204\n200\n", Comment(rawValue: outcome.errors))
  }

  @Test func `the file for the browser goes when the program ends`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let outcome = try shell.run(
      #"""
      mkdir bin run dossier && chmod 700 run
      cp "$SAMPLES"/forms/cluster1-v1.docx dossier/申报表.docx
      printf 'form: fujian-sme-cluster-2026\nname: x\n' > dossier/dossier.yaml
      printf '#!/bin/sh\n: > "$OUT/started"\n' > bin/xdg-open; chmod +x bin/xdg-open
      export OUT="$PWD" XDG_RUNTIME_DIR="$PWD/run" PATH="$PWD/bin:$PATH"
      evpack serve dossier > address 2> errors & server=$!
      for _ in $(seq 200); do [ -e started ] && break; sleep 0.05; done
      ls run | wc -l
      kill $server; wait $server; ls run | wc -l
      """#)
    #expect(outcome.output == "1\n0\n", Comment(rawValue: outcome.errors))
  }
}
