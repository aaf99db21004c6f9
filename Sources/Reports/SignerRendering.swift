internal import Evidence
public import Manifest
internal import Review

extension Signer {
  /// The signer as `verify.schema.json` has it.
  ///
  /// - Parameter isPackageIntact: whether the package is still what was signed.
  func json(in file: String, isPackageIntact: Bool) -> JSONValue {
    .object([
      ("file", .string(file)), ("number", .integer(number)), ("state", .string(state.rawValue)),
      ("packageIntact", .bool(isPackageIntact)),
      ("subject", .optional(subject)), ("issuer", .optional(issuer)),
      ("serial", .optional(serial)), ("role", .optional(role)),
      ("claimedAt", .optional(claimedTime.map(Self.moment))),
      (
        "timeStamp",
        timeStamp.map { stamp in
          .object([
            ("state", .string(stamp.state.rawValue)), ("time", .string(Self.moment(stamp.time))),
            ("authority", .optional(stamp.authority)),
          ])
        } ?? .null
      ),
      ("notBefore", .optional(notBefore.map(Self.moment))),
      ("notAfter", .optional(notAfter.map(Self.moment))),
      ("keyAlgorithm", .optional(keyAlgorithm)), ("digestAlgorithm", .optional(digestAlgorithm)),
      ("judgedAt", .string(Self.moment(judgedAt))),
      ("judgedBy", .string(isJudgedByTimeStamp ? "time-stamp" : "now")),
      ("revocationKnown", .bool(isRevocationKnown)),
    ])
  }

  private static func moment(_ seconds: Int64) -> String {
    civilDate(ofUnixSeconds: max(0, seconds)).moment
  }

  /// The signer for a terminal: who and as what, then the facts.
  ///
  /// - Parameter isPackageIntact: whether the package is still what was signed.
  func text(_ wording: Wording, isPackageIntact: Bool) -> [String] {
    let facts = facts(wording)
    let width = facts.map { wording[$0.label].columns }.max() ?? 0
    return ["  " + title(wording, isPackageIntact: isPackageIntact)]
      + facts.map { "     \(wording[$0.label].padded(to: width))  \($0.value.shown)" }
  }

  /// Who signed, as what, and whether that holds.
  func title(_ wording: Wording, isPackageIntact: Bool) -> String {
    let who = (name ?? wording["signer.nobody"]).shown
    let state = stateWords(wording, isPackageIntact: isPackageIntact)
    let role = role.map { wording.phrase("signer.claimed-role", ["role": wording.role($0)]) } ?? ""
    return "\(number)  \(who)\(role)  \(state)"
  }

  /// How far the signature is to be believed.
  ///
  /// - Parameter isPackageIntact: whether the package is still what was signed.
  public func stateWords(_ wording: Wording, isPackageIntact: Bool) -> String {
    if isRight, !isPackageIntact { return wording["signer.undermined"] }
    let words = wording["signer.state.\(state.rawValue)"]
    let isOpen = state == .trusted && !isRevocationKnown
    return isOpen ? words + wording["signer.revocation-open"] : words
  }

  /// What is known of the signature, by the ids of the labels' phrases.
  func facts(_ wording: Wording) -> [(label: String, value: String)] {
    var facts: [(label: String, value: String)] = []
    if let subject, subject != "CN=\(name ?? "")" { facts.append(("signer.subject", subject)) }
    if let issuer { facts.append(("signer.issuer", issuer)) }
    if let serial { facts.append(("signer.serial", serial)) }
    if let claimedTime {
      facts.append(("signer.claimed", wording.moment(ofUnixSeconds: claimedTime)))
    }
    if let timeStamp {
      let details = [
        "time": wording.moment(ofUnixSeconds: timeStamp.time),
        "authority": (timeStamp.authority ?? wording["signer.nobody"]).shown,
      ]
      facts.append(
        (
          "signer.time-stamp",
          wording.phrase("signer.time-stamp.\(timeStamp.state.rawValue)", details)
        ))
    }
    if let notBefore, let notAfter {
      let days = [
        "from": wording.day(ofUnixSeconds: notBefore),
        "to": wording.day(ofUnixSeconds: notAfter),
      ]
      facts.append(("signer.validity", wording.phrase("signer.span", days)))
    }
    let algorithms = [keyAlgorithm, digestAlgorithm].compactMap(\.self).joined(separator: " / ")
    if !algorithms.isEmpty { facts.append(("signer.algorithms", algorithms)) }
    return facts
  }
}

extension Wording {
  /// A role in words; one that is no level of the procedure stands as the signer wrote it.
  public func role(_ role: String) -> String {
    let id = "value.role.\(role)"
    return Phrasebook.phrases.template(id, language.rawValue) ?? role.shown
  }
}
