import Charts
import Engine
import Facts
import Workbench

/// A figure in the strip at the top of a page: never a number alone.
struct FigureCard {
  let name: String
  /// Where it opens: the drawer with its definition and rows; nil for what has none.
  let address: String?
  /// Nil where there is nothing to divide by.
  var value: String?
  var unit: String?
  /// A small drawing below the value; it is HTML already.
  var mark = ""
  /// What it was counted from, such as `1,142 of 1,170`.
  var of: String?
  var interval: String?
  var change: Change?
  /// Why there is no change to tell, or no value.
  var why = ""
  /// What is aimed at.
  var target: String?

  /// What became of it since the period it is compared with.
  struct Change {
    /// `up` for better, `down` for worse, `flat` where chance can have done it.
    let course: String
    let text: String
    let note: String
  }

  private var model: Model {
    var model: Model = [
      "name": name, "address": address ?? false, "value": value ?? "", "isNone": value == nil,
      "mark": mark, "why": why,
    ]
    model["unit"] = unit ?? false
    model["of"] = of ?? false
    model["interval"] = interval ?? false
    model["target"] = target ?? false
    if let change {
      model["change"] =
        ["class": change.course, "text": change.text, "note": change.note] as Model
    } else {
      model["change"] = false
    }
    return model
  }

  static func html(_ cards: [FigureCard], _ ask: Ask) -> String {
    ask.site.templates.page("figures", ["w": ask.words, "figures": cards.map(\.model)])
  }
}

extension FigureCard {
  /// A rate of customers, with what it was in the period that is compared.
  static func rate(
    _ figure: RetentionFigure, _ now: RetentionTally?, _ then: RetentionTally?, _ ask: Ask,
    versus period: Period?
  ) -> FigureCard {
    let value = figure.value(of: now)
    var card = FigureCard(
      name: figure.definition.name, address: ask.here([("figure", figure.rawValue)]))
    guard let share = value.value else {
      card.why = ask.words["figure.nothing_to_divide"]
      return card
    }
    card.value = Shown.bare(share)
    card.unit = "%"
    if let numerator = value.numerator, let denominator = value.denominator {
      card.of = ask.words(
        "figure.of", ["n": Shown.count(numerator), "of": Shown.count(denominator)])
    }
    card.interval = Shown.interval(value.interval)
    let before = figure.value(of: then)
    card.mark = Drawing.whisker(share, value.interval, before.value, isChurn: figure.isLoss, ask)
    card.setChange(
      from: before.value, to: share, interval: difference(before, value), isLoss: figure.isLoss,
      period, ask)
    return card
  }

  /// Where the difference of two shares probably lies; nil where either is no share.
  private static func difference(
    _ before: FigureValue, _ now: FigureValue
  ) -> ClosedRange<Double>? {
    guard let first = before.value, let second = now.value, let low = before.interval,
      let high = now.interval
    else { return nil }
    return newcombeInterval(from: first, low, to: second, high)
  }

  /// Tells of what is aimed at, if anything is.
  mutating func setTarget(
    _ figure: String, _ value: Double, isLoss: Bool, _ question: Question, _ ask: Ask
  ) {
    // An aim is a month's: longer periods lose more, and shorter ones less, for no fault of anyone.
    guard let aim = question.knowledge.target(figure), case .month = PeriodShape(question.period)
    else { return }
    let isReached = isLoss ? value <= aim : value >= aim
    target = ask.words(
      isReached ? "figure.target.reached" : "figure.target.missed",
      [
        "target": Shown.percent(aim),
        "gap": Shown.points(abs(value - aim)).map { String($0.drop { $0 == "+" }) } ?? "",
      ])
  }

  /// Tells of the change of a share, in points.
  mutating func setChange(
    from before: Double?, to now: Double, interval: ClosedRange<Double>?, isLoss: Bool,
    _ period: Period?, _ ask: Ask
  ) {
    guard let period else { return }
    let name = ask.shown.period(period)
    guard let before, let points = Shown.points(now - before) else {
      why = ask.words("figure.no_change", ["period": name])
      return
    }
    let text = ask.words("figure.points", ["n": points])
    guard let interval else {
      change = Change(course: "flat", text: text, note: ask.words("figure.on", ["period": name]))
      return
    }
    let range =
      [interval.lowerBound, interval.upperBound].map { Shown.points($0) ?? Shown.none }
    let isClear = interval.lowerBound > 0 || interval.upperBound < 0
    let isUp = now > before
    change = Change(
      course: !isClear ? "flat" : isUp != isLoss ? "up" : "down",
      text: (isClear ? isUp ? "▲ " : "▼ " : "● ") + text,
      note: ask.words("figure.on_range", ["period": name, "low": range[0], "high": range[1]]))
  }
}

extension RetentionFigure {
  /// Whether more of it is worse.
  var isLoss: Bool {
    switch self {
    case .crr, .tracked, .survived: false
    default: true
    }
  }
}
