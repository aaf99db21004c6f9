import Foundation
import Testing

/// Time-stamp authorities as they are met: what they answer besides a time stamp is told by its
/// cause, and the file of signatures is left as it was.
struct TimeStampTests {
  private static let start = #"""
    unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy
    "$CERTIFICATES/make" && cp -r "$EXAMPLES/云溪竹木家居" a && evpack seal a --incomplete > /dev/null
    "$CERTIFICATES/tsa" > port 2> tsa.log & tsa=$!
    for _ in $(seq 50); do test -s port && break; sleep 0.1; done
    own="http://127.0.0.1:$(cat port)"
    fresh() { rm -f a.tar.p7s; evpack sign a.tar --key rsa.key --cert rsa.pem > /dev/null; }

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
        kill $tsa
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

  @Test(arguments: [
    ("400", "机构没有受理这个请求（HTTP 状态码 400）"), ("401", "要求先开户或授权（HTTP 状态码 401）"),
    ("403", "要求先开户或授权（HTTP 状态码 403）"), ("404", "不受理时间戳请求（HTTP 状态码 404）"),
    ("429", "请求太多"), ("500", "服务暂时出了问题（HTTP 状态码 500）"), ("503", "（HTTP 状态码 503）"),
    ("page", "返回的是网页"), ("page-as-reply", "返回的是网页"), ("empty", "返回的内容是空的"),
    ("words", "返回的内容不是时间戳"), ("huge", "应答超过"), ("cut", "没有传完"), ("round", "连续跳转超过 5 次"),
    ("file", "不是 http:// 或 https://"), ("nowhere", "地址已变"),
  ])
  func `what is no time stamp is told by its cause`(kind: String, words: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    let outcome = try shell.run(
      Self.start + #"""
        fresh; cp a.tar.p7s before
        evpack timestamp a.tar --url "$own/\#(kind)" --language zh; echo $?
        cmp before a.tar.p7s && echo kept
        evpack timestamp a.tar --url "$own/\#(kind)" --language en 2>&1 | LC_ALL=C grep -c '[^ -~]'
        kill $tsa
        """#)
    #expect(outcome.output == "1\nkept\n0\n")
    #expect(outcome.errors.contains(words), Comment(rawValue: outcome.errors))
    #expect(outcome.errors.contains("hint: "))
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
        kill $tsa
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
