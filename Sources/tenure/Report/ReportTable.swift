import Engine
import Facts
import Workbench

/// A report for people, as a terminal or an e-mail shows it.
struct ReportTable {
  private let answer: Answer
  private let paint: Paint

  init(_ answer: Answer, hasColours: Bool) {
    self.answer = answer
    paint = Paint(isOn: hasColours)
  }

  private var question: Question { answer.question }

  var text: String {
    var text = "\(title)\n"
    if let silence = question.silence { return text + "\n\(silence)\n" }
    guard !question.accounts.isEmpty, let tally = answer.tallies[0].tally else {
      return text + "\nThere are no customers yet: `tenure import FILE` brings them in.\n"
    }
    let trend = Trend(question)
    text += "\n" + heading("Customers", trend.line(trend.customers, Text.count)) + counts(tally)
    text += "\n" + heading("Rates", nil) + figures(tally)
    text += "\n" + difference(tally)
    if let slicing = answer.slicing { text += "\n" + slices(slicing) }
    for book in answer.revenue.books {
      text += "\n" + RevenueTable(book, question, paint, trend).text
    }
    if let cohorts = CohortGlance(question) {
      text += "\n" + heading("Cohorts by month: % of customers who pay at a month's end", nil)
      text += cohorts.rows(hasColours: paint.isOn)
    }
    text += "\n`tenure explain FIGURE` prints a figure's definition and its customers.\n"
    return text
  }

  private func heading(_ name: String, _ trend: String?) -> String {
    paint.bold(name) + (trend.map { "  " + $0 } ?? "") + "\n"
  }

  private var title: String {
    var parts = ["\(question.period.from) to \(question.period.to)", question.rules.zone.name]
    if let asOf = question.asOf { parts.append("as known on \(asOf)") }
    if !question.isComplete { parts.append("so far, to \(question.horizon)") }
    return "Retention and revenue, \(question.period.label) (\(parts.joined(separator: "; ")))"
  }

  private func counts(_ tally: RetentionTally) -> String {
    Text.columns(
      Answer.counts.map { id, _, count in
        ["  " + (Definition.named(id)?.name ?? id), Text.count(count(tally))]
      })
  }

  private func figures(_ tally: RetentionTally) -> String {
    let rows = RetentionFigure.allCases.map { figure in
      let value = figure.value(of: tally)
      let quotient =
        value.numerator.map { "\(Text.count($0)) / \(Text.count(value.denominator))" } ?? ""
      return [
        "  " + figure.definition.name, Text.percent(value.value), Text.interval(value.interval),
        quotient, figure.rawValue,
      ]
    }
    let formulas = RetentionFigure.allCases.map { figure in
      ["  " + figure.rawValue, Text.wrapped(figure.definition.formula, width: 80, indent: 17)]
    }
    return Text.columns([["", "", "95 % interval", "", ""]] + rows, leftAligned: [0, 4])
      + "\n  How each is counted:\n" + Text.columns(formulas, leftAligned: [0, 1])
  }

  /// The customers between the two retention rates, by name.
  private func difference(_ tally: RetentionTally) -> String {
    let gap = tally.reactivated - tally.newLost
    guard tally.reactivated + tally.newLost > 0 else {
      return "The retention rate and tracked retention agree: nobody came back, no new one left.\n"
    }
    let rows = question.customers()
    var text =
      "Between the retention rate and tracked retention lie \(signed(gap)) of "
      + "\(Text.count(tally.opening)) customers:\n"
    for (label, count, isMeant) in [
      (
        "came back or resumed, counted by the rate as retained", tally.reactivated,
        { (row: CustomerPeriod) in row.isReactivated }
      ),
      (
        "new and gone again, counted by the rate as lost", tally.newLost,
        { (row: CustomerPeriod) in row.isNew && !row.isPayingAtClosing }
      ),
    ] where count > 0 {
      let names = rows.filter { isMeant($0.row) }.map { Text.safe($0.id.text) }
      let shown = names.prefix(5).joined(separator: ", ")
      let more = names.count > 5 ? " and \(Text.count(names.count - 5)) more" : ""
      text += "  \(Text.count(count)) \(label): \(shown)\(more)\n"
    }
    return text
  }

  private func signed(_ number: Int) -> String {
    number > 0 ? "+" + Text.count(number) : Text.count(number)
  }

  private func slices(_ slicing: Slicing) -> String {
    let head = [
      "  By \(slicing.name)", "opening", "new", "closing", "crr", "tracked", "95 % interval",
      "churn.a", "95 % interval",
    ]
    let rows = answer.tallies.map { slice, tally -> [String] in
      let crr = RetentionFigure.crr.value(of: tally)
      let tracked = RetentionFigure.tracked.value(of: tally)
      let churn = RetentionFigure.churnA.value(of: tally)
      let name = slice.map(Text.slice) ?? "all"
      return [
        "  " + name, Text.count(tally?.opening), Text.count(tally?.new),
        Text.count(tally?.closing), Text.percent(crr.value), Text.percent(tracked.value),
        Text.interval(tracked.interval), Text.percent(churn.value), Text.interval(churn.interval),
      ]
    }
    var text = Text.columns([head] + Array(rows.dropFirst()) + rows.prefix(1))
    if answer.inSeveralSlices > 0 {
      text +=
        "  \(Text.count(answer.inSeveralSlices)) customers stand in several of these lines.\n"
    }
    return text
  }
}
