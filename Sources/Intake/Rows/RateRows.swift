import Facts

/// Makes a day's sheet of each row of a file of rates: what a euro costs in other currencies.
struct RateRows {
  private let reader: RowReader
  private let stamp: Stamp
  private let quotes: [(column: Int, currency: Currency)]
  private let former: [(column: Int, name: String)]
  private let nameless: [Int]
  /// What each day was given, and on which line; the years that are taken keep this small.
  private var sheets: [Day: (sheet: RateSheet, line: Int)] = [:]

  init(_ reader: RowReader, _ layout: Layout, _ stamp: Stamp) {
    self.reader = reader
    self.stamp = stamp
    quotes = layout.quotes
    former = layout.formerCurrencies.map { ($0, layout.header.names[$0]) }
    nameless = layout.nameless
  }

  /// Reads a row whole before it adds anything, so that a bad cell leaves nothing behind.
  mutating func translate(
    _ row: Row, _ index: Int32, line: Int, into batch: inout Translation
  ) throws(CellProblem) {
    let day = try reader.value(.publishedOn, row) { text throws(Expectation) in
      try reader.dates.publishedDay(text)
    }
    guard let day else { throw reader.problem(.publishedOn, DateReader.example) }
    var sheet = RateSheet(base: .euro, quotes: [:])
    for (column, currency) in quotes {
      do throws(Expectation) {
        sheet.quotes[currency] = try RateReader.micros(row[column])
      } catch {
        throw CellProblem(column: column, expected: error.text)
      }
    }
    for column in nameless where !row[column].isEmpty {
      throw CellProblem(column: column, expected: "nothing: this column has no name")
    }
    if let known = sheets[day], known.sheet != sheet {
      throw reader.problem(
        .publishedOn, "a day of its own: line \(known.line) has other rates for \(day)")
    }
    sheets[day] = (sheet, sheets[day]?.line ?? line)
    for (column, name) in former where !RateReader.isMissing(row[column]) {
      batch.formerRates[name, default: 0] += 1
    }
    let key = Fact.Key("rates", Identifier(day.description))
    stamp.add("", .rates, .day(day), key, .rates(sheet), row: index, to: &batch)
  }
}
