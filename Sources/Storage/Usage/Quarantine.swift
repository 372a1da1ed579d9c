import Facts

/// Why an event is kept apart, not counted: nobody can say on which day it belongs.
public enum Quarantine: String, Sendable, CaseIterable {
  /// What the sender calls its time is none.
  case unreadable
  /// It lies more than a day after its receipt.
  case future
  /// It lies more than five years, of 365 days and a quarter, before its receipt; in a file, before
  /// 1990, where those lie that have no time but a zero.
  case past

  private static let microsecondsPerHour: Int64 = 3_600_000_000

  /// 1990-01-01.
  private static let firstOfHistory: Int64 = 631_152_000_000_000

  /// Nil for an event whose time can be believed.
  ///
  /// - Parameter isHistory: whether a file told of it.
  init?(_ event: UsageEvent, isHistory: Bool = false) {
    guard let at = event.at else {
      self = .unreadable
      return
    }
    let (after, isBeyond) = at.microseconds.subtractingReportingOverflow(
      event.received.microseconds)
    if isBeyond {
      self = at < event.received ? .past : .future
    } else if after > 24 * Quarantine.microsecondsPerHour {
      self = .future
    } else if isHistory
      ? at.microseconds < Quarantine.firstOfHistory
      : after < -43_830 * Quarantine.microsecondsPerHour
    {
      self = .past
    } else {
      return nil
    }
  }
}
