import Foundation
import Testing

/// Time-stamp authorities as they are met: what they answer besides a time stamp is told by its
/// cause, and the file of signatures is left as it was.
@Suite(.serialized) struct TimeStampTests {
  private static let start = #"""
    unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy
    "$CERTIFICATES/make" && mkdir a && cp "$SAMPLES/forms/cluster1-v1.docx" a/申报表.docx
    printf 'form: fujian-sme-cluster-2026\nname: x\n' > a/dossier.yaml
    echo x > a/x.txt && evpack seal a --incomplete > /dev/null
    evpack sign a.tar --key rsa.key --cert rsa.pem > /dev/null && mv a.tar.p7s signed
    "$CERTIFICATES/tsa" > port 2> tsa.log & tsa=$!
    for _ in $(seq 50); do test -s port && break; sleep 0.1; done
    own="http://127.0.0.1:$(cat port)"
    fresh() { cp signed a.tar.p7s; }

    """#

  @Test func `answers of any type, in pieces and behind redirections are taken`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let outcome = try shell.run(
      Self.start + #"""
        for kind in '' charset octets base64 chunked 301 302 303 307 308 far; do
          fresh
          evpack timestamp a.tar --url "$own/$kind" --language zh > told 2> moved; code=$?
          echo "$kind $code $(grep -c '时间戳机构 测试时间戳' told) $(grep -c "转到了 $own/moved" moved)"
        done
        kill -9 $tsa
        """#)
    #expect(
      outcome.output == """
         0 1 0
        charset 0 1 0
        octets 0 1 0
        base64 0 1 0
        chunked 0 1 0
        301 0 1 1
        302 0 1 1
        303 0 1 1
        307 0 1 1
        308 0 1 1
        far 0 1 1

        """, Comment(rawValue: outcome.errors))
  }

  /// What an authority answers, and words that tell its cause.
  private static let obstacles = [
    ("400", "机构没有受理这个请求（HTTP 状态码 400）"), ("401", "要求先开户或授权（HTTP 状态码 401）"),
    ("403", "要求先开户或授权（HTTP 状态码 403）"), ("404", "不受理时间戳请求（HTTP 状态码 404）"),
    ("429", "请求太多"), ("500", "服务暂时出了问题（HTTP 状态码 500）"), ("503", "（HTTP 状态码 503）"),
    ("page", "返回的是网页"), ("page-as-reply", "返回的是网页"), ("empty", "返回的内容是空的"),
    ("words", "返回的内容不是时间戳"), ("huge", "应答超过"), ("cut", "没有传完"), ("round", "连续跳转超过 5 次"),
    ("file", "不是 http:// 或 https://"), ("nowhere", "地址已变"),
  ]

  @Test func `what is no time stamp is told by its cause, and nothing is changed`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let kinds = Self.obstacles.map(\.0).joined(separator: " ")
    let outcome = try shell.run(
      Self.start + #"""
        fresh; cp a.tar.p7s before
        for kind in \#(kinds); do
          evpack timestamp a.tar --url "$own/$kind" --language zh > "$kind.out" 2> "$kind.zh"
          echo "$kind $? $(grep -c ^hint: "$kind.zh")"
        done
        for kind in page 503 file; do
          evpack timestamp a.tar --url "$own/$kind" --language en 2>&1 | LC_ALL=C grep '[^ -~]'
        done
        cmp before a.tar.p7s && echo kept
        kill -9 $tsa
        """#)
    let expected = Self.obstacles.map { "\($0.0) 1 1\n" }.joined() + "kept\n"
    #expect(outcome.output == expected, Comment(rawValue: outcome.errors))
    for (kind, words) in Self.obstacles {
      let told = try String(contentsOf: shell.folder.appending(path: "\(kind).zh"), encoding: .utf8)
      #expect(told.contains(words), "\(kind): \(told)")
    }
  }

  @Test func `a proxy is used, and one that is not there is told as that`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let outcome = try shell.run(
      Self.start + #"""
        fresh
        http_proxy="$own" evpack timestamp a.tar --url http://tsa.invalid/ --language zh > told; echo $?
        grep -c 测试时间戳 told
        http_proxy=http://proxy.invalid:1 evpack timestamp a.tar --url http://tsa.invalid/ --signer 1 --language zh
        http_proxy=http://proxy.invalid:1 no_proxy=127.0.0.1 evpack timestamp a.tar --url "$own" --signer 1 > /dev/null; echo $?
        kill -9 $tsa
        """#)
    #expect(outcome.output == "0\n1\n0\n", Comment(rawValue: outcome.errors))
    #expect(outcome.errors.contains("找不到代理服务器"), Comment(rawValue: outcome.errors))
  }

  @Test func `libcurl is loaded by no other command`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let outcome = try shell.run(
      #"LD_DEBUG=files evpack check "$EXAMPLES/云溪竹木家居" 2>&1 | grep -c 'libcurl'"#)
    #expect(outcome.output == "0\n")
  }
}
