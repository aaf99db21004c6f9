import Glibc
import Manifest
import Reports
import Synchronization

/// One line on the terminal: bytes, files, rate and time left.
final class ProgressLine: Sendable {
  private struct State {
    /// When the work was first heard of.
    var start: ContinuousClock.Instant?
    var last: ContinuousClock.Instant
    var isShown = false
  }

  private let state: Mutex<State>
  private let label: String

  /// - Returns: nil where standard error is no terminal.
  init?(_ label: String) {
    guard isatty(STDERR_FILENO) == 1 else { return nil }
    self.label = label
    state = Mutex(State(last: ContinuousClock.now))
  }

  func show(_ progress: Progress) {
    let now = ContinuousClock.now
    let elapsed = state.withLock { state -> Duration? in
      let start = state.start ?? now
      state.start = start
      // Ten times a second: what the eye can follow.
      guard now - state.last > .milliseconds(100) else { return nil }
      state.last = now
      state.isShown = true
      return now - start
    }
    guard let elapsed else { return }
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let rate = Double(progress.bytesDone) / max(seconds, 0.001)
    var line = "\(label) \(ByteCount.text(progress.bytesDone))"
    if progress.bytesTotal > 0 {
      // Never above 100: a total that grew would only puzzle.
      let percent = min(100, progress.bytesDone * 100 / progress.bytesTotal)
      let left = Double(max(0, progress.bytesTotal - progress.bytesDone)) / max(rate, 1)
      line += " / \(ByteCount.text(progress.bytesTotal)) (\(percent)%)"
      line += say("，剩余约 \(Int(left) + 1) 秒", ", about \(Int(left) + 1) s left")
    }
    line += "  \(progress.filesDone)"
    if progress.filesTotal > 0 { line += "/\(progress.filesTotal)" }
    line += say(" 个文件", " files") + "  \(ByteCount.text(Int64(rate)))/s"
    write("\r\u{1B}[K" + line)
  }

  /// Shows pages that are done, of all; none while they are counted.
  func show(pages done: Int, of total: Int) {
    let now = ContinuousClock.now
    let isDue = state.withLock { state -> Bool in
      guard now - state.last > .milliseconds(100) else { return false }
      state.last = now
      state.isShown = true
      return true
    }
    guard isDue else { return }
    let count = total > 0 ? " \(done)/\(total)" + say(" 页", " pages") : ""
    write("\r\u{1B}[K" + label + count)
  }

  /// Clears the line.
  func end() {
    if state.withLock({ $0.isShown }) { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
