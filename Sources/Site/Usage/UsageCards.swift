import Charts
import Engine
import Facts
import Workbench

/// The key figures of usage, each with what it was in the period that is compared.
struct UsageCards {
  let ask: Ask
  let scope: UsageScope
  let compared: UsageScope?

  var html: String {
    FigureCard.html(
      [active, share(.kept), share(.stickiness), time, share(.paying)], ask)
  }

  private func card(_ figure: UsageFigure) -> FigureCard {
    FigureCard(name: figure.definition.name, address: ask.opening(figure))
  }

  private var comparedName: String? { compared.map { ask.shown.period($0.period) } }

  private var active: FigureCard {
    var card = card(.active)
    guard let now = scope.value(of: .active).number else {
      card.why = ask.words["figure.nothing_to_divide"]
      return card
    }
    card.value = Shown.count(Int(now))
    card.of = ask.words(
      "usage.card.new", ["n": Shown.count(scope.value(of: .new).number.map { Int($0) })])
    if let name = comparedName, let before = compared?.value(of: .active).number {
      let change = Int(now - before)
      let amount = Shown.count(abs(change))
      card.change = FigureCard.Change(
        course: "flat",
        text: change > 0 ? "▲ +" + amount : change < 0 ? "▼ −" + amount : "● " + amount,
        note: ask.words("figure.on", ["period": name]))
    }
    return card
  }

  private func share(_ figure: UsageFigure) -> FigureCard {
    var card = card(figure)
    let value = scope.value(of: figure).quotient
    guard let value, let share = value.value else {
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
    let before = compared?.value(of: figure).quotient
    card.mark =
      Whisker(
        title: ask.words(
          "whisker.value",
          [
            "value": Shown.percent(share), "low": Shown.percent(0, decimals: 0),
            "high": Shown.percent(1, decimals: 0),
            "before": before?.value.map { Shown.percent($0) } ?? Shown.none,
          ]), scale: 0...1, value: share, low: value.interval?.low ?? .nan,
        high: value.interval?.high ?? .nan, previous: before?.value ?? .nan
      ).svg
    var difference: ClosedRange<Double>?
    if let one = before?.value, let low = before?.interval, let high = value.interval {
      difference = newcombeInterval(from: one, low, to: share, high)
    }
    card.setChange(
      from: before?.value, to: share, interval: difference, isLoss: false, compared?.period, ask)
    return card
  }

  private var time: FigureCard {
    var card = card(.secondsMean)
    let value = scope.value(of: .secondsMean).quotient
    guard let value, let mean = value.value else {
      card.why = ask.words["figure.nothing_to_divide"]
      return card
    }
    card.value = ask.shown.duration(mean)
    card.of = ask.words(
      "usage.card.median", ["n": ask.shown.duration(scope.value(of: .secondsMedian).number)])
    if let name = comparedName, let before = compared?.value(of: .secondsMean).value {
      card.change = FigureCard.Change(
        course: "flat", text: "● " + ask.shown.duration(before),
        note: ask.words("usage.card.in", ["period": name]))
    }
    return card
  }
}
