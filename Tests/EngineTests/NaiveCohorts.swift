import Engine
import Facts

/// Cohorts counted a second time, day by day and without any of the engine's short cuts.
struct NaiveCohorts {
  private let panel: Panel
  private let question: CohortQuestion
  /// By day since ``firstDay``: the number of the unit in which it lies.
  private let units: [Int]
  private let firstDay: Int32

  /// What one customer entered with and was worth at the end of each day from then on.
  private struct Life {
    var entry: Int32
    var worth: [Int128]
    var paying: [Bool]
    var labels: [String]
  }

  /// The sums of a cell, those that are shown.
  struct Cell: Equatable {
    var customers = 0
    var base: Int128 = 0
    var previous: Int128 = 0
    var retained: Int128 = 0
    var isComplete = false
  }

  /// - Parameter first: a day before anyone pays.
  init(_ panel: Panel, _ question: CohortQuestion, from first: Day) {
    self.panel = panel
    self.question = question
    firstDay = first.number
    var number = 0
    var units: [Int] = []
    var last: String?
    for day in first.number...question.horizon.number + 800 {
      let label = NaiveCohorts.label(question.every, Day(number: day))
      if let last, last != label { number += 1 }
      last = label
      units.append(number)
    }
    self.units = units
  }

  /// How a unit is called, worked out from the date alone.
  static func label(_ unit: CalendarUnit, _ day: Day) -> String {
    let (year, month, _) = day.civil
    switch unit {
    case .day: return "\(day)"
    case .month: return String("\(day)".prefix(7))
    case .quarter: return "\(year)-Q\((month + 2) / 3)"
    case .year: return "\(year)"
    case .week:
      // 2024-01-01 was a Monday; the week's Thursday decides its year.
      var monday = day.number
      while (Int(monday) - Int(Day("2024-01-01")!.number)) % 7 != 0 { monday -= 1 }
      let thursday = Day(number: monday + 3)
      let newYear = Day("\(String("\(thursday)".prefix(4)))-01-01")!
      let week = (Int(thursday.number) - Int(newYear.number)) / 7 + 1
      return "\(String("\(thursday)".prefix(4)))-W\(week < 10 ? "0" : "")\(week)"
    }
  }

  /// The cells of each cohort by its label.
  func cells() -> [String: [Cell]] {
    var lives: [String: [Life]] = [:]
    for account in 0..<panel.accountCount {
      guard let life = life(of: account) else { continue }
      for label in life.labels { lives[label, default: []].append(life) }
    }
    return lives.mapValues { members in
      var cells: [Cell] = []
      while let cell = cell(cells.count, of: members) { cells.append(cell) }
      return cells
    }
  }

  private func cell(_ index: Int, of members: [Life]) -> Cell? {
    let begun = members.filter { days(index, $0).lowerBound <= question.horizon.number }
    let seen = begun.filter { days(index, $0).upperBound <= question.horizon.number }
    guard !begun.isEmpty else { return nil }
    var cell = Cell()
    cell.isComplete = seen.count == members.count
    for member in seen.isEmpty ? begun : seen {
      let start = worth(member, on: member.entry)
      cell.customers += 1
      cell.base += start
      cell.previous += index == 0 ? start : value(index - 1, member)
      cell.retained += value(index, member)
    }
    return cell
  }

  private func days(_ index: Int, _ life: Life) -> ClosedRange<Int32> {
    guard question.clock == .anniversary else {
      let unit = units[Int(life.entry - firstDay)] + index
      let first = units.firstIndex(of: unit) ?? units.count
      let last = units.lastIndex(of: unit) ?? units.count
      return firstDay + Int32(first)...firstDay + Int32(last)
    }
    let first = anniversary(index, life.entry)
    return question.sight == .end ? first...first : first...anniversary(index + 1, life.entry) - 1
  }

  private func anniversary(_ count: Int, _ entry: Int32) -> Int32 {
    let months = [CalendarUnit.month: 1, .quarter: 3, .year: 12][question.every]
    if let months { return Day(number: entry).adding(months: months * count)!.number }
    return entry + Int32(count * (question.every == .week ? 7 : 1))
  }

  private func value(_ index: Int, _ life: Life) -> Int128 {
    let days = days(index, life)
    let last = min(days.upperBound, question.horizon.number)
    guard question.measure == .customers else {
      let worth = worth(life, on: last)
      guard case .grr = question.measure else { return worth }
      return min(worth, self.worth(life, on: life.entry))
    }
    let from = question.sight == .end ? last : max(days.lowerBound, life.entry)
    let to = question.bound == .bounded ? last : question.horizon.number
    return (from...to).contains { life.paying[Int($0 - life.entry)] } ? 1 : 0
  }

  private func worth(_ life: Life, on day: Int32) -> Int128 { life.worth[Int(day - life.entry)] }

  private func life(of account: Int) -> Life? {
    let items = panel.items(of: account)
    let horizon = question.horizon.number
    func present(_ day: Int32) -> [Step] {
      items.compactMap { steps in steps.last { $0.day <= day } }.filter { $0.standing == .paying }
    }
    guard let entry = (firstDay...horizon).first(where: { !present($0).isEmpty }) else {
      return nil
    }
    if let entered = question.entered, !entered.contains(Day(number: entry)) { return nil }
    var life = Life(entry: entry, worth: [], paying: [], labels: [])
    for day in entry...horizon {
      let steps = present(day)
      life.paying.append(!steps.isEmpty)
      life.worth.append(
        question.measure == .customers
          ? (steps.isEmpty ? 0 : 1)
          : steps.reduce(0) { $0 + amount($1, Day(number: entry).month) })
    }
    if case .native? = question.measure.book, life.worth[0] == 0 { return nil }
    switch question.cohort {
    case .time(let unit): life.labels = [NaiveCohorts.label(unit, Day(number: entry))]
    case .value(.attribute): life.labels = [NaiveCohorts.size(of: account)]
    case .value(let slicing):
      life.labels = Array(
        Set(
          present(entry).filter(isInBook).map { step in
            switch slicing {
            case .plan: panel.plans[Int(step.plan)]
            case .currency: Currency(packed: step.currency)!.code
            default: step.interval.description
            }
          }))
    }
    return life
  }

  private func isInBook(_ step: Step) -> Bool {
    guard case .native(let own)? = question.measure.book else { return true }
    return step.currency == own.packed
  }

  /// The attribute that made-up customers have on every day.
  static func size(of account: Int) -> String { ["", "small", "large"][account % 3] }

  private func amount(_ step: Step, _ month: Month) -> Int128 {
    switch question.measure {
    case .customers: return 0
    case .seats: return Int128(step.quantity)
    case .mrr(let book), .grr(let book):
      guard step.currency != book.currency.packed else { return Int128(step.monthlyMicros) }
      guard case .converted(let base, let rates) = book else { return 0 }
      let other = Currency(packed: step.currency)!
      let to = Int128(rates.quote(base, in: month)!)
      let from = Int128(rates.quote(other, in: month)!)
      // To the nearest, halves to the even one.
      let twice = 2 * Int128(step.monthlyMicros) * to
      let floor = twice / (2 * from)
      let rest = twice - floor * 2 * from
      return rest > from || (rest == from && floor % 2 != 0) ? floor + 1 : floor
    }
  }
}
