import Engine
import Facts
import Workbench

/// The lens as a row of links, and the small form that one of them opens below it.
struct LensForm {
  /// What a page's lens has besides the day as of which is asked.
  enum Part: Hashable { case period, against, slicing, eachCurrency, oneCurrency }

  private let ask: Ask
  private let question: Question
  private let parts: Set<Part>

  init(_ ask: Ask, _ question: Question, _ parts: Set<Part>) {
    self.ask = ask
    self.question = question
    self.parts = parts
  }

  private var lens: Lens { ask.lens }
  private var shown: Shown { ask.shown }
  private var open: String? { ask.query.filled("lens") }

  var html: String {
    var items: [Model] = []
    if parts.contains(.period) { items.append(item("period", shown.period(question.period))) }
    if parts.contains(.against), let compared = lens.compared(question.period) {
      items.append(item("against", shown.period(compared)))
    }
    if parts.contains(.slicing) {
      items.append(item("by", lens.slicing.map(ask.slicingName) ?? ask.words["lens.by.none"]))
    }
    if parts.contains(.eachCurrency) {
      items.append(item("currency", lens.currency ?? ask.words["lens.currency.each"]))
    } else if parts.contains(.oneCurrency), let book = try? ask.mainBook(question) {
      items.append(item("currency", book.currency.code))
    }
    items.append(item("as-of", lens.asOf.map(shown.day) ?? ask.words["lens.asof.now"]))
    return ask.site.templates.page(
      "lens",
      [
        "w": ask.words, "items": items, "zone": question.rules.zone.name, "form": form ?? false,
      ])
  }

  private func item(_ name: String, _ value: String) -> Model {
    let isOpen = open == name
    return [
      "name": ask.words["lens.\(name)"], "value": value, "isOpen": isOpen,
      "isPast": name == "as-of" && lens.asOf != nil,
      "address": ask.here([("lens", isOpen ? nil : name), ("figure", nil)]),
    ]
  }

  private var form: Model? {
    switch open {
    case "period": periodForm
    case "against":
      choices(
        "against",
        Lens.Against.allCases.compactMap { against in
          var lens = lens
          lens.against = against
          guard let period = lens.compared(question.period) else { return nil }
          return (
            shown.period(period), against == .previous ? nil : against.rawValue,
            against == self.lens.against
          )
        })
    case "currency": currencyForm
    case "by": slicingForm
    case "as-of": asOfForm
    default: nil
    }
  }

  private func choices(_ name: String, _ list: [(String, String?, Bool)]) -> Model {
    [
      "title": ask.words["lens.\(name)"],
      "choices": list.map { word, value, isChosen in
        [
          "word": word, "address": ask.here([(name, value)]), "isChosen": isChosen,
        ] as Model
      },
    ]
  }

  private var periodForm: Model {
    let last = question.horizon.month
    let months = (0..<13).compactMap { last.advanced(by: -$0).map { Period($0) } }
    let quarters = (0..<5).compactMap { back in
      last.advanced(by: -3 * back).flatMap {
        Period(year: $0.year, quarter: ($0.month + 2) / 3)
      }
    }
    let years = (0..<4).compactMap { Period(year: last.year - $0) }
    var model = choices(
      "period",
      (months + quarters + years).map { period in
        (shown.period(period), Lens.name(of: period), period == question.period)
      })
    model["days"] =
      [
        "from": question.period.from.description, "to": question.period.to.description,
        "action": ask.path, "hidden": hidden(without: ["period"]),
      ] as Model
    return model
  }

  private var asOfForm: Model {
    var model = choices("as-of", [(ask.words["lens.asof.now"], nil, lens.asOf == nil)])
    let first = firstKnownDay
    model["day"] =
      [
        "value": (lens.asOf ?? question.today).description, "action": ask.path,
        "min": first?.description ?? "", "max": question.today.description,
        "hidden": hidden(without: ["as-of"]),
        "note": first.map { ask.words("lens.asof.first", ["day": shown.day($0)]) } ?? false,
      ] as Model
    return model
  }

  /// The day on which anything was first learned of a customer; before it nothing was known.
  private var firstKnownDay: Day? {
    let learned = try? ask.site.store.ledger()?.read { try $0.firstLearned() }
    return learned?.map { question.rules.zone.day(of: $0.recorded) }.min()
  }

  private var currencyForm: Model {
    let codes = question.panel.books(PanelRules(), question.rates).map(\.currency.code)
    let all = Set(codes + (question.rules.currency.map { [$0.code] } ?? [])).sorted()
    return choices(
      "currency",
      (parts.contains(.eachCurrency)
        ? [(ask.words["lens.currency.each"], nil, lens.currency == nil)] : [])
        + all.map { ($0, $0, lens.currency == $0) })
  }

  private var slicingForm: Model {
    let attributes = question.panel.attributes.keys.sorted().map(\.text)
    let names = ["plan", "currency", "interval"] + attributes
    return choices(
      "by",
      [(ask.words["lens.by.none"], nil, lens.slicing == nil)]
        + names.map { (ask.slicingName($0), $0, lens.slicing == $0) })
  }

  /// What a form sends along besides what it asks.
  private func hidden(without names: [String]) -> [Model] {
    (lens.pairs + ask.options).filter { pair in !names.contains(pair.0) }.map {
      ["name": $0.0, "value": $0.1]
    }
  }
}

extension Ask {
  /// What people call a slicing: a word of ours, or the attribute's own name.
  func slicingName(_ name: String) -> String {
    let key = "slice.\(name)"
    return words.has(key) ? words[key] : name
  }
}
