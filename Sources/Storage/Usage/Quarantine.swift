import Facts

/// Why an event is kept apart, not counted: nobody can say on which day it belongs.
public enum Quarantine: String, Sendable, CaseIterable {
  /// What the sender calls its time is none.
  case unreadable
  /// It lies more than a day after its receipt.
  case future
  /// It lies more than five years, of 365 days and a quarter, before its receipt.
  case past

  private static let microsecondsPerHour: Int64 = 3_600_000_000

  /// Nil for an event whose time can be believed.
  init?(_ event: UsageEvent) {
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
    } else if after < -43_830 * Quarantine.microsecondsPerHour {
      self = .past
    } else {
      return nil
    }
  }
}
