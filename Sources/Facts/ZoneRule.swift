/// The POSIX rule in a TZif file's footer: `EET-2EEST,M3.5.0/3,M10.5.0/4`.
///
/// Source: IEEE Std 1003.1 (TZ variable), with the extensions of RFC 9636 §3.3.2 (hours from -167
/// to 167).
struct ZoneRule {
  private enum Date {
    /// Day 1...365, 29 February never counted.
    case julian(Int)
    /// Day 0...365, 29 February counted.
    case ordinal(Int)
    /// The so-manieth weekday (0 is Sunday) of a month; 5 is the last.
    case weekday(month: Int, week: Int, day: Int)
  }

  private let standardOffset: Int32
  private var summer: (offset: Int32, start: Date, startTime: Int, end: Date, endTime: Int)?

  /// Reads a footer; nil where it is empty, which says that nothing is known of later times.
  init?(footer: String) throws(ZoneError) {
    guard !footer.isEmpty else { return nil }
    var scanner = Scanner(bytes: Array(footer.utf8)[...])
    let malformed = ZoneError.unknownRule(footer)
    guard scanner.name(), let west = scanner.offset() else { throw malformed }
    standardOffset = Int32(-west)
    guard !scanner.atEnd else { return }
    guard scanner.name() else { throw malformed }
    var offset = standardOffset + 3600
    if !scanner.next(is: ",") {
      guard let west = scanner.offset() else { throw malformed }
      offset = Int32(-west)
    }
    guard let start = scanner.date(), let startTime = scanner.timeOfChange(),
      let end = scanner.date(), let endTime = scanner.timeOfChange(), scanner.atEnd
    else { throw malformed }
    summer = (offset, start, startTime, end, endTime)
  }

  /// Appends the rule's transitions after the last one given.
  func extend(_ transitions: inout [Int64], _ offsets: inout [Int32], toYear lastYear: Int) {
    guard let summer else {
      // Where the last transition leads elsewhere the file contradicts itself; the file's wins.
      return
    }
    let given = transitions.count
    let last = transitions[given - 1]
    let firstYear =
      last < 0 ? 1970 : Day(number: Int32(clamping: last.flooredQuotient(by: 86_400))).civil.year
    guard firstYear <= lastYear else { return }
    for year in firstYear...lastYear {
      let start =
        Int64(day(summer.start, year)) * 86_400 + Int64(summer.startTime) - Int64(standardOffset)
      let end =
        Int64(day(summer.end, year)) * 86_400 + Int64(summer.endTime) - Int64(summer.offset)
      let changes = [(start, summer.offset), (end, standardOffset)].sorted { $0.0 < $1.0 }
      for (time, offset) in changes {
        if transitions.count > given, time == transitions[transitions.count - 1] {
          // A summer that begins at the moment it ended goes on: clocks do nothing.
          transitions.removeLast()
          offsets.removeLast()
        } else if time > transitions[transitions.count - 1], offset != offsets[offsets.count - 1] {
          transitions.append(time)
          offsets.append(offset)
        }
      }
    }
  }

  /// The number of the day a rule names in a year.
  private func day(_ date: Date, _ year: Int) -> Int32 {
    let newYear = Day(unchecked: year, 1, 1).number
    switch date {
    case .julian(let number):
      let isLeap = Month(year: year, month: 2).dayCount == 29
      return newYear + Int32(number - 1) + (isLeap && number >= 60 ? 1 : 0)
    case .ordinal(let number):
      return newYear + Int32(number)
    case .weekday(let month, let week, let weekday):
      let month = Month(year: year, month: month)
      let first = month.firstDay.number
      // 1 January 1970, day 0, was a Thursday.
      let firstWeekday = Int((first + 4) % 7 + 7) % 7
      var offset = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      while offset >= month.dayCount { offset -= 7 }
      return first + Int32(offset)
    }
  }

  private struct Scanner {
    var bytes: ArraySlice<UInt8>

    var atEnd: Bool { bytes.isEmpty }

    func next(is byte: Unicode.Scalar) -> Bool { bytes.first == UInt8(ascii: byte) }

    mutating func take(_ byte: Unicode.Scalar) -> Bool {
      guard next(is: byte) else { return false }
      bytes = bytes.dropFirst()
      return true
    }

    /// `EET` or `<+03>`.
    mutating func name() -> Bool {
      if take("<") {
        guard let end = bytes.firstIndex(of: UInt8(ascii: ">")) else { return false }
        bytes = bytes[(end + 1)...]
        return true
      }
      let letters = bytes.prefix { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a }
      bytes = bytes.dropFirst(letters.count)
      return letters.count >= 3
    }

    mutating func number() -> Int? {
      let run = bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }
      bytes = bytes.dropFirst(run.count)
      return run.count > 3 ? nil : digits(run)
    }

    /// How far west of Greenwich, in seconds: 24 hours at most.
    mutating func offset() -> Int? { time(hours: 24) }

    /// `-2`, `5:30` or `+1:00:00`, in seconds.
    mutating func time(hours limit: Int) -> Int? {
      let sign = take("-") ? -1 : 1
      if sign == 1 { _ = take("+") }
      guard let hours = number(), hours <= limit else { return nil }
      var seconds = hours * 3600
      for unit in [60, 1] where take(":") {
        guard let value = number(), value <= 59 else { return nil }
        seconds += value * unit
      }
      return sign * seconds
    }

    mutating func date() -> Date? {
      guard take(",") else { return nil }
      if take("J") { return number().flatMap { (1...365).contains($0) ? .julian($0) : nil } }
      guard take("M") else {
        return number().flatMap { (0...365).contains($0) ? .ordinal($0) : nil }
      }
      guard let month = number(), take("."), let week = number(), take("."), let day = number(),
        (1...12).contains(month), (1...5).contains(week), (0...6).contains(day)
      else { return nil }
      return .weekday(month: month, week: week, day: day)
    }

    /// The local time of the change: two in the morning unless the rule says otherwise.
    mutating func timeOfChange() -> Int? { take("/") ? time(hours: 167) : 7200 }
  }
}
