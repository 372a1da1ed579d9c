import Facts

/// Reads the cells that tell on which terms something is sold, and remembers the usual few texts.
struct TermsCells {
  private let reader: RowReader
  private var plans = Remembered<String>()
  private var currencies = Remembered<Currency>()
  private var intervals = Remembered<IntervalReader.Written>()

  init(_ reader: RowReader) { self.reader = reader }

  @inline(__always)
  mutating func plan(_ row: Row) throws(CellProblem) -> String? {
    guard let text = try reader.text(.plan, row) else { return nil }
    do throws(Expectation) {
      return try plans(text) { text throws(Expectation) in try TextReader.name(text) }
    } catch {
      throw reader.problem(.plan, error.text)
    }
  }

  @inline(__always)
  mutating func currency(_ row: Row) throws(CellProblem) -> Currency {
    let column = reader[.currency]
    let text = column >= 0 ? row[column] : UnsafeRawBufferPointer(start: nil, count: 0)
    if text.isEmpty, let currency = reader.defaultCurrency { return currency }
    do throws(Expectation) {
      return try currencies(text) { text throws(Expectation) in
        try CurrencyReader.currency(text)
      }
    } catch {
      throw reader.problem(.currency, error.text)
    }
  }

  @inline(__always)
  func quantity(_ row: Row) throws(CellProblem) -> Int64 {
    let quantity = try reader.value(.quantity, row) { text throws(Expectation) in
      guard let number = wholeNumber(text), number <= TermsCells.largestQuantity else {
        throw Expectation("a whole number from 0 to \(TermsCells.largestQuantity)")
      }
      return Int64(number)
    }
    return quantity ?? 1
  }

  private static let largestQuantity = 1_000_000_000

  /// How often a price is charged; nil where no cell says so.
  @inline(__always)
  mutating func interval(_ row: Row) throws(CellProblem) -> BillingInterval? {
    let text = try reader.text(.interval, row)
    let times = try reader.text(.intervalCount, row)
    if text == nil, times == nil { return nil }
    var written = IntervalReader.Written()
    if let text {
      do throws(Expectation) {
        written = try intervals(text) { text throws(Expectation) in
          try IntervalReader.written(text)
        }
      } catch {
        throw reader.problem(.interval, error.text)
      }
    }
    guard let times else { return BillingInterval(written.unit, count: Int32(written.count)) }
    do throws(Expectation) {
      return try IntervalReader.interval(written, times: times)
    } catch {
      throw reader.problem(.intervalCount, error.text)
    }
  }
}
