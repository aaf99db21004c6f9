import Desk
import Evidence
import Glibc
import Manifest
import Reports

/// The clock, and what stands in for it.
enum Today {
  /// Unix seconds: SOURCE_DATE_EPOCH where it is set (reproducible-builds.org), else now.
  ///
  /// - Throws: `SealingError.badDate` for a value that is no number of seconds.
  static func sealingTime() throws -> Int64 {
    guard let value = getenv("SOURCE_DATE_EPOCH").map({ String(cString: $0) }), !value.isEmpty
    else { return Int64(time(nil)) }
    guard let seconds = Int64(value), seconds >= 0 else { throw SealingError.badDate(-1) }
    return seconds
  }

  /// Unix seconds by the clock alone, which certificates are judged by.
  static var now: Int64 { Int64(time(nil)) }

  /// The day to print on a report, of whoever reads it here; where SOURCE_DATE_EPOCH is set, UTC's,
  /// so that it does not depend on the place.
  static func text() throws -> String {
    let seconds = try sealingTime()
    return isFixed
      ? civilDate(ofUnixSeconds: seconds).day : LocalTime(unixSeconds: seconds).day
  }

  private static var isFixed: Bool {
    getenv("SOURCE_DATE_EPOCH").map { String(cString: $0) }?.isEmpty == false
  }
}
