import Foundation
import Testing

/// `evpack volume` as it is run: by a process of its own, on the samples, under fire.
@Suite struct VolumeTests {
  /// A dossier of a sample cluster, with its evidence.
  private func dossier(_ cluster: Int, _ shell: Shell) throws {
    let outcome = try shell.run(
      """
      evpack init 材料 --from "$SAMPLES/forms/cluster\(cluster)-v1.docx" --language zh \
      && cp -r "$SAMPLES/evidence/cluster\(cluster)/佐证材料" 材料/ && (evpack suggest 材料 --apply </dev/null >/dev/null || true)
      """)
    #expect(outcome.exit == 0, "\(outcome.errors)")
  }

  @Test(arguments: [1, 2])
  func sampleClustersAreBound(_ cluster: Int) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try dossier(cluster, shell)
    let made = try shell.run("evpack volume 材料 -o 合订本.pdf --language zh && qpdf --check 合订本.pdf")
    #expect(made.exit == 0, "\(made.errors)")
    // Every number on its page, and nothing of the catalogue lost.
    let text = try shell.run("pdftotext 合订本.pdf -").output
    let pages = text.split(separator: "\u{C}", omittingEmptySubsequences: false).dropLast()
    for (index, page) in pages.enumerated() {
      let words = page.split(whereSeparator: \.isWhitespace)
      #expect(words.contains("\(index + 1)"), "page \(index + 1)")
    }
    let titles = try shell.run("evpack catalogue 材料 -o 目录.html --language zh && cat 目录.html")
    #expect(titles.exit == 0)
    let json = try shell.run("evpack check 材料 --json").output
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let all = text.filter { !$0.isWhitespace }
    var count = 0
    for requirement in try #require(report["requirements"] as? [[String: Any]]) {
      guard requirement["level"] as? String == "required",
        requirement["state"] as? String != "not-required",
        let title = requirement["option"] as? String ?? requirement["label"] as? String
      else { continue }
      count += 1
      #expect(all.contains(title.filter { !$0.isWhitespace }), "\(title)")
    }
    #expect(count > 20)
  }

  @Test func aSealedPackageNamesItsSealNumber() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try dossier(1, shell)
    let made = try shell.run(
      """
      evpack seal 材料 -o 包.tar --incomplete --language en >sealed.txt 2>/dev/null
      evpack volume 包.tar -o 合订本.pdf --language zh --copies 4
      pdftotext -l 1 合订本.pdf - ; echo; grep 'short form' sealed.txt
      """)
    let number = try #require(
      made.output.split(separator: "\n").first { $0.hasPrefix("short form") }?
        .split(separator: " ").dropFirst(2).first)
    #expect(made.output.split(separator: "short form")[0].contains(number))
    #expect(made.output.contains("共 4 份"))
    // A flipped bit, and there is none.
    let refused = try shell.run(
      "printf X | dd of=包.tar bs=1 seek=20000 conv=notrunc 2>/dev/null; evpack volume 包.tar -o 坏.pdf; ls 坏.pdf"
    )
    #expect(!refused.output.contains("坏.pdf"))
  }

  @Test func libreOfficeThatLiesHangsOrIsAbsentIsTold() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let script = """
      mkdir -p bin tmp && export TMPDIR="$PWD/tmp" PATH="$PWD/bin:$PATH"
      evpack init 材料 --from "$SAMPLES/forms/cluster1-v1.docx" --language zh
      printf '#!/bin/sh\\nexit 0\\n' > bin/soffice; chmod +x bin/soffice
      evpack volume 材料 -o lie.pdf --language zh; pdftotext lie.pdf - | tr -d '\\n '
      printf '#!/bin/sh\\nfor a; do case $a in */out) mkdir -p "$a"; echo no pdf > "$a/document.pdf";; esac; done\\n' \
        > bin/soffice
      evpack volume 材料 -o rubbish.pdf --language zh
      printf '#!/bin/sh\\nfor a; do case $a in */out) mkdir -p "$a"; cp "$GOOD" "$a/document.pdf";; esac; done\\n' \
        > bin/soffice
      GOOD="$PWD/rubbish.pdf" evpack volume 材料 -o good.pdf --language zh
      echo; ls -A tmp | wc -l
      """
    let made = try shell.run(script)
    #expect(made.exit == 0, "\(made.errors)")
    #expect(made.output.contains("LibreOffice没能转换"))
    #expect(made.errors.split(separator: "\n").count { $0.contains("没能转换") } == 2)
    #expect(made.errors.contains("由 LibreOffice 排版"))
    // Nothing is left behind.
    #expect(made.output.split(separator: "\n").last == "0")
  }

  @Test func aKillLeavesTheOldVolumeOrTheNew() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try dossier(1, shell)
    let script = """
      evpack volume 材料 -o 合订本.pdf --language zh 2>/dev/null && cp 合订本.pdf 新.pdf
      for i in $(seq 1 25); do
        echo old > 合订本.pdf
        evpack volume 材料 -o 合订本.pdf --language zh 2>/dev/null & p=$!
        sleep 0.$(printf %02d $((i * 4))); kill -$((i % 2 ? 9 : 15)) $p 2>/dev/null; wait $p 2>/dev/null
        [ "$(cat 合订本.pdf | head -c 3)" = old ] || cmp -s 合订本.pdf 新.pdf || echo torn
      done
      ls -A | sort
      """
    let outcome = try shell.run(script)
    #expect(!outcome.output.contains("torn"))
    let left = outcome.output.split(separator: "\n").filter { !$0.contains("evpack-partial") }
    #expect(Set(left) == ["合订本.pdf", "新.pdf", "材料"])
  }

  @Test func settingsOfTheDossierAreKept() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try dossier(1, shell)
    let made = try shell.run(
      """
      printf 'volume:\\n  sides: one\\n  dividers: no\\n  copies: 3\\n  office: 某县工信局\\n' >> 材料/dossier.yaml
      evpack volume 材料 -o 合订本.pdf --language zh && pdftotext -l 1 合订本.pdf -
      pdftotext -f 2 -l 2 合订本.pdf -; pdfinfo 合订本.pdf | grep Pages
      evpack volume 材料 -o 册.pdf --language zh --split-pages 30 && ls 册*
      printf 'volume:\\n  sides: three\\n' >> 材料/dossier.yaml
      evpack volume 材料 -o 错.pdf --language zh
      """)
    let output = made.output.filter { !$0.isWhitespace }
    // The catalogue stands on the second page: there is no blank one behind the cover.
    for words in ["某县工信局", "共3份", "材料名称", "册-1.pdf", "册-2.pdf"] {
      #expect(output.contains(words), "\(words)")
    }
    #expect(made.errors.contains("dossier.yaml"))
    #expect(!FileManager.default.fileExists(atPath: shell.folder.appending(path: "错.pdf").path))
  }

  @Test func aCorrectionIsBoundAsASupplement() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try dossier(1, shell)
    let made = try shell.run(
      """
      evpack volume 材料 -o 原册.pdf --language zh 2>/dev/null; pdfinfo 原册.pdf | grep Pages
      evpack volume 材料 -o 无.pdf --supplement 原册.pdf --language zh; echo "exit $?"
      evpack volume 材料 -o 无.pdf --supplement "$SAMPLES/forms/cluster1-v1.docx" --language zh; echo "exit $?"
      f=$(find 材料/佐证材料 -name '2-3-4*.pdf'); g=$(find 材料/佐证材料 -name '3-1 *.pdf')
      printf '%%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>\nendobj\n4 0 obj\n<</Length 30>>\nstream\n1 0 0 rg 60 600 100 150 re f  \nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n%%%%EOF\n' > "$f"
      evpack volume 材料 -o 补充册.pdf --supplement 原册.pdf --language zh; echo "exit $?"
      qpdf --check 补充册.pdf > /dev/null 2>&1; echo "check $?"
      pdftotext -layout 补充册.pdf text
      evpack catalogue 材料 -o 目录.html --volume 补充册.pdf --language zh; sed -n '/2-3-4 质/p' 目录.html
      evpack catalogue 材料 -o 旧.html --volume 原册.pdf --language zh
      """)
    let last = try #require(
      made.output.split(separator: "\n").first { $0.hasPrefix("Pages") }?
        .split(separator: " ").last.flatMap { Int($0) })
    let text = try String(contentsOf: shell.folder.appending(path: "text"), encoding: .utf8)
    #expect(text.contains("补充册（页码接原册第 \(last) 页）"))
    #expect(text.contains("原册 "))
    // The number on its first page, by the volume itself.
    #expect(text.split(separator: "\u{C}")[0].contains("\(last + 1)"))
    #expect(made.output.components(separatedBy: "exit 1").count == 3)
    #expect(made.output.contains("exit 0\ncheck 0"))
    #expect(made.errors.contains("没有新的材料"))
    #expect(made.errors.contains("不是 evpack 做的合订本"))
    #expect(made.errors.contains("不再使用"))
    #expect(made.errors.contains("有 1 个文件不在这个合订本里"))
    #expect(!FileManager.default.fileExists(atPath: shell.folder.appending(path: "无.pdf").path))
    // The catalogue has the number that is printed on the page.
    let row = try #require(made.output.split(separator: "\n").first { $0.contains("2-3-4 质") })
    let numbers = row.matches(of: /class="size pages">([0-9–]*)</).compactMap { Int($0.1) }
    #expect(numbers.count == 2 && numbers[0] > last && numbers[1] == 1, "\(row)")
    let pages = text.split(separator: "\u{C}", omittingEmptySubsequences: false)
    #expect(pages[numbers[0] - last - 1].contains("\(numbers[0])"))
  }

  @Test func withoutAChineseFontThereIsASentence() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let outcome = try shell.run(
      """
      evpack init 材料 --from "$SAMPLES/forms/cluster1-v1.docx" --language zh
      echo '<fontconfig></fontconfig>' > none.conf
      FONTCONFIG_FILE="$PWD/none.conf" evpack volume 材料 -o 合订本.pdf --language zh; echo "exit $?"; ls *.pdf
      """)
    #expect(outcome.errors.contains("没有中文字体"))
    #expect(outcome.errors.contains("fonts-noto-cjk"))
    #expect(outcome.output.contains("exit 1"))
    #expect(!outcome.output.contains("合订本.pdf"))
  }

  @Test func endingsAndLimitsAreAskedFor() throws {
    let shell = try Shell()
    defer { shell.remove() }
    for arguments in [
      "-o 合订本.docx", "-o 合订本.pdf --split-pages 3", "-o 合订本.pdf --split-size x",
      "-o 合订本.pdf --split-size 9MB --split-pages 90", "-o 合订本.pdf --copies 0",
      "-o 合订本.pdf --numbers left",
    ] {
      #expect(try shell.run("evpack volume . \(arguments)").exit == 64, "\(arguments)")
    }
  }
}
