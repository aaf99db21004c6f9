import Foundation
import Review
import Testing

/// Packages that someone altered after sealing, with all digests made anew: every byte agrees with the
/// lists, and what they hold or say is not what evpack seals.
struct StrangerPackageTests {
  private struct Review: Decodable {
    struct Finding: Decodable {
      var rule: String
      var level: String
      var place: String
      var message: String
    }
    var verdict: String
    var findings: [Finding]
  }

  private let shell: Shell

  init() throws {
    shell = try Shell()
    let made = try shell.run(
      """
      evpack init d --from "$EXAMPLES"/云溪竹木家居/*.docx && evpack seal --incomplete d -o s.tar &&
        cp "$GOLDEN/golden.tar" . && tar xOf golden.tar --wildcards '*/form.json' > golden.json
      """)
    try #require(made.exit == 0, Comment(rawValue: made.errors))
  }

  /// What `verify` says of a package after an edit in Python.
  private func review(
    _ edit: String, of package: String = "s.tar", options: String = ""
  ) throws -> (review: Review, exit: Int32) {
    let outcome = try shell.run(
      """
      python3 '\(VerifierTests.scripts)/reseal.py' \(package) x.tar "$(cat <<'EOF'
      \(edit)
      EOF
      )" && evpack verify x.tar --json --language en \(options)
      """)
    let told = Comment(rawValue: outcome.output + outcome.errors)
    let review = try #require(
      try? JSONDecoder().decode(Review.self, from: Data(outcome.output.utf8)), told)
    return (review, outcome.exit)
  }

  /// What stands in the sound package already: the sample lacks its evidence.
  private func soundRules() throws -> Set<String> {
    Set(try review("pass").review.findings.map(\.rule))
  }

  /// The rules that an edit breaks, in a package that stays intact.
  private func broken(_ edit: String, _ sound: Set<String>) throws -> Set<String> {
    let (review, exit) = try review(edit)
    #expect(exit == 3, "\(edit): \(review.findings)")
    #expect(review.verdict != "not-intact" && review.verdict != "intact-complete", "\(edit)")
    return Set(review.findings.filter { $0.level == "error" }.map(\.rule)).subtracting(sound)
  }

  @Test func `an honest package of today and of 0.2 breaks no rule of these`() throws {
    defer { shell.remove() }
    let golden = try review("pass", of: "golden.tar", options: "--form golden.json")
    let own: Set = [
      "labels-removed", "label-count", "statement-differs", "stray-file", "part-missing",
      "page-foreign", "page-differs", "page-too-large", "not-reviewed", "answers-unreadable",
      "evidence-unreadable", "definition-unreadable", "supersedes-malformed",
    ]
    for findings in [golden.review.findings, try review("pass").review.findings] {
      #expect(own.isDisjoint(with: findings.map(\.rule)), "\(findings)")
    }
  }

  @Test func `without its labels a package is reviewed all the same`() throws {
    defer { shell.remove() }
    let removal = "info = ''.join(l for l in info.splitlines(True) if not l.startswith('Evpack-'))"
    for options in ["", "--form fujian-sme-cluster-2026"] {
      let (review, exit) = try review(removal, options: options)
      #expect(exit == 3)
      let rules = Set(review.findings.map(\.rule))
      #expect(rules.isSuperset(of: ["labels-removed", "evidence-missing"]), "\(rules)")
      #expect(!rules.contains("not-evpack"))
    }
    let (noRecord, exit) = try review(
      removal + "\ndel files['evidence.json'], files['data/form/answers.json'], files['form.json']")
    #expect(exit == 3)
    #expect(noRecord.findings.contains { $0.rule == "not-reviewed" && $0.place.hasSuffix(".docx") })
    // In the table of several, neither is among those with which nothing is wrong.
    let table = try shell.run("evpack verify x.tar x.tar --language en")
    #expect(table.exit == 3)
    #expect(table.output.contains("could not be held against the form"))
  }

  @Test func `another tool's bag is not passed by a form that it can't be held against`() throws {
    defer { shell.remove() }
    let edit = """
      info = 'Payload-Oxum: 0.0\\n'
      for path in list(files):
        if path != 'bagit.txt': del files[path]
      files['data/a.txt'] = b'a'
      """
    #expect(try review(edit).exit == 0)
    let (asked, exit) = try review(edit, options: "--form fujian-sme-cluster-2026")
    #expect(exit == 3 && asked.findings.contains { $0.rule == "not-reviewed" })
  }

  @Test func `what stands outside the layout is told and opened`() throws {
    defer { shell.remove() }
    let sound = try soundRules()
    let program = "b'MZ' + bytes(58) + bytes([64, 0, 0, 0]) + b'PE' + bytes(200)"
    for path in ["申报表.exe", "data/x.exe", "data/form/x.exe", "data/form/a/x.docx", "meta/x.exe"] {
      let rules = try broken("files['\(path)'] = \(program)", sound)
      #expect(rules.contains("stray-file"), "\(path): \(rules)")
      if path.hasSuffix(".exe") { #expect(rules.contains("attachment-program"), "\(path)") }
    }
    let (review, _) = try review("files['说明.txt'] = b'x'")
    #expect(review.findings.contains { $0.rule == "stray-file" && $0.place == "说明.txt" })
    // DA/T 70, 4-3 载体中多余文件.
    let items = try shell.run("evpack verify x.tar --verbose --language zh | grep 4-3")
    #expect(items.output.contains("1 处错误"), "\(items.output)")
  }

  @Test func `a page that runs, loads, leads out or lies is told`() throws {
    defer { shell.remove() }
    let sound = try soundRules()
    for piece in [
      "<script>alert(1)</script>", "<p onclick=\"x()\">a</p>", "<a href=\"javascript:x()\">a</a>",
      "<a href=\"https://example.org/\">a</a>", "<a href=\"//example.org\">a</a>",
      "<img src=\"x.png\">", "<iframe></iframe>", "<form></form>", "<svg></svg>",
      "<meta http-equiv=\"refresh\" content=\"0\">", "<a href=\"data/../../x\">a</a>",
      "<style>p{background:url(//x)}</style>", "<p style=\"background:u\\\\72l(x)\">a</p>",
      "<link rel=\"stylesheet\" href=\"x\">", "<base href=\"//x\">", "<!-- x -->",
      "<p onclick=x()>", "<style><b>{} p{background:url(//x)}</style>", "<style>p{}</style x>",
      "<style>p{background:image-set('//x' 1x)}</style>", "<style>@import '//x';</style>",
      "<style>p{background:-webkit-cross-fade('//x', '//y', 50%)}</style>", "<style>p{}",
      "<style>@font-face{}</style>", "<p style=\"background:image-set('//x' 1x)\">a</p>",
      "<p style=\"width: 1%;\">a</p>", "<a href=\"data/&period;&period;/x\">a</a>",
      "<a href=\"data/..\\\\..\\\\x\">a</a>", "<a href=\"data/%2E%2E/x\">a</a>",
      "<a href=\"data/..%5Cx\">a</a>", "<a href=\"data/a%2F../x\">a</a>",
      "<a href=\"data/.\n./x\">a</a>",
      "<a href=\"data//x\">a</a>", "<a href=\"data/a?x\">a</a>", "<p href=\"data/x\">a</p>",
      "</b title=\"><b title=\">", "<title><b></b></title>", "<p title=\"&bogus;\">a</p>", "&#60;",
      "<p title=\"a\" title=\"b\">a</p>", "<p title=\"<b\">a</p>", "<p\ttitle=\"a\">a</p>",
      "<b title=\"\u{1B}$B\">\u{1B}(B\" onclick=\"x()\" x=\"\">a</b>", "<meta charset=\"gbk\">",
      "<p title=\"\(String(repeating: "a", count: 17_000))\">a</p>",
    ] {
      let rules = try broken("replace('index.html', '</main>', '''\(piece)</main>''')", sound)
      #expect(rules == ["page-foreign"], "\(piece): \(rules)")
    }
    for edit in [
      "replace('index.html', 'charset=\"utf-8\"', 'charset=\"iso-2022-jp\"')",
      "replace('index.html', '<meta charset=\"utf-8\">', '<title>x</title><meta charset=\"utf-8\">')",
      "files['index.html'] = b'\\xef\\xbb\\xbf' + files['index.html']",
      "files['index.html'] = files['index.html'].decode().encode('utf-16')",
      "files['index.html'] += b'\\xff'", "files['index.html'] += b'\\xed\\xa0\\x80'",
      "files['index.html'] = b'<p>' + b'all is well'",
    ] {
      #expect(try broken(edit, sound) == ["page-foreign"], "\(edit)")
    }
    // What a later version may write.
    for piece in [
      "<a href=\"#part-2\">a</a>", "<a href=\"data/evidence/1%20%E5%9B%BE~%28.pdf\">a</a>",
      "<style>@media print { p:not(.a) { width: calc(1px + var(--b)); content: 'a&amp;b' } }</style>",
    ] {
      #expect(
        try broken("replace('index.html', '</main>', '''\(piece)</main>''')", sound) == [],
        "\(piece)")
    }
    #expect(try broken("del files['index.html']", sound) == ["part-missing"])
    let lie = """
      import re
      files['index.html'] = re.sub(rb'count">\\d+ / ', b'count">41 / ', files['index.html'])
      """
    #expect(try broken(lie, sound) == ["page-differs"])
    #expect(
      try broken("replace('index.html', 'class=\"count\"', 'class=\"x\"')", sound) == [
        "page-differs"
      ])
  }

  @Test(arguments: [
    (
      #"import re; files['evidence.json'] = re.sub(rb'"sealedAt": "\d+', b'"sealedAt": "1999', files['evidence.json'])"#,
      "sealing"
    ),
    (
      #"import re; files['evidence.json'] = re.sub(rb'"formDigest": "....', b'"formDigest": "0000', files['evidence.json'])"#,
      "digest of form.json"
    ),
    (#"replace('evidence.json', '集群申报表"', '集群推荐表"')"#, "form's title"),
    (#"replace('evidence.json', '"verdict": "incomplete"', '"verdict": "complete"')"#, "verdict"),
    (
      #"import re; files['evidence.json'] = re.sub(rb'"held": \d+', b'"held": 99', files['evidence.json'], count=1)"#,
      "number of pieces"
    ),
    (
      #"import re; files['evidence.json'] = re.sub(rb'\n  "name": "', b'\n  "name": "X', files['evidence.json'])"#,
      "applicant's name"
    ),
    (
      #"info = info.replace('Evpack-Completeness: incomplete', 'Evpack-Completeness: complete')"#,
      "verdict"
    ),
    (#"import re; info = re.sub(r'incomplete \d+/', 'incomplete 40/', info)"#, "number of pieces"),
    (#"import re; info = re.sub(r'Evpack-Form: \S+', 'Evpack-Form: other', info)"#, "form's id"),
    (
      #"import re; info = re.sub(r'Source-Organization: ', 'Source-Organization: X', info)"#,
      "applicant's name"
    ),
    (
      #"import re; info = re.sub(r'External-Identifier: ', 'External-Identifier: X', info)"#,
      "applicant's name"
    ),
    (
      #"import re; info = re.sub(r'Bagging-Date: \d+', 'Bagging-Date: 1999', info)"#,
      "day of sealing"
    ),
  ])
  func `what a package says of itself in two ways is told`(edit: String, words: String) throws {
    defer { shell.remove() }
    let (review, exit) = try review(edit)
    #expect(exit == 3)
    let told = review.findings.filter { $0.rule == "statement-differs" }
    #expect(told.contains { $0.message.contains(words) }, "\(review.findings)")
  }

  @Test func `labels that are missing, twice or no seal number are told`() throws {
    defer { shell.remove() }
    let sound = try soundRules()
    #expect(
      try broken("info = info.replace('Evpack-Form: ', 'X-Form: ')", sound) == ["label-count"])
    #expect(try broken("info += 'Evpack-Form: x 1\\n'", sound) == ["label-count"])
    #expect(try broken("info += 'Evpack-Supersedes: 3F2A\\n'", sound) == ["supersedes-malformed"])
  }

  @Test(arguments: [
    ("evidence.json", "evidence-unreadable"), ("data/form/answers.json", "answers-unreadable"),
    ("form.json", "definition-unreadable"),
  ])
  func `a record that readers would read differently is told`(path: String, rule: String) throws {
    defer { shell.remove() }
    let edits = [
      "files[path] = files[path].decode().encode('utf-16')": "UTF-8",
      "files[path] = files[path].decode().encode('utf-16-le')": "UTF-8",
      "files[path] = b'\\xef\\xbb\\xbf' + files[path]": "UTF-8",
      "files[path] = files[path].replace(b'{', b'{\"a\": 1, \"a\": 2, ', 1)": "twice",
      "files[path] = files[path].replace(b'{', b'{\"a\": 1, \"\\\\u0061\": 2, ', 1)": "twice",
      "files[path] = files[path].replace(b'{', b'{\"a\": NaN, ', 1)": "JSON",
      "files[path] = files[path] + b'{}'": "JSON",
      "files[path] = files[path].replace(b'{', b'{\"a\": ' + b'[' * 100 + b']' * 100 + b', ', 1)":
        "JSON",
      "files[path] = b'{}'": "missing",
    ]
    for (edit, words) in edits {
      let (review, exit) = try review("path = '\(path)'\n" + edit)
      #expect(exit == 3, "\(edit)")
      let told = review.findings.filter { $0.rule == rule }
      #expect(
        told.count == 1 && told[0].message.contains(words) && told[0].place == path,
        "\(edit): \(review.findings.map(\.rule))")
    }
    let missing = path == "form.json" ? "part-missing" : rule
    let (review, _) = try review("del files['\(path)']")
    #expect(review.findings.contains { $0.rule == missing && $0.place == path })
  }

  @Test func `an answer that is stated twice is told`() throws {
    defer { shell.remove() }
    let (review, _) = try review(
      #"replace('data/form/answers.json', '"ticked": true', '"ticked": true, "ticked": false')"#)
    #expect(review.findings.contains { $0.rule == "answers-unreadable" })
  }
}
