import Foundation
import Testing

/// A form that nobody wrote a line of Swift for, from its definition file to the sealed package.
struct OtherFormTests {
  private let shell: Shell

  init() throws {
    shell = try Shell()
    let outcome = try shell.run(
      #"mkdir -p "$XDG_DATA_HOME/evpack/forms" && cp "$OTHER"/forms/*.yaml "$XDG_DATA_HOME/evpack/forms""#
    )
    #expect(outcome.exit == 0)
  }

  /// The dossier `d` with all that it asks for but the list.
  private static let gather = #"""
    evpack init d --from "$OTHER/申请表-2026.docx" --language zh > init &&
      cp "$OTHER/证书.png" d/佐证材料/*/2-2-1*/ && cp dossier.list "$(echo d/佐证材料/*/2-1*)/合同清单.xlsx"
    """#

  private func dossier(with list: String) throws {
    let outcome = try shell.run("cp \"$OTHER/\(list).xlsx\" dossier.list && " + Self.gather)
    #expect(outcome.exit == 0, Comment(rawValue: outcome.errors))
  }

  @Test func `its editions are listed and told apart by the printed rows`() throws {
    defer { shell.remove() }
    let list = try shell.run("evpack forms list")
    #expect(
      list.output == """
        fujian-sme-cluster-2026  2026  福建省中小企业特色产业集群申报表
        kjfw-jigou  2025  海丰市科技服务示范机构认定申请表
        kjfw-jigou  2026  海丰市科技服务示范机构认定申请表

        """)
    let new = try shell.run("evpack init a --from \"$OTHER/申请表-2026.docx\" --language zh")
    #expect(new.output.contains("\n申报表：《海丰市科技服务示范机构认定申请表》（2026）\n"))
    #expect(new.errors == "")
    let old = try shell.run("evpack init b --from \"$OTHER/申请表-2025.docx\" --language zh")
    #expect(old.output.contains("（2025）"))
    #expect(old.errors.contains("已有 2026 版"))
    let first = try shell.run(
      "evpack init c --from \"$SAMPLES/forms/cluster1-v1.docx\" --language zh")
    #expect(first.output.contains("《福建省中小企业特色产业集群申报表》"))
    let forms = try shell.run("cat a/dossier.yaml b/dossier.yaml c/dossier.yaml | grep ^form")
    #expect(
      forms.output == """
        form: "kjfw-jigou-2026.yaml"
        form: "kjfw-jigou-2025.yaml"
        form: "fujian-sme-cluster-2026"

        """)
  }

  @Test func `a document that is none of the forms is told as that`() throws {
    defer { shell.remove() }
    let notice = Shell.project.appending(path: "Tests/Fixtures/Drafts/notice.docx")
    for command in ["init d --from", "answers"] {
      let outcome = try shell.run(
        "evpack \(command) '\(notice.path(percentEncoded: false))' --language zh; ls")
      #expect(outcome.errors.contains("不是已知的申报表"))
      #expect(!outcome.output.contains("d\n"))
    }
  }

  @Test func `its answers are read without the form being named`() throws {
    defer { shell.remove() }
    let outcome = try shell.run("evpack answers \"$OTHER/申请表-2026.docx\" --language zh")
    #expect(outcome.output.contains("技术开发/2024年/合同额        600.50\n"))
    #expect(outcome.output.contains("☑ 拥有检验检测机构资质认定证书\n"))
  }

  /// The sums are those of the rows in make.py, in 万元 where the list has 元.
  @Test func `its list agrees with the figures, and the package is sealed and verified`() throws {
    defer { shell.remove() }
    try dossier(with: "合同清单")
    let lists = try shell.run("evpack lists dossier.list --language zh")
    for line in [
      "技术开发/2023年/合同额        35.5万元", "技术咨询与服务/2023年/份数    2",
      "技术开发/2024年/合同额        600.5万元", "技术转让/2025年/合同额        300万元",
    ] { #expect(lists.output.contains(line), Comment(rawValue: lists.output)) }
    #expect(lists.output.hasSuffix("没有发现问题。\n"))
    let outcome = try shell.run(
      """
      evpack check d --language zh && evpack seal d -o d.tar --language zh &&
        evpack verify d.tar --language zh
      """)
    #expect(outcome.exit == 0, Comment(rawValue: outcome.output + outcome.errors))
    #expect(!outcome.output.contains("清单里是"))
    // Whoever lacks the definition can't judge; with --form, or the file in the folder, he can.
    let without = try shell.run("XDG_DATA_HOME=/nowhere evpack verify d.tar --language zh")
    #expect(without.exit != 0)
    #expect(without.output.contains("没有申报表“kjfw-jigou”的定义"), Comment(rawValue: without.output))
    let named = try shell.run(
      "XDG_DATA_HOME=/nowhere evpack verify d.tar --form \"$OTHER/forms/kjfw-jigou-2026.yaml\"")
    #expect(named.exit == 0, Comment(rawValue: named.output))
  }

  @Test func `a package of last year's edition is judged by it`() throws {
    defer { shell.remove() }
    let outcome = try shell.run(
      """
      evpack init d --from "$OTHER/申请表-2025.docx" > init 2>&1 &&
        evpack seal d -o d.tar --incomplete > sealed 2>&1
      evpack verify d.tar --language zh
      """)
    #expect(outcome.output.contains("海丰市科技服务示范机构认定申请表"))
    #expect(!outcome.output.contains("申报表定义与审核方自己的不同"), Comment(rawValue: outcome.output))
  }

  @Test func `a list that differs from the form is held against it, check and review`() throws {
    defer { shell.remove() }
    try dossier(with: "合同清单-有误")
    let expected = [
      "第 4 行：HT-2023-1 与第 3 行重复，只算一次", "第 5 行：“合同类型”填的是“劳务”，认不出来",
      "第 9 行：日期 2026-01-02 不在申报表统计的时间（2023-01-01–2025-12-31）内",
      "第 10 行：“合同编号”填的是“2025-8号”", "申报表填的是 300万元，清单里是 0万元",
      "申报表填的是 21万元，清单里是 0–10万元", "申报表填的是 2，清单里是 0–1",
    ]
    let check = try shell.run("evpack check d --language zh")
    #expect(check.exit == 3)
    for words in expected { #expect(check.output.contains(words), Comment(rawValue: check.output)) }
    #expect(!check.output.contains("标准") && !check.output.contains("专利"))
    let verify = try shell.run(
      """
      evpack seal d -o d.tar --incomplete > sealed 2>&1
      evpack verify d.tar --language zh
      """)
    for words in expected {
      #expect(verify.output.contains(words), Comment(rawValue: verify.output))
    }
  }

  @Test func `a list that lacks a column is told which`() throws {
    defer { shell.remove() }
    try dossier(with: "合同清单-缺列")
    let check = try shell.run("evpack check d --language en")
    #expect(
      check.output.contains("there is no column “合同类型”, which the form asks of the list"),
      Comment(rawValue: check.output))
  }

  @Test func `its empty list is read as its own`() throws {
    defer { shell.remove() }
    let outcome = try shell.run(
      """
      evpack lists --form kjfw-jigou --template 合同清单 -o t.xlsx &&
        evpack lists t.xlsx --language zh
      """)
    #expect(outcome.output.contains("G 合同额（“合同额（万元）”）"), Comment(rawValue: outcome.output))
    #expect(outcome.output.contains("示例行，没有计入：第 4 行"))
  }

  /// As the page's script asks for it when a form is dropped.
  @Test func `the page makes a dossier of the form that is dropped`() throws {
    defer { shell.remove() }
    let outcome = try shell.run(
      #"""
      mkdir work; evpack serve work --no-open > address 2> errors & server=$!
      for _ in $(seq 200); do grep -q token= address && break; sleep 0.05; done
      origin=$(grep -o 'http://[0-9.:]*' address | head -1)
      token=$(grep -o 'token=[0-9a-f]*' address | head -1)
      curl -s --noproxy '*' -c jar -o out -L "$origin/?$token"
      curl -s --noproxy '*' -b jar -H "Origin: $origin" -o out -w '%{http_code}\n' \
        --data-binary "@$OTHER/申请表-2026.docx" "$origin/dossiers?name=qiushi&document=a.docx"
      curl -s --noproxy '*' -b jar "$origin/dossier/qiushi/form" > page
      curl -s --noproxy '*' -b jar "$origin/dossier/qiushi/section/business" >> page
      curl -s --noproxy '*' -b jar -H "Origin: $origin" -o out -w '%{http_code}\n' \
        --data-binary "@$OTHER/make.py" "$origin/dossiers?name=none&document=a.docx"
      kill $server; wait $server
      grep -q 海丰市科技服务示范机构认定申请表 page && echo title
      grep -q 合同清单 page && echo list
      grep ^form work/qiushi/dossier.yaml; ls work
      """#)
    #expect(
      outcome.output == """
        200
        422
        title
        list
        form: "kjfw-jigou-2026.yaml"
        qiushi

        """, Comment(rawValue: outcome.output + outcome.errors))
  }
}
