import Engine
import Facts
import Workbench

/// What stands around a page: the rail, the title, the lens, and a drawer where one is open.
struct Frame {
  /// The places of the rail, in the order of the loop.
  enum Place: String, CaseIterable {
    case overview, retention, revenue, usage, accounts, `import`, definitions

    var path: String { self == .overview ? "/" : "/" + rawValue }
  }

  let ask: Ask
  let place: Place?
  let title: String
  /// Whether the title is what somebody told, which no catalogue has.
  var hasDataAsTitle = false
  /// Where numbers are shown: what they rest on.
  var knowledge: Knowledge?
  /// Where there is a lens: what it asks.
  var question: Question?
  /// Links at the right of the title.
  var acts: [Act] = []
  /// Where the page belongs: a list's word and address, and which of the list it is.
  var crumb: (word: String, address: String, id: String)?
  /// What the lens lets one choose besides the day as of which is asked.
  var lensParts: Set<LensForm.Part> = []

  struct Act {
    let word: String
    let address: String
  }

  /// Whether nothing was told yet.
  var hasNothing = false

  /// How the page opens its own figures and cells; nil where they are those of customers.
  var opening: (() -> String?)?

  init(_ ask: Ask, place: Place?, title: String) {
    self.ask = ask
    self.place = place
    self.title = title
  }

  /// The whole page, its middle made by a template.
  func page(_ template: String, _ model: Model) -> String {
    let templates = ask.site.templates
    var inner = model
    inner["w"] = ask.words
    var frame: Model = [
      "w": ask.words, "title": title, "isData": hasDataAsTitle, "nonce": ask.nonce,
      "css": Asset.address("tenure.css"),
      "script": Asset.address("tenure.js"), "home": ask.link("/"),
      "nav": Place.allCases.map(item), "fresh": freshness, "hasNothing": hasNothing,
      "acts": acts.map { ["word": $0.word, "address": $0.address] as Model },
      "main": templates.page(template, inner),
    ]
    if let crumb {
      frame["crumb"] =
        ["word": crumb.word, "address": crumb.address, "id": crumb.id] as Model
    }
    if let question { frame["lens"] = LensForm(ask, question, lensParts).html }
    if let asOf = ask.lens.asOf, question != nil { frame["past"] = past(asOf) }
    if let question, let drawer = drawer(question) {
      frame["drawer"] = drawer
    } else if question != nil {
      frame["unknown"] = unknown ?? false
    }
    return templates.page("frame", frame)
  }

  private func drawer(_ question: Question) -> String? {
    if let opening { return opening() }
    return Drawer(ask, question)?.html ?? CellDrawer(ask, question)?.html
  }

  private func item(_ place: Place) -> Model {
    [
      "word": ask.words["nav.\(place.rawValue)"], "address": ask.link(place.path),
      "icon": Icon.svg(place.rawValue), "isHere": place == self.place,
      "isSecond": place == .import,
    ]
  }

  /// Which day's knowledge is shown, where it is not today's.
  private func past(_ day: Day) -> Model {
    [
      "text": ask.words("asof.banner", ["day": ask.shown.day(day)]),
      "now": ask.here([("as-of", nil)]),
    ]
  }

  /// What to say where the address opens something that there is not.
  private var unknown: Model? {
    for name in ["figure", "cell"] {
      guard let value = ask.query.filled(name) else { continue }
      return [
        "text": ask.words("unknown.\(name)", ["name": Text.safe(value)]),
        "address": ask.here([(name, nil)]),
      ]
    }
    return nil
  }

  private var freshness: [Model] {
    guard let knowledge else { return [] }
    let zone = knowledge.rules.zone
    let senders = knowledge.lastLearned.filter { !SourceName.own.contains($0.source) }
    return senders.suffix(4).map { source, recorded in
      let day = zone.day(of: recorded)
      let when =
        day == knowledge.today
        ? Shown.time(recorded, zone) : ask.shown.shortDay(day)
      return ["source": source.text, "when": when]
    }
  }
}

extension Ask {
  /// The parts of one thing as tabs, by their words and addresses, of which one is shown.
  func tabs(_ tabs: [(String, String)], _ path: String) -> String {
    site.templates.page(
      "tabs",
      [
        "w": words,
        "tabs": tabs.map { key, address in
          ["word": words[key], "address": link(address), "isHere": address == path] as Model
        },
      ])
  }
}
