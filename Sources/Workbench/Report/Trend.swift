import Engine
import Facts

/// The twelve months that end with a period's last, as lines of small bars.
package struct Trend {
  private let question: Question

  package init(_ question: Question) { self.question = question }

  /// Customers who pay at each month's end.
  package var customers: [Double] {
    Trend.months(question).map { month in
      let tally = retention(
        of: question.panel, in: month, horizon: question.horizon, workers: question.workers)?.total
      return Double(tally?.closing ?? 0)
    }
  }

  /// Recurring revenue at each month's end, in units; empty where exchange rates are missing.
  package func revenue(_ book: Book) -> [Double] {
    let months = Trend.months(question)
    guard let first = months.first, let last = months.last else { return [] }
    let closing = min(last.to, question.horizon)
    guard
      question.panel.missingRates(for: book, from: first.openingDay, through: closing).isEmpty
    else { return [] }
    let bridge = question.bridge(question.bridgeQuestion(book, months))
    return bridge.cells.map { Double($0[0].closing) / Double(Money.microsPerUnit) }
  }

  private static func months(_ question: Question) -> [Period] {
    (0..<12).reversed().compactMap { back in
      question.closingDay.month.advanced(by: -back).map { Period($0) }
    }
  }

  /// The bars between the first and the last value; nil where there is nothing to see.
  package func line(_ values: [Double], _ shown: (Int?) -> String) -> String? {
    guard let first = values.first, let last = values.last, let most = values.max(), most > 0 else {
      return nil
    }
    let bars = Array("▁▂▃▄▅▆▇█".unicodeScalars)
    let least = values.min() ?? 0
    var line = ""
    for value in values {
      // From the least to the most: small changes of large numbers are seen.
      let level = most > least ? Int(((value - least) / (most - least) * 7).rounded()) : 7
      line.unicodeScalars.append(bars[max(0, min(7, level))])
    }
    // Sums can be larger than whole numbers are here.
    let ends = [first, last].map { shown(Int(exactly: $0.rounded())) }
    return "\(line)  12 months, from \(ends[0]) to \(ends[1])"
  }
}
