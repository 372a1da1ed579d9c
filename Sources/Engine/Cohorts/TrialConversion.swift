import Facts

/// How many of those who tried in a period paid within so many days.
///
/// Source: `docs/metrics.md#trial_conversion14`.
public struct TrialConversion: Sendable {
  /// The days within which a trial can convert, in the figures there are.
  public static let windows = [14, 30, 90]

  /// A customer whose first trial began in the period, long enough ago.
  public struct Row: Hashable, Sendable {
    /// The account's number in the panel.
    public let account: Int
    /// The first day of the customer's first trial.
    public let trialDay: Day
    /// The first day at whose end the customer paid, up to the horizon; nil where there is none.
    public let firstPaidDay: Day?
    /// Whether that is within the days.
    public let isConverted: Bool
  }

  /// The days within which a trial had to convert, from its first day on.
  public let days: Int
  /// By account number.
  public let rows: [Row]
  /// Those of the rows who paid in time.
  public let numerator: Int

  /// All rows.
  public var denominator: Int { rows.count }

  /// As a retention figure names it: `trial_conversion.14`.
  public var id: String { "trial_conversion.\(days)" }

  /// The share that paid; undefined where nobody is old enough.
  public var value: FigureValue {
    FigureValue(
      numerator: numerator, denominator: denominator,
      value: denominator > 0 ? Double(numerator) / Double(denominator) : nil,
      interval: WilsonInterval(numerator, of: denominator))
  }

  /// Counts a period; nil where it begins after the horizon.
  public init?(within days: Int, of panel: Panel, in period: Period, horizon: Day) {
    guard let window = Window(period, horizon: horizon) else { return nil }
    self.days = days
    var rows: [Row] = []
    let lastDay = min(Int(window.lastDay), Int(horizon.number) - days)
    for (chunk, columns) in panel.chunks.enumerated() {
      columns.withView { view in
        for local in 0..<view.accountCount {
          let (trial, paid) = view.firstTrialAndPayment(of: local)
          guard trial >= window.firstDay, trial <= lastDay, paid >= trial else { continue }
          rows.append(
            Row(
              account: chunk * Chunk.capacity + local, trialDay: Day(number: trial),
              firstPaidDay: paid <= horizon.number ? Day(number: paid) : nil,
              isConverted: Int(paid) <= Int(trial) + days))
        }
      }
    }
    self.rows = rows
    numerator = rows.count { $0.isConverted }
  }
}

extension ChunkView {
  /// The first day of an account's first trial, and the first at whose end it paid; a day after all
  /// others where there is none.
  fileprivate func firstTrialAndPayment(of account: Int) -> (trial: Int32, paid: Int32) {
    var trial = Int32.max
    var paid = Int32.max
    for item in items(of: account) {
      let (columns, range) = steps(of: item)
      var isUnpaid = true
      for index in range {
        let day = columns.days[index]
        if columns.causes[index] == StepCause.trialBegan.rawValue { trial = min(trial, day) }
        // Of several steps of a day the last one holds at its end.
        let holds = index + 1 == range.upperBound || columns.days[index + 1] > day
        if isUnpaid, holds, columns.standings[index] == Standing.paying.rawValue {
          paid = min(paid, day)
          isUnpaid = false
        }
      }
    }
    return (trial, paid)
  }
}
