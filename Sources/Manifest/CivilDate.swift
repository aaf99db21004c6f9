/// A moment as the Gregorian calendar has it in UTC, without a time zone database.
///
/// - Parameter seconds: since 1970, not negative.
/// - Returns: the day, as `2026-11-24`, and the moment, as `2026-11-24T11:02:46Z` (RFC 3339).
public func civilDate(ofUnixSeconds seconds: Int64) -> (day: String, moment: String) {
  // Days to date after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
  // civil_from_days: eras of 400 years that begin on 1 March.
  let days = seconds / 86_400 + 719_468
  let era = days / 146_097
  let dayOfEra = days - era * 146_097
  let yearOfEra =
    (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shifted = (5 * dayOfYear + 2) / 153
  let day = dayOfYear - (153 * shifted + 2) / 5 + 1
  let month = shifted < 10 ? shifted + 3 : shifted - 9
  let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  let second = seconds % 86_400

  func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
  let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  let time =
    "\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
  return (date, "\(date)T\(time)Z")
}
