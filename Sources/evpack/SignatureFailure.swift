import Manifest
import Reports

extension Failure {
  /// Puts into words why nothing was signed or stamped.
  mutating func tell(_ error: SignatureError) {
    switch error {
    case .keyUnreadable, .pkcs12Unreadable, .pkcs12WithoutKey, .wrongPassphrase, .keyUnsupported,
      .keyWeak, .keyMismatch, .noCertificate, .noRevocationList:
      tellFile(error)
    case .certificateExpired, .certificateNotYetValid, .certificateOfAuthority,
      .certificateNotForSigning:
      tellCertificate(error)
    case .notAPackage(let file):
      exit = .notIntact
      set(
        "\(file) 不是佐证材料包", "\(file) is not a package",
        hint: ("请选择封装好的 .tar 材料包", "choose the sealed package, a .tar file"))
    case .packageNotIntact(let file):
      exit = .notIntact
      set(
        "\(file) 不完好，不能签章或加时间戳", "\(file) is not intact and can't be signed or stamped",
        hint: (
          "运行 evpack verify \(file) 查看哪里不一致", "evpack verify \(file) shows what differs"
        ))
    case .packageForeign(let file):
      set(
        "\(file) 不是 evpack 封装的材料包，不能签章或加时间戳",
        "\(file) was not sealed by evpack and can't be signed or stamped",
        hint: ("先用 evpack seal 封装", "seal it with evpack seal first"))
    case .fileMalformed, .otherPackage, .signsOther, .signatureBroken, .alreadySigned, .changed,
      .busy:
      tellSignatureFile(error)
    case .noSignature, .noSuchSigner, .allStamped, .tokenMalformed, .tokenIsRequest, .tokenRefused,
      .tokenForOther, .tokenInvalid, .badAddress, .unreachable:
      tellTimeStamp(error)
    case .selfCheckFailed:
      set(
        "新的签章写完后没有通过核验，原有的签章没有改动",
        "the new signature did not verify; the signatures that were there are untouched",
        hint: ("换一把密钥再试；仍不行请联系维护人员", "try another key; if it stays, tell the maintainers"))
    case .libcrypto(let error):
      set("加密库出错：\(error)", "the cryptographic library failed: \(error)")
    }
  }

  private mutating func tellFile(_ error: SignatureError) {
    switch error {
    case .keyUnreadable(let file):
      set(
        "\(file) 里没有读得出的私钥", "no private key could be read from \(file)",
        hint: (
          "私钥应是 PEM 文件；.p12 或 .pfx 文件请用 --p12",
          "the key should be a PEM file; name a .p12 or .pfx with --p12"
        ))
    case .pkcs12Unreadable(let file, isPEM: true):
      set(
        "\(file) 是 PEM 文件，不是 .p12 或 .pfx 文件", "\(file) is a PEM file and no .p12 or .pfx",
        hint: (
          "PEM 的私钥和证书请用 --key 和 --cert 指明",
          "name a key and a certificate in PEM with --key and --cert"
        ))
    case .pkcs12Unreadable(let file, isPEM: false):
      set(
        "\(file) 不是 .p12 或 .pfx 文件，或已损坏", "\(file) is no .p12 or .pfx file, or is damaged",
        hint: (
          "请选择发证机构给的 .p12 或 .pfx 文件，或重新导出一份",
          "choose the .p12 or .pfx file from the authority, or export it again"
        ))
    case .pkcs12WithoutKey(let file):
      set(
        "\(file) 里没有读得出的私钥", "no private key could be read from \(file)",
        hint: (
          "重新导出：选“导出私钥”，加密方式选 AES", "export it again with its private key, encrypted with AES"
        ))
    case .keyWeak(let name):
      set(
        "密钥太短（\(name)），已不安全，没有签章", "the key is too small to be safe (\(name)); nothing was signed",
        hint: (
          "请换用 RSA 2048 位以上、ECDSA 224 位以上或 SM2 的证书",
          "use a certificate with RSA of 2048 bits or more, ECDSA of 224 or more, or SM2"
        ))
    case .wrongPassphrase(let file):
      set(
        "\(file) 的密码不对", "wrong passphrase for \(file)",
        hint: ("核对密码后再试一次", "check the passphrase and try again"))
    case .keyUnsupported(let file, let kind):
      set(
        "\(file)：不支持 \(kind) 类型的密钥", "\(file): \(kind) keys are not supported",
        hint: ("请用 RSA、ECDSA 或 SM2 密钥", "use an RSA, ECDSA or SM2 key"))
    case .keyMismatch(let key, let certificate):
      set(
        "私钥 \(key) 与证书 \(certificate) 不是一对",
        "the key \(key) does not belong to the certificate \(certificate)",
        hint: ("选用同一份证书的私钥", "choose the key that the certificate was issued for"))
    case .noCertificate(let file):
      set(
        "\(file) 里没有证书", "there is no certificate in \(file)",
        hint: (
          "应是 PEM、DER（.cer、.crt）或 .p7b 文件", "it should be a PEM, DER (.cer, .crt) or .p7b file"
        ))
    case .noRevocationList(let file):
      set(
        "\(file) 不是证书吊销列表", "\(file) is no revocation list",
        hint: ("请向发证机构取得 .crl 文件", "get the .crl file from the authority"))
    default: break
    }
  }

  private mutating func tellCertificate(_ error: SignatureError) {
    let choose = (
      "请换用有效的、可用于签名的证书", "choose a valid certificate that may sign"
    )
    func day(_ time: Int64) -> String {
      Wording(language, clock: .local).day(ofUnixSeconds: time)
    }
    switch error {
    case .certificateExpired(let time):
      let day = day(time)
      set(
        "证书已于 \(day) 过期，没有签章", "the certificate expired on \(day); nothing was signed",
        hint: choose)
    case .certificateNotYetValid(let time):
      let day = day(time)
      set(
        "证书到 \(day) 才生效，没有签章",
        "the certificate is not valid before \(day); nothing was signed",
        hint: ("核对电脑的日期，或换用已生效的证书", "check the computer's date, or choose another certificate"))
    case .certificateOfAuthority(let isSelfSigned):
      set(
        "这是发证机构（CA）的证书，不能用来签章",
        "this is an authority's (CA) certificate, which can't sign packages",
        hint: isSelfSigned
          ? (
            "请换用发证机构颁发的签名证书。只想试用的，可自制测试证书：openssl req -x509 -utf8 -newkey rsa:2048 -noenc -subj /CN=测试 -addext basicConstraints=critical,CA:FALSE -keyout 测试.key -out 测试.pem",
            "use a certificate that an authority issued to sign with. For a trial: openssl req -x509 -utf8 -newkey rsa:2048 -noenc -subj /CN=test -addext basicConstraints=critical,CA:FALSE -keyout test.key -out test.pem"
          ) : choose)
    case .certificateNotForSigning:
      set(
        "证书的密钥用途不包括签名", "the certificate's key usage does not allow signatures",
        hint: (
          "发证机构通常给两张证书，请用签名证书，不要用加密证书",
          "authorities often issue two: use the signing certificate, not the encryption one"
        ))
    default: break
    }
  }

  private mutating func tellSignatureFile(_ error: SignatureError) {
    switch error {
    case .fileMalformed(let file):
      set(
        "\(file) 不是签章文件，没有改动它", "\(file) is no signature file and was left as it was",
        hint: ("把它移到别处后再试", "move it away and try again"))
    case .otherPackage(let file):
      exit = .notTrusted
      set(
        "\(file) 里的签章是另一个材料包的，没有改动它",
        "the signatures in \(file) are for another package; it was left as it was",
        hint: (
          "重新封装后，原来的签章不再适用：把 \(file) 移到别处，再签章",
          "after sealing anew old signatures no longer apply: move \(file) away and sign again"
        ))
    case .signsOther(let file):
      exit = .notTrusted
      set(
        "\(file) 里的签章签的不是材料包的 tagmanifest-sha256.txt，没有改动它",
        "the signatures in \(file) are not over tagmanifest-sha256.txt; it was left as it was",
        hint: (
          "运行 evpack verify 查看签的是什么；把 \(file) 移到别处，再用 evpack sign 签章",
          "evpack verify shows what they are over; move \(file) away and sign with evpack sign"
        ))
    case .signatureBroken(let file):
      exit = .notTrusted
      set(
        "\(file) 里有签章被改动过，没有再往里加",
        "a signature in \(file) was altered; nothing was added to it",
        hint: ("请对方重新发送签章文件", "ask for the signature file again"))
    case .alreadySigned(let file):
      set(
        "这张证书已经以同样的身份签过（\(file)）",
        "this certificate has signed in this role already (\(file))",
        hint: (
          "不需要再签；要以别的身份签，请用 --role 写明",
          "there is no need to sign again; name another role with --role to sign in that one"
        ))
    case .changed(let file):
      set(
        "\(file) 刚被别的程序改动，没有再往里加",
        "\(file) was just changed by another program; nothing was added to it",
        hint: ("再运行一次即可", "run the command again"))
    case .busy(let file):
      set(
        "另一个程序正在签章（\(file)）", "another program is signing (\(file))",
        hint: ("稍等，再签一次", "wait a moment and sign again"))
    default: break
    }
  }

  private mutating func tellTimeStamp(_ error: SignatureError) {
    let again = ("请时间戳机构重新出具，或换一家", "ask the authority for another, or choose another authority")
    switch error {
    case .noSignature(let file):
      set(
        "\(file) 里没有签章", "\(file) has no signature",
        hint: ("先签章（evpack sign），再加时间戳", "sign first (evpack sign), then add a time stamp"))
    case .noSuchSigner(let number, let count):
      set(
        "没有第 \(number) 个签章，一共 \(count) 个", "there is no signature \(number); there are \(count)",
        hint: ("运行 evpack verify 查看签章的序号", "evpack verify shows the signatures' numbers"))
    case .allStamped:
      set(
        "每个签章都已有时间戳", "all signatures have a time stamp already",
        hint: ("确需再加时用 --signer 指明第几个签章", "name a signature with --signer to stamp it again"))
    case .tokenMalformed(let file):
      set(
        "\(file) 不是时间戳机构的应答", "\(file) is no time-stamp authority's answer",
        hint: (
          "--token 要的是时间戳机构返回的应答文件（.tsr）",
          "--token takes the file that the authority sent back (.tsr)"
        ))
    case .tokenIsRequest(let file):
      set(
        "\(file) 是时间戳请求，不是时间戳机构的应答", "\(file) is a request and no time-stamp authority's answer",
        hint: (
          "先把这个请求交给时间戳机构，再用 --token 加入返回的应答文件（.tsr）",
          "take it to an authority first, then add what comes back (.tsr) with --token"
        ))
    case .tokenRefused(let status, let reason):
      let why = reason.isEmpty ? "" : say("：", ": ") + reason.shown
      set(
        "时间戳机构没有出具时间戳（状态 \(status)）\(why)",
        "the authority granted no time stamp (status \(status))\(why)", hint: again)
    case .tokenForOther(let file):
      set(
        "\(file) 不是为这些签章出具的时间戳", "\(file) is a time stamp for none of these signatures",
        hint: (
          "请用 evpack timestamp --request 生成的请求去申请",
          "apply with the request that evpack timestamp --request makes"
        ))
    case .tokenInvalid(let file):
      set(
        "\(file) 里的时间戳没有通过核验，没有加入", "the time stamp in \(file) does not verify and was not added",
        hint: again)
    case .badAddress(let url):
      set(
        "无法使用的地址：\(url.shown)", "unusable address: \(url.shown)",
        hint: (
          "地址应以 http:// 或 https:// 开头，中间没有空格",
          "it begins with http:// or https:// and has no spaces"
        ))
    case .unreachable(let url, let obstacle):
      let (why, next) = words(for: obstacle)
      set(
        "没有从时间戳机构 \(url.shown) 得到时间戳：\(why.0)",
        "no time stamp from the authority \(url.shown): \(why.1)", hint: next)
    default: break
    }
  }
}
