import Manifest
import Reports

extension Failure {
  typealias Said = (zh: String, en: String)

  /// What is in the way of a time-stamp authority's answer, and what to do next.
  func words(for obstacle: SignatureError.Obstacle) -> (why: Said, next: Said) {
    let network: Said = (
      "检查网络；不能上网时用 --request 生成请求，在别处取得时间戳后用 --token 加入",
      "check the network; without one, make a --request, get the token elsewhere, add it with --token"
    )
    let address: Said = (
      "向时间戳机构核对地址，或用 --url 换一家", "ask the authority for its address, or name another with --url"
    )
    let later: Said = (
      "过几分钟再运行一次；仍不行请联系时间戳机构，或换一家",
      "run it again in some minutes; if it stays, ask the authority, or choose another one"
    )
    let proxy: Said = (
      "向网络管理员核对代理设置（环境变量 http_proxy、https_proxy、no_proxy）",
      "check the proxy (http_proxy, https_proxy, no_proxy) with whoever runs the network"
    )
    switch obstacle {
    case .unknownHost: return (("找不到这个地址", "there is no such host"), network)
    case .unknownProxy: return (("找不到代理服务器", "there is no such proxy"), proxy)
    case .noRoute: return (("网络不通", "the network does not reach it"), network)
    case .refused: return (("连接被拒绝", "the connection was refused"), network)
    case .silent: return (("一直没有回应", "it did not answer in time"), network)
    case .cutShort:
      return (("应答没有传完，连接就断了", "the connection ended before the answer did"), later)
    case .noLibrary:
      return (
        ("这台电脑上没有 libcurl", "libcurl is not on this machine"),
        (
          "请管理员安装软件包 libcurl4（Debian、Ubuntu；新版本叫 libcurl4t64），再运行一次",
          "have the package libcurl4 installed (Debian, Ubuntu; libcurl4t64 in newer ones), then run it again"
        )
      )
    case .protocolOther:
      return (
        ("地址不是 http:// 或 https:// 的", "the address is neither http:// nor https://"), address
      )
    case .notSecure:
      return (
        ("没有建立起 https 安全连接", "no secure connection (https) could be made"),
        (
          "改用这家机构的 http:// 地址（时间戳本身带签章，不怕篡改），或换一家",
          "use the authority's http:// address (a time stamp is signed itself), or choose another one"
        )
      )
    case .notTrusted:
      return (
        ("这台电脑不信任它的 https 证书", "this machine does not trust its https certificate"),
        (
          "可能是上网认证页面截住了连接：先在浏览器里登录网络；也可以改用这家机构的 http:// 地址",
          "a network's login page may be in between: log in with a browser first; or use the authority's http:// address"
        )
      )
    case .redirections(let most):
      return (
        ("连续跳转超过 \(most) 次", "it sent on more than \(most) times"), address
      )
    case .tooLarge(let limit):
      return (
        (
          "应答超过 \(ByteCount.text(Int64(limit)))，不是时间戳",
          "the answer is larger than \(ByteCount.text(Int64(limit))) and no time stamp"
        ), address
      )
    case .status(let status): return words(forStatus: status, address, later)
    case .proxy(let status):
      return (
        ("代理服务器没有放行（HTTP 状态码 \(status)）", "the proxy refused (HTTP status \(status))"), proxy
      )
    case .webPage:
      return (
        ("返回的是网页，不是时间戳", "a web page came back and no time stamp"),
        (
          "如果单位网络要先登录，请在浏览器里登录后再试；否则向时间戳机构核对地址",
          "where the network asks to log in, do so in a browser and try again; else ask the authority for its address"
        )
      )
    case .empty: return (("返回的内容是空的", "the answer is empty"), address)
    case .noAnswer:
      return (("返回的内容不是时间戳", "what came back is no time stamp"), address)
    case .other(let text):
      if text.isEmpty { return (("没有回应", "no answer"), network) }
      return (("出错（\(text.shown)）", text.shown), network)
    }
  }

  private func words(
    forStatus status: Int, _ address: Said, _ later: Said
  ) -> (why: Said, next: Said) {
    let (why, next) = cause(ofStatus: status, address, later)
    return (
      ("\(why.zh)（HTTP 状态码 \(status)）", "\(why.en) (HTTP status \(status))"), next
    )
  }

  private func cause(
    ofStatus status: Int, _ address: Said, _ later: Said
  ) -> (why: Said, next: Said) {
    switch status {
    case 401, 403:
      return (
        ("这家机构要求先开户或授权", "the authority wants an account or a permission"),
        (
          "向时间戳机构申请开通，或换一家不用登录的",
          "ask the authority to be let in, or choose one that needs no account"
        )
      )
    case 407:
      return (
        ("代理服务器要求登录", "the proxy wants a login"),
        (
          "向网络管理员要代理的账号，写进环境变量 http_proxy",
          "ask whoever runs the network, and put the login into http_proxy"
        )
      )
    case 404, 405, 410:
      return (("这个地址不受理时间戳请求", "the address takes no time-stamp requests"), address)
    case 408, 429:
      return (("请求太多，机构暂时不受理", "the authority is asked too often just now"), later)
    case 300..<400:
      return (
        ("地址已变，机构没有说明新地址", "the address changed, and it does not say where to"), address
      )
    case 500...:
      return (("机构的服务暂时出了问题", "the authority has trouble of its own just now"), later)
    default: return (("机构没有受理这个请求", "the authority did not take the request"), address)
    }
  }
}
