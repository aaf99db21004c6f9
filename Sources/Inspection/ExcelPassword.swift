import CCrypto
internal import FoundationEssentials

/// The password that Excel tries before it asks for one ([MS-OFFCRYPTO] 2.4.2.3: "VelvetSweatshop"):
/// workbooks whose structure is protected are encrypted with it, and open for everyone.
///
/// libcrypto does the digests and AES; RC4, which its ordinary provider lacks, is done here. Nothing
/// but the verifiers in a file's header is decrypted.
enum ExcelPassword {
  private static let password = "VelvetSweatshop".utf16.flatMap {
    [UInt8($0 & 0xFF), UInt8($0 >> 8)]
  }

  // MARK: xls

  /// Whether the password fits the record FilePass ([MS-XLS] 2.4.117).
  static func opens(filePass record: [UInt8]) -> Bool {
    func number(_ width: Int, _ offset: Int) -> Int? { OfficeFile.little(width, record, offset) }
    // Before Excel 97 the record was the key and the verifier of XOR alone.
    if record.count == 4 { return opens(key: number(2, 0), verifier: number(2, 2)) }
    guard let kind = number(2, 0), let major = number(2, 2), let minor = number(2, 4) else {
      return false
    }
    switch (kind, major, minor) {
    case (0, let key, let verifier): return opens(key: key, verifier: verifier)
    case (1, 1, 1): return opensRC4(record)
    case (1, 2...4, 2):
      guard let size = number(4, 10) else { return false }
      let (header, verifier) = (14, size.addingReportingOverflow(14))
      guard !verifier.overflow, let bits = number(4, header + 16) else { return false }
      return opensRC4(record, keyBits: bits, verifier: verifier.partialValue)
    default: return false
    }
  }

  /// XOR obfuscation: the key and the verifier that [MS-OFFCRYPTO] 2.3.7.1 and 2.3.7.2 make of the
  /// password.
  private static func opens(key: Int?, verifier: Int?) -> Bool {
    key == 0xB359 && verifier == xorVerifier("VelvetSweatshop")
  }

  static func xorVerifier(_ password: String) -> Int {
    let letters = [UInt8(clamping: password.utf8.count)] + password.utf8
    let mixed = letters.reversed().reduce(0) { verifier, letter in
      (verifier >> 14 & 1 | verifier << 1 & 0x7FFF) ^ Int(letter)
    }
    return mixed ^ 0xCE4B
  }

  /// RC4 of Office 97 ([MS-OFFCRYPTO] 2.3.6.2).
  private static func opensRC4(_ record: [UInt8]) -> Bool {
    guard record.count >= 54, let first = digest("MD5", password)?.prefix(5) else { return false }
    let salted = (0..<16).flatMap { _ in Array(first) + record[6..<22] }
    guard let key = digest("MD5", salted)?.prefix(5), let block = digest("MD5", key + [0, 0, 0, 0])
    else { return false }
    let plain = rc4(key: block, Array(record[22..<54]))
    return digest("MD5", Array(plain[..<16])) == Array(plain[16...])
  }

  /// RC4 by CryptoAPI ([MS-OFFCRYPTO] 2.3.5.2).
  private static func opensRC4(_ record: [UInt8], keyBits: Int, verifier: Int) -> Bool {
    guard verifier >= 0, verifier <= record.count - 60,
      let own = digest("SHA1", Array(record[(verifier + 4)..<(verifier + 20)]) + password),
      let block = digest("SHA1", own + [0, 0, 0, 0])
    else { return false }
    // 0 means 40 bits, for which the key is filled up with zeros.
    let bytes = keyBits == 0 ? 5 : keyBits / 8
    guard (5...16).contains(bytes) else { return false }
    let key = Array(block.prefix(bytes)) + (bytes == 5 ? [UInt8](repeating: 0, count: 11) : [])
    let secret =
      record[(verifier + 20)..<(verifier + 36)] + record[(verifier + 40)..<(verifier + 60)]
    let plain = rc4(key: key, Array(secret))
    return digest("SHA1", Array(plain[..<16])) == Array(plain[16...])
  }

  private static func rc4(key: [UInt8], _ secret: [UInt8]) -> [UInt8] {
    var state = (0...255).map { UInt8($0) }
    var other: UInt8 = 0
    for index in 0..<256 {
      other = other &+ state[index] &+ key[index % key.count]
      state.swapAt(index, Int(other))
    }
    var index: UInt8 = 0
    other = 0
    return secret.map { byte in
      index = index &+ 1
      other = other &+ state[Int(index)]
      state.swapAt(Int(index), Int(other))
      return byte ^ state[Int(state[Int(index)] &+ state[Int(other)])]
    }
  }

  // MARK: xlsx

  /// Whether the password fits the stream EncryptionInfo of a workbook ([MS-OFFCRYPTO] 2.3.4).
  static func opens(encryptionInfo info: [UInt8]) -> Bool {
    guard let major = OfficeFile.little(2, info, 0), let minor = OfficeFile.little(2, info, 2)
    else { return false }
    return switch (major, minor) {
    case (4, 4): opensAgile(String(decoding: info.dropFirst(8), as: UTF8.self))
    case (2...4, 2): opensStandard(info)
    default: false
    }
  }

  /// Standard encryption ([MS-OFFCRYPTO] 2.3.4.7 and 2.3.4.9): SHA-1 and AES in ECB.
  private static func opensStandard(_ info: [UInt8]) -> Bool {
    guard let size = OfficeFile.little(4, info, 8), size <= info.count,
      let bits = OfficeFile.little(4, info, 28), [128, 192, 256].contains(bits),
      12 + size <= info.count - 72
    else { return false }
    let verifier = 12 + size
    guard var own = digest("SHA1", Array(info[(verifier + 4)..<(verifier + 20)]) + password) else {
      return false
    }
    for round in 0..<UInt32(50_000) {
      guard let next = digest("SHA1", little(round) + own) else { return false }
      own = next
    }
    guard let last = digest("SHA1", own + [0, 0, 0, 0]) else { return false }
    func mixed(_ fill: UInt8) -> [UInt8] {
      (0..<64).map { $0 < last.count ? last[$0] ^ fill : fill }
    }
    guard let first = digest("SHA1", mixed(0x36)), let second = digest("SHA1", mixed(0x5C)),
      let input = aes(
        "ECB", key: Array((first + second).prefix(bits / 8)), vector: nil,
        Array(info[(verifier + 20)..<(verifier + 36)])),
      let stated = aes(
        "ECB", key: Array((first + second).prefix(bits / 8)), vector: nil,
        Array(info[(verifier + 40)..<(verifier + 72)]))
    else { return false }
    return digest("SHA1", input) == Array(stated.prefix(20))
  }

  /// Excel writes 100,000; more would only cost time.
  private static let mostRounds = 200_000

  /// Agile encryption ([MS-OFFCRYPTO] 2.3.4.11 and 2.3.4.13): AES in CBC.
  private static func opensAgile(_ xml: String) -> Bool {
    guard let start = xml.firstRange(of: "encryptedKey ")?.upperBound else { return false }
    let element = xml[start...].prefix { $0 != ">" }
    func value(_ name: String) -> String? {
      element.firstRange(of: " \(name)=\"").map {
        String(element[$0.upperBound...].prefix { $0 != "\"" })
      }
        ?? (element.hasPrefix("\(name)=\"")
          ? String(element.dropFirst(name.count + 2).prefix { $0 != "\"" }) : nil)
    }
    func bytes(_ name: String) -> [UInt8]? {
      value(name).flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) }
    }
    guard let rounds = value("spinCount").flatMap(Int.init), (0...mostRounds).contains(rounds),
      let bits = value("keyBits").flatMap(Int.init), [128, 192, 256].contains(bits),
      value("cipherAlgorithm") == "AES", let hash = value("hashAlgorithm"),
      ["SHA1", "SHA256", "SHA384", "SHA512"].contains(hash),
      value("cipherChaining") == "ChainingModeCBC", let salt = bytes("saltValue"),
      let input = bytes("encryptedVerifierHashInput"),
      let stated = bytes("encryptedVerifierHashValue"), var own = digest(hash, salt + password)
    else { return false }
    for round in 0..<UInt32(rounds) {
      guard let next = digest(hash, little(round) + own) else { return false }
      own = next
    }
    let vector = Array((salt + [UInt8](repeating: 0x36, count: 16)).prefix(16))
    func decrypted(_ secret: [UInt8], _ block: [UInt8]) -> [UInt8]? {
      guard let key = digest(hash, own + block) else { return nil }
      let filled = Array((key + [UInt8](repeating: 0x36, count: 32)).prefix(bits / 8))
      return aes("CBC", key: filled, vector: vector, secret)
    }
    guard let plain = decrypted(input, [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79]),
      let expected = decrypted(stated, [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E]),
      let actual = digest(hash, Array(plain.prefix(salt.count)))
    else { return false }
    return expected.starts(with: actual)
  }

  private static func little(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  // MARK: libcrypto

  private static func digest(_ algorithm: String, _ bytes: some Collection<UInt8>) -> [UInt8]? {
    let bytes = Array(bytes)
    var digest = [UInt8](repeating: 0, count: 64)
    var count = 0
    guard EVP_Q_digest(nil, algorithm, nil, bytes, bytes.count, &digest, &count) == 1 else {
      ERR_clear_error()
      return nil
    }
    return Array(digest.prefix(count))
  }

  /// Whole blocks, decrypted.
  private static func aes(
    _ mode: String, key: [UInt8], vector: [UInt8]?, _ secret: [UInt8]
  ) -> [UInt8]? {
    guard secret.count.isMultiple(of: 16), secret.count <= 1_024, let context = EVP_CIPHER_CTX_new()
    else { return nil }
    defer { EVP_CIPHER_CTX_free(context) }
    guard let cipher = EVP_CIPHER_fetch(nil, "AES-\(key.count * 8)-\(mode)", nil) else {
      ERR_clear_error()
      return nil
    }
    defer { EVP_CIPHER_free(cipher) }
    var plain = [UInt8](repeating: 0, count: secret.count + 16)
    var count: Int32 = 0
    guard EVP_DecryptInit_ex2(context, cipher, key, vector, nil) == 1,
      EVP_CIPHER_CTX_set_padding(context, 0) == 1,
      EVP_DecryptUpdate(context, &plain, &count, secret, Int32(secret.count)) == 1
    else {
      ERR_clear_error()
      return nil
    }
    return Array(plain.prefix(Int(count)))
  }
}
