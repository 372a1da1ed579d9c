import Facts

extension Zone {
  /// The last instant of a day.
  package func end(of day: Day) -> Instant {
    Instant(microseconds: start(of: Day(number: day.number + 1)).microseconds - 1)
  }
}
