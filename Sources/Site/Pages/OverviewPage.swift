import Charts
import Engine
import Facts
import Workbench

/// Where things stand: what was kept, how the money moved, what changed since last week.
struct OverviewPage {
  let html: String

  init(_ ask: Ask) throws {
    guard let knowledge = try ask.knowledge(), !knowledge.accounts.isEmpty else {
      html = WelcomePage(ask).html
      return
    }
    let question = ask.question(knowledge)
    var frame = Frame(ask, place: .overview, title: ask.words["nav.overview"])
    frame.knowledge = knowledge
    frame.question = question
    frame.lensParts = [.period, .against, .oneCurrency]
    if let silence = question.silence {
      html = frame.page("silence", ["silence": silence])
      return
    }
    html = frame.page("overview", try Overview(ask, question).model)
  }
}

/// What the overview shows, counted.
private struct Overview {
  private let ask: Ask
  private let question: Question
  private let compared: Question?
  private let tally: RetentionTally?
  private let book: Book?
  private let now, then: MoneyReading?
  /// Whether customers pay in other currencies than the one that is shown.
  private let isOneOfSeveral: Bool

  init(_ ask: Ask, _ question: Question) throws {
    self.ask = ask
    self.question = question
    let (compared, book) = (ask.compared(question), try ask.mainBook(question))
    self.compared = compared
    self.book = book
    tally = question.retention()?.total
    // What is paid in other currencies is not in the amounts, but who pays it is in the rates.
    let count = try question.books(currency: nil).count
    isOneOfSeveral = count > 1 && book?.isConverted == false
    now = book.flatMap { MoneyReading(question, $0) }
    then = book.flatMap { book in compared.flatMap { MoneyReading($0, book) } }
  }

  var model: Model {
    var model: Model = [
      "say": say, "figures": figures, "period": ask.shown.period(question.period),
      "revenue": ask.link("/revenue"), "cohorts": ask.link("/retention/cohorts"),
      "checkIcon": Icon.svg("check", size: 14),
    ]
    if let now, now.cell.isEmpty {
      model["bridge"] = false
      model["noBridge"] = ask.words(
        "overview.nothing_paid", ["period": ask.shown.period(question.period)])
    } else if let now, let book {
      let months = months(book)
      let drawn = Drawing.waterfall(now, ask)
      model["bridge"] = true
      model["waterfall"] = drawn.svg
      model["movements"] =
        months.flatMap { Drawing.movements($0, book.currency, ask, every: .month) } ?? false
      model["twin"] = MovementTable.html(now, ask)
      model["cut"] =
        drawn.cut.map { cut in
          ask.words("chart.cut", ["from": Shown.symbol(book.currency) + Shown.tick(cut)])
        } ?? false
    } else {
      model["bridge"] = false
      model["noBridge"] =
        book.map { MissingRates.text($0, question.missingRates(for: $0)) }
        ?? ask.words["revenue.none"]
    }
    let changed = ChangedPanel(ask, question, book)
    model["changed"] = changed.html
    model["moved"] = changed.moved
    model["changedSince"] = changed.since
    model["changedNote"] = changed.note ?? false
    let curve = RetentionCurve(ask, question)
    model["curve"] = curve.svg ?? false
    model["curveNote"] = curve.note
    let recent = RecentMovements(ask, question, book)
    model["recent"] = recent.html
    model["noRecent"] = recent.why ?? false
    model["recentNote"] = recent.note
    return model
  }

  private var say: String {
    guard let tally, let tracked = RetentionFigure.tracked.value(of: tally).value else {
      return ask.words.html(
        "overview.say.nobody", ["period": ask.shown.period(question.period)])
    }
    let link = ask.here([("figure", RetentionFigure.tracked.rawValue)])
    var values = [
      "period": ask.shown.period(question.period), "kept": Shown.count(tally.retained),
      "opening": Shown.count(tally.opening), "share": Shown.percent(tracked),
    ]
    guard let now, let grr = now.value(.grr).value else {
      return ask.words.html("overview.say.customers", values, links: [link])
    }
    values["grr"] = Shown.percent(grr)
    let losses = [MovementGroup.contraction, .churn].map { ($0, $0.sum(now.cell)) }
    let gains = [MovementGroup.new, .expansion, .reactivation].map { ($0, $0.sum(now.cell)) }
    let gained = gains.reduce(0) { $0 + $1.1 }
    let lost = losses.reduce(0) { $0 + $1.1 }
    values["gained"] = Shown.money(gained, now.currency)
    values["lost"] = Shown.money(-lost, now.currency)
    values["currency"] = now.currency.code
    return ask.words.html(
      isOneOfSeveral ? "overview.say.money_of" : "overview.say.money", values, links: [link])
  }

  private var figures: String {
    let period = compared?.period
    let before = compared?.retention()?.total
    var mrr = FigureCard.amount(.mrr, now, then, ask)
    if isOneOfSeveral, let now {
      mrr.of = ask.words.counted(
        "figure.customers_in", now.cell.closingCustomers, ["currency": now.currency.code])
    }
    if let book { mrr.mark = Drawing.spark(Trend(question).revenue(book)) }
    if let aim = question.knowledge.target("mrr"), let now, let amount = now.value(.mrr).amount {
      let micros = Int128((aim * 1_000_000).rounded())
      mrr.target = ask.words(
        amount >= micros ? "figure.target.reached" : "figure.target.missed_amount",
        [
          "target": Shown.money(micros, now.currency),
          "gap": Shown.money(micros - amount, now.currency),
        ])
    }
    var cards = [mrr]
    for figure in [RetentionFigure.tracked, .churnA] {
      var card = FigureCard.rate(figure, tally, before, ask, versus: period)
      if let value = figure.value(of: tally).value {
        card.setTarget(figure.rawValue, value, isLoss: figure.isLoss, question, ask)
      }
      cards.append(card)
    }
    for figure in [RevenueFigure.nrr, .grr] {
      var card = FigureCard.quotient(figure, now, then, ask)
      if let value = now?.value(figure).value {
        card.setTarget(figure.rawValue, value, isLoss: false, question, ask)
      }
      cards.insert(card, at: 2)
    }
    return FigureCard.html(cards, ask)
  }

  private func months(_ book: Book) -> Bridge? {
    let months = (0..<12).reversed().compactMap { back in
      question.closingDay.month.advanced(by: -back).map { Period($0) }
    }
    guard let first = months.first,
      question.panel.missingRates(for: book, from: first.openingDay, through: question.closingDay)
        .isEmpty
    else { return nil }
    return question.bridge(question.bridgeQuestion(book, months))
  }
}

/// The share of customers who still pay, by months since they came, over all who came.
struct RetentionCurve {
  let svg: String?
  let note: String

  private static let months = 24
  /// Of fewer customers a curve tells chance, on every page.
  static let leastAtRisk = 10

  /// How many customers the mean of a cell is made of.
  private static func atRisk(_ grid: CohortGrid, _ index: Int) -> Int {
    grid.cohorts.reduce(0) { sum, cohort in
      guard index < cohort.cells.count, cohort.cells[index].isComplete else { return sum }
      return sum + cohort.customers
    }
  }

  init(_ ask: Ask, _ question: Question) {
    let asked = CohortQuestion(
      .time(.month), measure: .customers, horizon: question.horizon,
      cellLimit: Self.months + 1)
    let grid = question.cohorts(asked)
    let points = grid.means.filter { mean in
      mean.value != nil && Self.atRisk(grid, mean.index) >= Self.leastAtRisk
    }
    let customers = grid.cohorts.reduce(0) { $0 + $1.customers }
    note = ask.words.counted("overview.curve_note", customers)
    guard points.count > 1 else {
      svg = nil
      return
    }
    let periods = points.map { point in
      let text = ask.words(
        "chart.after.month",
        ["n": String(point.index), "value": Shown.percent(point.value)])
      return ChartPeriod(
        String(point.index),
        reading: Reading(text, href: ask.link("/retention/cohorts")))
    }
    var chart = LineChart(
      title: ask.words["chart.curve"], unit: ask.words["chart.still_paying"], periods: periods,
      series: [
        LineChart.Series(
          ask.words["chart.all"], value: Shown.percent(points[points.count - 1].value, decimals: 0),
          points: points.map { LineChart.Point($0.value ?? .nan) })
      ], tick: { Shown.percentTick($0) })
    chart.periodUnit = ask.words["units.month"]
    svg = chart.svg
  }
}
