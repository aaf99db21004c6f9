internal import Evidence

/// A moment as the Gregorian calendar has it in UTC, without a time zone database.
///
/// - Parameter seconds: since 1970, not negative.
/// - Returns: the day, as `2026-11-24`, and the moment, as `2026-11-24T11:02:46Z` (RFC 3339).
public func civilDate(ofUnixSeconds seconds: Int64) -> (day: String, moment: String) {
  let day = CivilDay(daysSince1970: Int(seconds / 86_400)).description
  let second = Int(seconds % 86_400)
  let time = [second / 3_600, second / 60 % 60, second % 60].map { $0.padded(to: 2) }
  return (day, "\(day)T\(time.joined(separator: ":"))Z")
}
