import Engine
import Facts
import Workbench

/// A figure of usage opened: its definition, and the units that it is counted from.
struct UsageDrawer {
  let html: String

  /// How many units are listed; the download has all.
  private static let shown = 50

  /// Nil where no figure is open, or there is none of that name.
  init?(_ ask: Ask, _ scope: UsageScope) {
    guard let id = ask.query.filled("figure"), let figure = UsageFigure(rawValue: id),
      let detail = try? UsageDetail(ask.query, figure, scope)
    else { return nil }
    let opened = OpenedUsage(ask, scope, figure, detail)
    let rows = opened.rows
    var model: Model = [
      "w": ask.words, "close": ask.closed, "closeIcon": Icon.svg("close"),
      "checkIcon": Icon.svg("check", size: 14), "context": opened.context,
      "name": figure.definition.name, "value": opened.value, "unit": opened.unit ?? false,
      "interval": opened.interval ?? false, "compared": opened.compared ?? false, "mark": "",
      "silence": scope.silence ?? false,
      "facts": figure.definition.fields.dropFirst(2).map { field in
        ["name": ask.words["definition.\(field.name)"], "text": Shown.plain(field.text)] as Model
      },
      "definitions": ask.link("/definitions") + "#" + id,
      "download": ask.link("/usage/figure.csv", listing: opened.pairs),
      "equation": opened.equation ?? false,
      "rows": rows.isEmpty ? "" : opened.table(atMost: Self.shown).html(ask),
      "rowNote": ask.words.counted("drawer.row_count", rows.count),
      "notSum": figure.isSumOfRows ? false : ask.words["usage.not_sum"],
      "addsUp": opened.addsUp ? ask.words["drawer.adds_up"] : false,
    ]
    model["more"] =
      rows.count > Self.shown
      ? ask.words("drawer.more", ["n": Shown.count(rows.count - Self.shown)]) : false
    let others = opened.others
    model["hasOthers"] = !others.rows.isEmpty
    model["others"] = others.rows.isEmpty ? "" : others.html(ask)
    html = ask.site.templates.page("drawer", model)
  }
}

extension UsageDetail {
  /// What an address asks a figure about.
  ///
  /// - Throws: ``Refusal`` where it names no event, or one that never came, or no day.
  init(_ query: Query, _ figure: UsageFigure, _ scope: UsageScope) throws {
    self.init()
    if figure.isOfOneEvent {
      guard let name = query.filled("feature") else {
        throw Refusal("feature names the event that the figure is of.")
      }
      event = try UsageScope.kind(name, in: scope.book)
    }
    guard figure == .trailing else { return }
    if let text = query.filled("day") {
      guard let day = Day(text), day > .first, day <= scope.horizon else {
        throw Refusal("day takes one that is over, such as 2025-01-31, not \(Text.safe(text)).")
      }
      self.day = day
    }
    if let text = query.filled("days") {
      guard let days = Int(text), (1...366).contains(days) else {
        throw Refusal("days takes a number from 1 to 366, not \(Text.safe(text)).")
      }
      self.days = days
    }
  }
}

extension Ask {
  /// The page without what is opened on it.
  var closed: String {
    here([("figure", nil), ("feature", nil), ("day", nil), ("days", nil), ("cell", nil)])
  }

  /// A unit as a row names it: an account leads to its page, a person is the sender's id.
  func unitCells(_ rows: [UsageRow], _ scope: UsageScope) -> [Table.Cell] {
    guard let names = try? scope.names(of: rows) else { return rows.map { _ in Table.Cell("") } }
    return zip(rows, names).map { row, found in
      let account: Int? =
        switch row.who {
        case .account(let account): account
        case .unit(let unit): found.kind == "account" ? scope.account(of: unit) : nil
        }
      if let account {
        var cell = Table.Cell.data(
          name(account), address: self.account(scope.question.accounts[account]))
        if !equalBytes(name(account), found.text) { cell.sub = found.text }
        return cell
      }
      var cell = Table.Cell.data(Text.safe(found.text))
      if found.kind == "anonymous" { cell.sub = words["usage.anonymous"] }
      if found.kind == "account" { cell.sub = words["usage.not_in_books"] }
      return cell
    }
  }
}

/// What a drawer shows of a figure.
private struct OpenedUsage {
  let ask: Ask
  let scope: UsageScope
  let figure: UsageFigure
  let detail: UsageDetail
  /// Those first that are missing from a share, or add most.
  let rows: [UsageRow]
  private let found: UsageValue

  init(_ ask: Ask, _ scope: UsageScope, _ figure: UsageFigure, _ detail: UsageDetail) {
    self.ask = ask
    self.scope = scope
    self.figure = figure
    self.detail = detail
    found = scope.value(of: figure, detail)
    let isByGap = figure.form == .share
    rows = scope.rows(of: figure, detail).enumerated().sorted { one, other in
      let (mine, theirs) = (one.element.numerator, other.element.numerator)
      if mine == theirs { return one.offset < other.offset }
      return isByGap ? mine < theirs : mine > theirs
    }.map(\.element)
  }

  var context: String {
    var parts = [
      ask.shown.period(scope.period), ask.words["usage.unit.\(scope.request.unit.rawValue)"],
    ]
    if figure == .paying { parts = [ask.shown.period(scope.period)] }
    if figure == .trailing {
      parts = [
        ask.words.counted("usage.last_days", detail.days),
        ask.shown.day(detail.day ?? scope.closingDay), parts[1],
      ]
    }
    if figure.isOfOneEvent, let event = detail.event {
      parts.append(Text.safe(scope.book.kinds[Int(event)]))
    } else if !scope.request.events.isEmpty {
      parts.append(scope.request.events.map(Text.safe).joined(separator: ", "))
    }
    if let asOf = scope.question.asOf {
      parts.append(ask.words("drawer.as_of", ["day": ask.shown.day(asOf)]))
    }
    return parts.joined(separator: " · ")
  }

  /// What the address of the download says.
  var pairs: [(String, String?)] {
    scope.request.pairs
      + ["figure", "feature", "day", "days"].map { ($0, ask.query.filled($0)) }
  }

  var value: String {
    guard let value = found.value else { return Shown.none }
    switch figure.form {
    case .count: return Shown.count(Int(value))
    case .share: return Shown.bare(value, decimals: 2)
    case .mean: return Shown.ratio(value)
    case .seconds: return ask.shown.duration(value)
    }
  }

  var unit: String? { figure.form == .share && found.value != nil ? "%" : nil }

  var interval: String? {
    Shown.interval(found.quotient?.interval, decimals: 2)
      .map { ask.words("drawer.interval", ["range": $0]) }
  }

  var compared: String? {
    scope.period.to > scope.horizon && figure != .trailing ? ask.words["cohorts.not_over"] : nil
  }

  var equation: Model? {
    guard let numerator = found.quotient?.numerator, let whole = found.quotient?.denominator
    else { return nil }
    return [
      "numerator": Shown.count(numerator), "denominator": Shown.count(whole),
      "result": value + (unit.map { Shown.narrowSpace + $0 } ?? ""),
    ]
  }

  private var hasDenominator: Bool { rows.contains { $0.denominator != nil } }

  func table(atMost limit: Int) -> Table {
    let heads: [Table.Head] =
      [
        .name(ask.words["usage.one.\(figure == .paying ? .accounts : scope.request.unit)"]),
        .number(ask.words["table.numerator"]),
      ] + (hasDenominator ? [.number(ask.words["table.denominator"])] : [])
    var table = Table(ask.words["drawer.rows"], heads)
    let first = Array(rows.prefix(limit))
    table.rows = zip(ask.unitCells(first, scope), first).map { cell, row in
      [cell, Table.Cell(Shown.count(row.numerator))]
        + (hasDenominator ? [Table.Cell(Shown.count(row.denominator))] : [])
    }
    return table
  }

  /// Whether the rows make the figure.
  var addsUp: Bool {
    guard figure.isSumOfRows, scope.silence == nil else { return false }
    let above = rows.reduce(0) { $0 + $1.numerator }
    guard let quotient = found.quotient else { return found.number == Double(above) }
    return quotient.numerator == above
      && quotient.denominator == rows.reduce(0) { $0 + ($1.denominator ?? 0) }
  }

  /// What else is counted in the same way.
  var others: Table {
    var table = Table(
      ask.words["drawer.others"],
      [.name(ask.words["table.figure"]), .number(ask.words["table.counts"])])
    if figure.group != nil {
      for other in UsageFigure.allCases where other.group != nil && other != figure {
        table.rows.append([
          Table.Cell(other.definition.name, address: ask.opening(other)),
          Table.Cell(Shown.count(scope.value(of: other).number.map { Int($0) })),
        ])
      }
    } else if figure == .trailing {
      for days in UsageReport.windows where days != detail.days {
        var other = detail
        other.days = days
        table.rows.append([
          Table.Cell(
            ask.words.counted("usage.last_days", days),
            address: ask.opening(detail.day ?? scope.closingDay, days: days)),
          Table.Cell(Shown.count(scope.value(of: .trailing, other).number.map { Int($0) })),
        ])
      }
    }
    return table
  }
}
