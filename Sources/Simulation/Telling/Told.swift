/// How one row of the books was told: when first, and what was wrong with it until when.
struct Told {
  /// What the row said before it was put right.
  enum Error {
    /// More seats than there were.
    case seats(Int)
    /// So many days after the day on which it was.
    case days(Int)
    /// It should not have been there at all.
    case mistaken
  }

  let row: StateRow
  /// The day from which exports hold it.
  let from: CivilDay
  let error: Error?
  /// The day from which exports hold it as it was.
  let mended: CivilDay

  /// What an export of a day says of the row; nil if it does not hold it yet.
  func said(on day: CivilDay) -> (row: StateRow, isRetracted: Bool)? {
    guard from <= day else { return nil }
    var said = row
    switch error {
    case .seats(let more) where day < mended: said.terms.seats += more
    case .days(let days) where day < mended: said.start = said.start + days
    case .mistaken: return (said, day >= mended)
    default: break
    }
    return (said, false)
  }

  /// How each row of a life was told.
  static func rows(of life: Life, _ customer: Customer, in company: Company) -> [Told] {
    var chance = Chance(seed: company.seed, account: customer.number, subject: .telling)
    var told = life.rows.map { telling(of: $0, &chance, company) }
    if let mistake = mistake(in: life, &chance, company) {
      let after = told.firstIndex { $0.row.start > mistake.row.start } ?? told.endIndex
      told.insert(mistake, at: after)
    }
    return told
  }

  private static func telling(
    of row: StateRow, _ chance: inout Chance, _ company: Company
  ) -> Told {
    // Drawn for every row alike, so that what comes of one moves no other.
    let kind = chance.share()
    let days = chance.whole(8...45)
    let most = chance.whole(2...5)
    // By today everything is known.
    func by(_ day: CivilDay) -> CivilDay { max(row.start, min(day, company.today)) }
    let isEnd = row.turn == .end || row.turn == .notice
    if isEnd, row.status != .ended || row.cause != nil, kind < 0.2 {
      return Told(row: row, from: by(row.start + days), error: nil, mended: row.start)
    }
    if row.turn == .end, row.cause != nil, kind < 0.26 {
      let from = by(row.start + most)
      return Told(row: row, from: from, error: .days(most), mended: by(row.start + days))
    }
    if row.turn == .seats, kind < 0.05 {
      return Told(
        row: row, from: row.start, error: .seats(most), mended: by(row.start + days))
    }
    return Told(row: row, from: row.start, error: nil, mended: row.start)
  }

  /// An end that was booked on the wrong customer and taken back; nil for nearly everyone.
  ///
  /// Only such as an export can have shown: in the last half year.
  private static func mistake(in life: Life, _ chance: inout Chance, _ company: Company) -> Told? {
    let day = company.today - chance.whole(20...170)
    let days = chance.whole(7...40)
    guard chance.happens(0.006) else { return nil }
    let before = life.rows.last { $0.start < day }
    let after = life.rows.first { $0.start >= day }
    guard let before, before.cancelAt == nil,
      before.status == .active || before.trialEnd.map({ $0 < day }) ?? false,
      after.map({ $0.start > day }) ?? true
    else { return nil }
    let row = StateRow(
      turn: .mistake, ordinal: 1, subscription: before.subscription, status: .ended, start: day,
      terms: before.terms, cause: .voluntary)
    return Told(row: row, from: day, error: .mistaken, mended: min(day + days, company.today))
  }
}
