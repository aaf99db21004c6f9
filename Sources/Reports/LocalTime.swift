internal import Glibc
internal import Manifest

/// A moment as a clock on the wall shows it (localtime(3): the environment's TZ, or the system's).
public struct LocalTime: Sendable {
  /// As `2026-11-25`.
  public var day: String
  /// As `01:37:31`.
  public var time: String
  /// From UTC, as `+08:00`.
  public var offset: String

  /// - Parameter seconds: since 1970, not negative.
  public init(unixSeconds seconds: Int64) {
    var moment = time_t(seconds)
    var parts = tm()
    localtime_r(&moment, &parts)
    let offset = Int64(parts.tm_gmtoff)
    let shifted = civilDate(ofUnixSeconds: max(0, seconds + offset))
    day = shifted.day
    time = String(shifted.moment.dropFirst(11).dropLast())
    // The distance in hours and minutes is a time of day itself.
    let distance = civilDate(ofUnixSeconds: abs(offset)).moment.dropFirst(11).prefix(5)
    self.offset = (offset < 0 ? "-" : "+") + distance
  }
}

extension Wording {
  /// A moment on this wording's clock, as `2026-11-25 01:37:31（+08:00）`.
  ///
  /// - Parameter seconds: since 1970.
  public func moment(ofUnixSeconds seconds: Int64) -> String {
    let seconds = max(0, seconds)
    guard clock == .local else { return civilDate(ofUnixSeconds: seconds).moment }
    let local = LocalTime(unixSeconds: seconds)
    return phrase("moment", ["time": "\(local.day) \(local.time)", "offset": local.offset])
  }

  /// A day on this wording's clock.
  public func day(ofUnixSeconds seconds: Int64) -> String {
    let seconds = max(0, seconds)
    return clock == .local
      ? LocalTime(unixSeconds: seconds).day : civilDate(ofUnixSeconds: seconds).day
  }

  /// A text on this wording's clock where it is a moment in UTC, as packages and JSON have it
  /// (`2026-11-24T17:37:31Z`); else as it is, without what can't be seen.
  package func moment(_ text: String) -> String {
    guard clock == .local, let seconds = Self.unixSeconds(of: text) else { return text.shown }
    return moment(ofUnixSeconds: seconds)
  }

  private static func unixSeconds(of text: String) -> Int64? {
    guard
      let match = text.wholeMatch(
        of: #/([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z/#)
    else { return nil }
    let numbers = [match.1, match.2, match.3, match.4, match.5, match.6].compactMap { Int32($0) }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1_900, numbers[1] - 1, numbers[2])
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
    let seconds = Int64(timegm(&parts))
    // timegm(3) takes the 40th of May for a day in June.
    guard seconds >= 0, civilDate(ofUnixSeconds: seconds).moment == text else { return nil }
    return seconds
  }
}
