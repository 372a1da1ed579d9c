import Facts
import Storage
import Workbench

extension Download {
  /// A file of events that are kept apart has so many, the newest.
  static let mostApart = 50_000

  private static func store(_ ask: Ask) throws -> UsageStore {
    guard let intake = try ask.site.usage.intake() else { throw Problem.noWorkspace }
    return intake.store
  }

  /// What became of the usage that came, by source and by hour or day.
  static func intake(_ ask: Ask) throws -> Download {
    let (span, step) = try IntakePage.choice(ask, .day)
    let counts = try store(ask).counts()
    guard let knowledge = try ask.site.usage.knowledge() else { throw Problem.noWorkspace }
    let now = ask.site.configuration.now()
    return Download(
      name: "tenure-intake.csv",
      csv: IntakeCounts(counts, span, step, in: knowledge.zone, now: now).csv)
  }

  /// The events that are kept apart, the newest first.
  static func quarantine(_ ask: Ask) throws -> Download {
    let store = try store(ask)
    let choice = try MendQuery(ask.query).choice
    var before = try QuarantinePage.cursor(ask)
    var csv = CSVText()
    csv.row(["number", "source", "message", "reason", "at", "received", "body"])
    var rest = mostApart
    while rest > 0 {
      let events = try store.quarantine(choice, before: before, atMost: min(rest, 1000))
      guard let last = events.last else { break }
      for event in events {
        csv.cell(Int(event.number))
        csv.cell(event.source.text)
        csv.cell(event.message.text)
        csv.cell(event.reason.rawValue)
        csv.cell(event.at?.description)
        csv.cell(event.received.description)
        csv.cell(String(decoding: event.body, as: UTF8.self))
        csv.endRow()
      }
      (before, rest) = (last.number, rest - events.count)
    }
    return Download(name: "tenure-kept-apart.csv", csv: csv.text)
  }

  /// Every name, with how often it was used and its properties.
  static func names(_ ask: Ask) throws -> Download {
    let store = try store(ask)
    guard let knowledge = try ask.site.usage.knowledge() else { throw Problem.noWorkspace }
    var csv = CSVText()
    csv.row(["kind", "name", "is_rest", "events", "first_received", "last_day", "property"])
    for name in knowledge.names {
      let use = knowledge.receipts.names[name.number]
      // One line a property; a name without any has one too.
      let properties = try store.properties(ofName: name.number)
      for property in properties.isEmpty ? [nil] : properties.map({ $0 as String? }) {
        csv.cell(name.kind.rawValue)
        csv.cell(name.name)
        csv.cell(name.isRest ? "yes" : "no")
        csv.cell(use?.events ?? 0)
        csv.cell(name.firstReceived.description)
        csv.cell(use?.lastDay.description)
        csv.cell(property)
        csv.endRow()
      }
    }
    return Download(name: "tenure-names.csv", csv: csv.text)
  }

  /// What was said of who is who and was refused.
  static func refusals(_ ask: Ask) throws -> Download {
    let store = try store(ask)
    guard let knowledge = try ask.site.usage.knowledge() else { throw Problem.noWorkspace }
    let refusals = try UsageRefusals(of: store, knowledge.book.identities, atMost: .max)
    return Download(name: "tenure-refusals.csv", csv: refusals.csv)
  }
}
