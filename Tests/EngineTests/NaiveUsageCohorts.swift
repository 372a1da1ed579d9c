import Facts

@testable import Engine

/// Cohorts of units counted from sets of days, entry by entry and day by day.
struct NaiveUsageCohorts {
  let usage: NaiveUsage
  let question: UsageCohortQuestion
  /// The value of each unit, for cohorts by value.
  let value: (_ unit: Int, _ day: Int32) -> String
  /// By day since ``firstDay``: the number of the unit of the calendar that cells are.
  private let calendar: [Int]
  private let firstDay = MadeUpUsage.first.number - 400

  init(
    _ usage: NaiveUsage, _ question: UsageCohortQuestion,
    value: @escaping (_ unit: Int, _ day: Int32) -> String
  ) {
    self.usage = usage
    self.question = question
    self.value = value
    var calendar: [Int] = []
    var last = ""
    for day in firstDay...question.shape.horizon.number + 800 {
      let name = NaiveCohorts.label(question.shape.every, Day(number: day))
      calendar.append((calendar.last ?? 0) + (name == last ? 0 : 1))
      last = name
    }
    self.calendar = calendar
  }

  /// What entered, and the days of its return.
  private struct Life {
    let unit: Int
    let entry: Int32
    let returns: Set<Int32>
  }

  private var shape: CohortQuestion { question.shape }

  /// The cells of each cohort by its label.
  func cells() -> [String: [NaiveCohorts.Cell]] {
    lives().mapValues { members in
      var cells: [NaiveCohorts.Cell] = []
      while cells.count < shape.cellLimit ?? .max, let cell = cell(cells.count, of: members) {
        cells.append(cell)
      }
      return cells
    }
  }

  /// The units that a cell counts and that are retained in it.
  func retained(_ label: String, _ index: Int) -> [Int] {
    let members = lives()[label] ?? []
    let seen = members.filter { days(index, $0).upperBound <= shape.horizon.number }
    let begun = members.filter { days(index, $0).lowerBound <= shape.horizon.number }
    return (seen.isEmpty ? begun : seen).filter { isRetained($0, index) }.map(\.unit)
  }

  private func lives() -> [String: [Life]] {
    var lives: [String: [Life]] = [:]
    for unit in 0..<usage.units where question.population?.contains(unit) ?? true {
      let starts = Set(usage.keys(of: unit, question.start, through: shape.horizon).map(\.day))
      let returns = Set(
        usage.keys(of: unit, question.comeback, through: shape.horizon).map(\.day))
      var entries: [Int32] = []
      if question.entry == .first {
        entries = starts.min().map { [$0] } ?? []
      } else {
        var unitOfEntry = shape.every
        if case .time(let unit) = shape.cohort { unitOfEntry = unit }
        let byName = Dictionary(grouping: starts) {
          NaiveCohorts.label(unitOfEntry, Day(number: $0))
        }
        entries = byName.values.map { $0.min()! }.sorted()
      }
      for entry in entries {
        if let entered = shape.entered, !entered.contains(Day(number: entry)) { continue }
        var label = value(unit, entry)
        if case .time(let unit) = shape.cohort {
          label = NaiveCohorts.label(unit, Day(number: entry))
        }
        lives[label, default: []].append(Life(unit: unit, entry: entry, returns: returns))
      }
    }
    return lives
  }

  private func cell(_ index: Int, of members: [Life]) -> NaiveCohorts.Cell? {
    let begun = members.filter { days(index, $0).lowerBound <= shape.horizon.number }
    let seen = begun.filter { days(index, $0).upperBound <= shape.horizon.number }
    guard !begun.isEmpty else { return nil }
    var cell = NaiveCohorts.Cell()
    cell.isComplete = seen.count == members.count
    for member in seen.isEmpty ? begun : seen {
      cell.customers += 1
      cell.base += 1
      cell.previous += index == 0 || isRetained(member, index - 1) ? 1 : 0
      cell.retained += isRetained(member, index) ? 1 : 0
    }
    return cell
  }

  private func isRetained(_ life: Life, _ index: Int) -> Bool {
    let days = days(index, life)
    let last = min(days.upperBound, shape.horizon.number)
    let from = shape.sight == .end ? last : max(days.lowerBound, life.entry)
    return life.returns.contains { $0 >= from && (shape.bound == .unbounded || $0 <= last) }
  }

  /// All days of a cell.
  private func days(_ index: Int, _ life: Life) -> ClosedRange<Int32> {
    guard shape.clock == .anniversary else {
      let unit = calendar[Int(life.entry - firstDay)] + index
      let first = firstDay + Int32(calendar.firstIndex(of: unit) ?? calendar.count)
      let last = firstDay + Int32(calendar.lastIndex(of: unit) ?? calendar.count)
      return first...last
    }
    let first = anniversary(index, life.entry)
    return shape.sight == .end ? first...first : first...anniversary(index + 1, life.entry) - 1
  }

  private func anniversary(_ count: Int, _ entry: Int32) -> Int32 {
    let months = [CalendarUnit.month: 1, .quarter: 3, .year: 12][shape.every]
    if let months { return Day(number: entry).adding(months: months * count)!.number }
    return entry + Int32(count * (shape.every == .week ? 7 : 1))
  }
}
