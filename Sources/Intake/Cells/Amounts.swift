import Facts

/// Reads the amounts of a file into millionths.
///
/// `1,234` is a thousand to some and less than two to others: it is refused unless the file's
/// decimal mark is known. No floating-point number is ever made: 19.99 has no exact one.
struct AmountReader {
  /// As named by the person, or as the file's own unambiguous amounts have it.
  var mark: DecimalMark?

  /// Millionths of a price; not negative, at most ``Money/largestMicros``.
  @inline(__always)
  func micros(_ text: UnsafeRawBufferPointer, _ currency: Currency) throws(Expectation) -> Int64 {
    if let quick = quick(text) { return quick }
    let bare = try CurrencySign.removed(from: text, currency)
    return try plain(bare, decimals: 6, largest: Money.largestMicros)
  }

  /// Ten-thousandths of a percent, 0 to 100 %.
  func percent10000(_ text: UnsafeRawBufferPointer) throws(Expectation) -> Int32 {
    var end = text.count
    if end > 0, text[end - 1] == UInt8(ascii: "%") { end -= 1 }
    while end > 0, text[end - 1] == .space { end -= 1 }
    let bare = UnsafeRawBufferPointer(rebasing: text[..<end])
    do throws(Expectation) {
      return Int32(try plain(bare, decimals: 4, largest: 100_000_000) / 100)
    } catch {
      throw Expectation("a percentage from 0 to 100 with at most 4 decimals, such as 12.5")
    }
  }

  /// The usual case, `29.85`; nil where a closer look is needed.
  @inline(__always)
  private func quick(_ text: UnsafeRawBufferPointer) -> Int64? {
    guard mark != .comma, text.count > 0, text.count <= 15 else { return nil }
    var units: Int64 = 0
    var at = 0
    while at < text.count, text[at].isDigit {
      units = units * 10 + Int64(text[at] &- 0x30)
      at += 1
    }
    guard at > 0, at <= 11 else { return nil }
    if at == text.count { return units * 1_000_000 }
    let decimals = text.count - at - 1
    guard text[at] == UInt8(ascii: "."), decimals > 0, decimals <= 6 else { return nil }
    // With three decimals the point may group thousands, unless the file says otherwise.
    if decimals == 3, mark == nil { return nil }
    var fraction: Int64 = 0
    for index in (at + 1)..<text.count {
      guard text[index].isDigit else { return nil }
      fraction = fraction * 10 + Int64(text[index] &- 0x30)
    }
    for _ in decimals..<6 { fraction *= 10 }
    return units * 1_000_000 + fraction
  }

  /// Any other way to write a number.
  @inline(never)
  private func plain(
    _ text: UnsafeRawBufferPointer, decimals: Int, largest: Int64
  ) throws(Expectation) -> Int64 {
    if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "(") {
      throw Expectation("an amount of 0 or more")
    }
    guard let number = WrittenNumber(text) else {
      throw Expectation("an amount in digits such as 29.85")
    }
    let (whole, fraction) = try number.parts(mark: mark)
    var significant = fraction[...]
    while significant.last == 0 { significant.removeLast() }
    guard significant.count <= decimals else {
      throw Expectation("an amount with at most \(decimals) decimals")
    }
    var value: Int64 = 0
    let padding = repeatElement(UInt8(0), count: 6 - significant.count)
    for digit in whole + Array(significant) + Array(padding) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = tens.addingReportingOverflow(Int64(digit))
      guard !overflow, !overflow2 else { throw AmountReader.tooLarge(largest) }
      value = sum
    }
    guard value <= largest else { throw AmountReader.tooLarge(largest) }
    return value
  }

  static func tooLarge(_ largestMicros: Int64) -> Expectation {
    Expectation("an amount of at most \(decimalText(micros: largestMicros))")
  }
}

/// A number as it is written: runs of digits and the marks between them.
struct WrittenNumber {
  private enum Mark { case point, comma, space, apostrophe }

  private var groups: [[UInt8]] = [[]]
  private var marks: [Mark] = []

  /// Nil where there is anything but digits and marks that stand in numbers.
  init?(_ text: UnsafeRawBufferPointer) {
    guard text.count <= 64 else { return nil }
    var at = 0
    while at < text.count {
      if text[at].isDigit {
        groups[groups.count - 1].append(text[at] &- 0x30)
        at += 1
        continue
      }
      guard let (mark, width) = WrittenNumber.mark(text, at) else { return nil }
      marks.append(mark)
      groups.append([])
      at += width
    }
    // `.5` is half; any other empty run is a mistake.
    if groups[0].isEmpty, marks == [.point], !groups[1].isEmpty { groups[0] = [0] }
    guard groups.allSatisfy({ !$0.isEmpty }) else { return nil }
  }

  private static func mark(_ text: UnsafeRawBufferPointer, _ at: Int) -> (Mark, Int)? {
    switch text[at] {
    case UInt8(ascii: "."): return (.point, 1)
    case UInt8(ascii: ","): return (.comma, 1)
    case UInt8(ascii: "'"): return (.apostrophe, 1)
    case .space: return (.space, 1)
    default: break
    }
    let rest = text[at...]
    // No-break space, narrow no-break space, thin space; the typographic apostrophe.
    if rest.starts(with: [0xc2, 0xa0]) { return (.space, 2) }
    if rest.starts(with: [0xe2, 0x80, 0xaf]) || rest.starts(with: [0xe2, 0x80, 0x89]) {
      return (.space, 3)
    }
    return rest.starts(with: [0xe2, 0x80, 0x99]) ? (.apostrophe, 3) : nil
  }

  /// The digits before and behind the decimal mark.
  func parts(mark: DecimalMark?) throws(Expectation) -> (whole: [UInt8], fraction: [UInt8]) {
    let decimals = try isDecimalLast(mark)
    let whole = decimals ? groups.dropLast() : groups[...]
    return (Array(whole.joined()), decimals ? groups[groups.count - 1] : [])
  }

  /// The mark this number shows to be the file's decimal one; nil where it shows none.
  var evidence: DecimalMark? {
    guard let last = marks.last, let decimals = try? isDecimalLast(nil) else { return nil }
    switch (last, decimals) {
    case (.point, true), (.comma, false): return .point
    case (.comma, true), (.point, false): return .comma
    default: return nil
    }
  }

  /// Whether the last mark stands before decimals, rather than between thousands.
  private func isDecimalLast(_ mark: DecimalMark?) throws(Expectation) -> Bool {
    guard let last = marks.last else { return false }
    let grouping = marks.dropLast()
    let isPointOrComma = last == .point || last == .comma
    let known: Mark? = mark.map { $0 == .point ? .point : .comma }
    if isPointOrComma, !grouping.contains(last), known == nil || known == last {
      let isSettled = known != nil || !grouping.isEmpty || !couldGroup(groups[...])
      guard isSettled else { throw WrittenNumber.ambiguous }
      guard grouping.isEmpty || isGrouped(groups.dropLast(), by: grouping) else {
        throw WrittenNumber.malformed
      }
      return true
    }
    guard isGrouped(groups[...], by: marks[...]), last != known else {
      throw known == nil ? WrittenNumber.malformed : WrittenNumber.otherMark(known == .point)
    }
    return false
  }

  /// Whether the runs are thousands, all with the same mark between them.
  private func isGrouped(_ runs: ArraySlice<[UInt8]>, by marks: ArraySlice<Mark>) -> Bool {
    Set(marks).count == 1 && couldGroup(runs)
  }

  private func couldGroup(_ runs: ArraySlice<[UInt8]>) -> Bool {
    guard let first = runs.first, first.count <= 3, first[0] != 0 else { return false }
    return runs.dropFirst().allSatisfy { $0.count == 3 }
  }

  private static let malformed = Expectation("an amount in digits such as 1234.56 or 1,234.56")

  private static let ambiguous = Expectation(
    "an amount that reads in one way; here the mark may stand before decimals or between "
      + "thousands: name it with --decimal point or comma")

  private static func otherMark(_ isPoint: Bool) -> Expectation {
    Expectation(
      "an amount with a decimal \(isPoint ? "point, such as 29.85" : "comma, such as 29,85")"
        + " (as --decimal or the file's other amounts have it)")
  }
}
