/// A cell that was garbled on purpose, for an importer to find.
public struct Fault: Equatable, Sendable {
  /// The export whose file holds it.
  public let exported: CivilDay
  /// The line of `subscriptions.csv`, the header being the first.
  public let line: Int
  /// Whose row it is.
  public let customer: String
  /// The column that cannot be read.
  public let column: String
  /// What stands there.
  public let value: String

  /// Which accounts' first row is garbled, and where: the first export that holds the row has it
  /// wrong, later ones right.
  ///
  /// They are accounts that the first export knows, so that there is a later one, and they are
  /// the same however many accounts there are.
  static func planted(in company: Company) -> [Int: Garbled] {
    let first = company.exportDays[0]
    let known = (1...300).filter { company.signUpDay(of: $0) < first }
    let year = String(first.civil.year)
    let cells = [
      Garbled(column: "start_date", value: year + "-02-30"),
      Garbled(column: "quantity", value: "a dozen"),
      Garbled(column: "currency", value: "EURO"),
      Garbled(column: "amount", value: "on request"),
      Garbled(column: "interval", value: "biweekly"),
    ]
    let places = zip([2, 9, 25, 60, 130].filter { $0 < known.count }, cells)
    return Dictionary(uniqueKeysWithValues: places.map { (known[$0], $1) })
  }

  /// What stands in a column instead of what should.
  struct Garbled {
    let column: String
    let value: String
  }
}
