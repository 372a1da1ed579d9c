import Engine
import Facts
import Storage
import Workbench

/// What a page of usage is asked about, and what its answer rests on.
struct UsageAsk {
  let ask: Ask
  let knowledge: Knowledge
  let question: Question
  private let usage: UsageKnowledge
  private let links: AccountLinks
  private let store: UsageStore

  /// Nil where there is no workspace yet.
  init?(_ ask: Ask) throws {
    let door = ask.site.usage
    guard let knowledge = try ask.knowledge(), let store = try door.intake()?.store,
      let usage = try ask.lens.asOf.map(door.knowledge(knownBy:)) ?? door.knowledge()
    else { return nil }
    self.ask = ask
    self.knowledge = knowledge
    self.usage = usage
    self.store = store
    links = try door.links(to: knowledge.accounts) { id in
      try ask.site.store.number(of: id, in: knowledge)
    }
    question = Question(
      ask.lens.period ?? UsageAsk.usualPeriod(knowledge, usage), of: knowledge)
  }

  /// The last month that is over or, where usage began after it, the one that is not.
  private static func usualPeriod(_ knowledge: Knowledge, _ usage: UsageKnowledge) -> Period {
    let last = Period.lastMonth(before: knowledge.horizon)
    guard let first = usage.book.people.days?.lowerBound, first > last.to else { return last }
    return Period(knowledge.horizon.month)
  }

  /// Whether nothing ever came, whenever that is asked.
  var isEmpty: Bool { isSilent && ask.lens.asOf == nil }

  /// Whether nothing is known, or was by the day as of which is asked.
  var isSilent: Bool { usage.book.people.days == nil }

  /// The names of events, those first that came first.
  var events: [String] { usage.book.people.kinds }

  func scope(_ request: UsageRequest) throws -> UsageScope {
    try UsageScope(request, question, usage, links, store)
  }

  /// A page around what is asked.
  func frame(_ title: String) -> Frame {
    var frame = Frame(ask, place: .usage, title: title)
    frame.knowledge = knowledge
    frame.question = question
    return frame
  }

  /// A page that says that nothing had come by then; nil where something had.
  func silence(_ frame: Frame) -> String? {
    isSilent ? frame.page("silence", ["silence": ask.words["usage.unknown_then"]]) : nil
  }

  /// The number of an account of the books among those that usage names; nil where it names none.
  func unit(of account: Int) throws -> Int? {
    try store.read { try $0.number(ofAccount: knowledge.accounts[account]) }.map { Int($0) }
  }

  var book: UsageBook { usage.book }
}

extension UsageRequest {
  /// What an address asks for.
  init(_ query: Query) throws {
    self.init()
    unit = try query.named("unit") ?? unit
    every = try query.named("every") ?? every
    events = query.list("event")
  }

  /// What an address says of it, where it is not as usual.
  var pairs: [(String, String?)] {
    [
      ("unit", unit == .accounts ? nil : unit.rawValue),
      ("every", every == .month ? nil : every.rawValue),
    ] + events.map { ("event", $0) }
  }
}

extension Ask {
  /// The tabs of what belongs to usage.
  func usageTabs(_ path: String) -> String {
    let intake = IntakeFrame.Part.allCases.map { ("intake.tab.\($0.rawValue)", $0.path) }
    return tabs([("tabs.summary", "/usage"), ("tabs.cohorts", "/usage/cohorts")] + intake, path)
  }

  /// A list of events of which any may be chosen, as a field of a form.
  func picks(_ name: String, _ chosen: [String], of all: [String]) -> Model {
    let rest = all.filter { event in !chosen.contains { equalBytes($0, event) } }
    let shown = chosen + rest.prefix(max(0, Self.mostPicks - chosen.count))
    return [
      "list": site.templates.page(
        "picks",
        [
          "w": words, "label": words["usage.ask.\(name)"],
          "chosen": chosen.isEmpty
            ? words["usage.any_event"] : chosen.map(Text.safe).joined(separator: ", "),
          "isData": !chosen.isEmpty,
          "choices": shown.enumerated().map { index, event in
            ["name": name, "value": event, "isChosen": index < chosen.count] as Model
          },
          "more": rest.count + chosen.count > shown.count
            ? words.counted("usage.more_events", rest.count + chosen.count - shown.count) : false,
        ])
    ]
  }

  /// More boxes would be no list that a person chooses from.
  private static let mostPicks = 200

  /// An address that keeps what is looked at, with the values of lists among its names.
  func link(_ path: String, listing pairs: [(String, String?)]) -> String {
    let given = pairs.compactMap { name, value in
      value.map { "\(Query.encoded(name))=\(Query.encoded($0))" }
    }
    let base = link(path)
    guard !given.isEmpty else { return base }
    let joint = base.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
    return base + joint + given.joined(separator: "&")
  }
}
