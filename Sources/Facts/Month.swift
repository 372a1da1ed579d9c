/// A calendar month of a year.
public struct Month: Hashable, Sendable {
  /// Months since January of the year 0.
  public let number: Int32

  /// - Precondition: `year` lies in 0...9999 and `month` in 1...12.
  public init(year: Int, month: Int) {
    precondition((0...9999).contains(year) && (1...12).contains(month))
    number = Int32(year * 12 + month - 1)
  }

  /// 0 to 9999; 0 is the year before the year 1.
  public var year: Int { Int(number) / 12 }

  /// 1 for January to 12 for December.
  public var month: Int { Int(number) % 12 + 1 }

  /// 28 to 31.
  public var dayCount: Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The 1st of the month.
  public var firstDay: Day { Day(unchecked: year, month, 1) }
  /// The 28th to the 31st of the month, leap years heeded.
  public var lastDay: Day { Day(unchecked: year, month, dayCount) }

  /// The month so many months later; nil outside the years 1 to 9999.
  public func advanced(by months: Int) -> Month? {
    let (sum, overflow) = Int(number).addingReportingOverflow(months)
    guard !overflow, sum >= 12, sum < 120_000 else { return nil }
    return Month(year: sum / 12, month: sum % 12 + 1)
  }
}

extension Month: Comparable {
  /// The earlier month comes first.
  public static func < (one: Month, other: Month) -> Bool { one.number < other.number }
}

extension Month: CustomStringConvertible, LosslessStringConvertible {
  /// `2027-02`.
  public var description: String { padded(year, 4) + "-" + padded(month, 2) }

  /// Reads `2027-02` and nothing else.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 7, bytes[4] == UInt8(ascii: "-"),
      let year = digits(bytes[0..<4]), let month = digits(bytes[5..<7]),
      (1...9999).contains(year), (1...12).contains(month)
    else { return nil }
    self.init(year: year, month: month)
  }
}
