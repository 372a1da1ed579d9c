import Chance
import Facts

@testable import Engine

/// Activity kept as a dictionary, and figures of usage counted from it without any short cut.
struct NaiveUsage {
  struct Key: Hashable {
    let unit: Int
    let day: Int32
    let kind: Int32
  }

  /// What is summed up of a unit, a day and a kind.
  struct Sum {
    var count = 0
    var seconds = 0
  }

  let units: Int
  private(set) var sums: [Key: Sum] = [:]

  init(units: Int, _ rows: [ActivityRow]) {
    self.units = units
    for row in rows where row.entry.count > 0 {
      let key = Key(unit: Int(row.unit), day: row.entry.day, kind: row.entry.kind)
      sums[key, default: Sum()].count += Int(row.entry.count)
      sums[key, default: Sum()].seconds += Int(row.entry.seconds)
    }
  }

  /// The keys of a unit that count for a question, up to its horizon.
  func keys(of unit: Int, _ kinds: Set<Int32>?, through horizon: Day) -> [Key] {
    sums.keys.filter { key in
      key.unit == unit && key.day <= horizon.number
        && (kinds.map { $0.contains(key.kind) } ?? (key.kind >= 0))
    }
  }

  func days(of unit: Int, _ question: UsageQuestion) -> Set<Int32> {
    Set(keys(of: unit, question.kinds, through: question.horizon).map(\.day))
  }

  func population(_ question: UsageQuestion) -> [Int] {
    (0..<units).filter { question.population?.contains($0) ?? true }
  }

  /// The days of each piece, and of the one before it.
  func pieces(_ question: UsageQuestion) -> [(days: [Int32], before: [Int32])] {
    let asked = question.period.from.number...question.period.to.number
    guard let every = question.every else {
      guard asked.lowerBound <= question.horizon.number else { return [] }
      let length = Int32(asked.count)
      return [(Array(asked), Array(asked.lowerBound - length..<asked.lowerBound))]
    }
    // All days around the period, by the name of the unit of the calendar in which they lie.
    let margin: Int32 = every == .year ? 800 : 200
    let around = asked.lowerBound - margin...asked.upperBound + margin
    var named: [(name: String, days: [Int32])] = []
    for day in around {
      let name = NaiveCohorts.label(every, Day(number: day))
      if named.last?.name == name {
        named[named.count - 1].days.append(day)
      } else {
        named.append((name, [day]))
      }
    }
    return named.indices.filter { index in
      named[index].days.contains { asked.contains($0) && $0 <= question.horizon.number }
    }.map { (named[$0].days, named[$0 - 1].days) }
  }

  /// The units of each group, piece by piece.
  func groups(_ question: UsageQuestion) -> [[ActiveUnits.Group: [Int]]] {
    pieces(question).map { piece in
      var groups: [ActiveUnits.Group: [Int]] = [:]
      for unit in population(question) {
        let days = days(of: unit, question)
        let isActive = !days.isDisjoint(with: piece.days)
        let wasActive = !days.isDisjoint(with: piece.before)
        let wasEver = days.contains { $0 < piece.days[0] }
        if isActive { groups[.active, default: []].append(unit) }
        if isActive, !wasEver { groups[.new, default: []].append(unit) }
        if isActive, wasActive { groups[.returning, default: []].append(unit) }
        if isActive, wasEver, !wasActive { groups[.resurrected, default: []].append(unit) }
        if !isActive, wasActive { groups[.dormant, default: []].append(unit) }
      }
      return groups
    }
  }

  /// On how many days of each piece each unit was active, units without any left out.
  func stickiness(_ question: UsageQuestion) -> [[Int: Int]] {
    pieces(question).map { piece in
      var found: [Int: Int] = [:]
      for unit in population(question) {
        let count = days(of: unit, question).intersection(piece.days).count
        if count > 0 { found[unit] = count }
      }
      return found
    }
  }

  /// The seconds of each piece's active units.
  func seconds(_ question: UsageQuestion) -> [[Int: Int]] {
    pieces(question).map { piece in
      var found: [Int: Int] = [:]
      for unit in population(question) {
        for key in keys(of: unit, question.kinds, through: question.horizon)
        where piece.days.contains(key.day) {
          found[unit, default: 0] += sums[key]!.seconds
        }
      }
      return found
    }
  }

  /// The units active in the days up to a day.
  func trailing(_ question: UsageQuestion, on day: Int32, days: Int) -> [Int] {
    let window = day - Int32(days) + 1...day
    return population(question).filter { unit in
      self.days(of: unit, question).contains { window.contains($0) }
    }
  }

  /// Who used a kind in the period, how often and on how many days.
  func adoption(of kind: Int32, _ question: UsageQuestion) -> [Adoption.Row] {
    let asked = question.period.from...question.period.to
    return population(question).compactMap { unit in
      let used = keys(of: unit, [kind], through: question.horizon).filter {
        asked.contains(Day(number: $0.day))
      }
      guard !used.isEmpty else { return nil }
      let count = used.reduce(0) { $0 + sums[$1]!.count }
      return Adoption.Row(unit: unit, count: count, days: used.count)
    }
  }

  /// What a unit did from one day to another.
  func window(of unit: Int, _ kinds: Set<Int32>?, _ days: ClosedRange<Int32>) -> UsageTrend.Window {
    let found = keys(of: unit, kinds, through: Day(number: days.upperBound)).filter {
      days.contains($0.day)
    }
    return found.reduce(into: UsageTrend.Window()) { window, key in
      window.count += sums[key]!.count
      window.seconds += sums[key]!.seconds
      window.days = Set(found.map(\.day)).count
    }
  }
}

/// A small made-up book, and what may be asked about it.
struct MadeUpUsage {
  static let first = Day("2023-11-20")!
  static let kinds = ["opened", "exported", "invited"]
  var units: Int
  var rows: [ActivityRow] = []
  var book: ActivityBook

  init(_ numbers: inout SplitMix64) {
    units = Int.random(in: 0...12, using: &numbers)
    let length = [3, 40, 400, 3000].randomElement(using: &numbers)!
    if units > 0 {
      for _ in 0..<Int.random(in: 0...60, using: &numbers) {
        rows.append(MadeUpUsage.row(Int.random(in: 0..<units, using: &numbers), length, &numbers))
      }
    }
    book = ActivityBook(kinds: MadeUpUsage.kinds, unitCount: units, rows: rows)
    // Some have other rows afterwards, and so stand in the tail.
    for _ in 0..<[0, 0, 3].randomElement(using: &numbers)! where units > 0 {
      let unit = Int.random(in: 0..<units + 1, using: &numbers)
      units = max(units, unit + 1)
      let others = (0..<Int.random(in: 0...6, using: &numbers)).map { _ in
        MadeUpUsage.row(unit, length, &numbers)
      }
      rows.removeAll { Int($0.unit) == unit }
      rows += others
      book.replace(unit: unit, with: others.map(\.entry))
    }
  }

  private static func row(_ unit: Int, _ length: Int, _ numbers: inout SplitMix64) -> ActivityRow {
    ActivityRow(
      unit: unit, day: first.number + Int32.random(in: 0...Int32(length), using: &numbers),
      kind: Int32.random(in: -2..<3, using: &numbers),
      count: Int32.random(in: 0...3, using: &numbers),
      seconds: Int32.random(in: 0...500, using: &numbers))
  }

  var naive: NaiveUsage { NaiveUsage(units: units, rows) }

  static func kinds(_ numbers: inout SplitMix64) -> Set<Int32>? {
    [nil, nil, [0], [1, 2], [], [-1], [-2, 1]].randomElement(using: &numbers)!
  }

  func population(_ numbers: inout SplitMix64) -> UnitSet? {
    guard Int.random(in: 0..<3, using: &numbers) == 0 else { return nil }
    return UnitSet((0..<units + 2).filter { _ in Bool.random(using: &numbers) })
  }

  func question(_ numbers: inout SplitMix64) -> UsageQuestion {
    let from = Self.first.advanced(by: Int.random(in: -30...380, using: &numbers))!
    let length = [0, 6, 30, 100].randomElement(using: &numbers)!
    return UsageQuestion(
      Period(from: from, to: from.advanced(by: length)!)!,
      every: ([nil] + CalendarUnit.allCases).randomElement(using: &numbers)!,
      kinds: Self.kinds(&numbers), of: population(&numbers),
      horizon: Self.first.advanced(by: Int.random(in: -5...450, using: &numbers))!)
  }
}
