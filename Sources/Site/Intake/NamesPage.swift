import Facts
import Storage
import Workbench

/// The names of what people do, how often each was done, and what there were too many of.
struct NamesPage {
  let html: String

  private static let pageSize = 50
  /// So many properties are named beside a name; its own page has all.
  private static let fewProperties = 6

  init(_ ask: Ask) throws {
    let number = try NamesPage.number(ask, "page", from: 1) ?? 1
    let opened = try NamesPage.number(ask, "name", from: 1)
    html = try IntakeFrame(ask, .names).page("names") { intake in
      try NamesPage.model(intake, page: number, opened: opened, ask)
    }
  }

  private static func model(
    _ intake: UsageIntake, page number: Int, opened: Int?, _ ask: Ask
  ) throws -> Model {
    guard let knowledge = try ask.site.usage.knowledge() else { return [:] }
    let uses = knowledge.receipts.names
    let names = knowledge.names.sorted { one, other in
      let counts = (uses[one.number]?.events ?? 0, uses[other.number]?.events ?? 0)
      return counts.0 != counts.1 ? counts.0 > counts.1 : one.number < other.number
    }
    let shown = names.dropFirst((number - 1) * pageSize).prefix(pageSize)
    var pages: [Model] = []
    if number > 1 {
      pages.append([
        "word": ask.words["accounts.before"],
        "address": ask.here([("page", number > 2 ? String(number - 1) : nil)]),
      ])
    }
    if number * pageSize < names.count {
      pages.append([
        "word": ask.words["accounts.after"], "address": ask.here([("page", String(number + 1))]),
      ])
    }
    let contained = try intake.store.contained()
    return [
      "say": ask.words.html(
        names.isEmpty ? "names.say.none" : "names.say",
        ["names": ask.words.counted("names.count", names.count)]),
      "hasNames": !shown.isEmpty,
      "table": try table(Array(shown), uses, intake.store, knowledge.zone, ask),
      "pages": pages, "csv": ask.link("/usage/intake/names.csv"),
      "opened": try opened.flatMap { opened in
        try NamesPage.opened(names.first { $0.number == opened }, intake.store, ask)
      } ?? false,
      "limits": limits(names, contained, knowledge.zone, ask),
      "meaning": ask.words[
        contained.isEmpty ? "names.contained.none" : "names.contained.meaning"],
    ]
  }

  private static func number(_ ask: Ask, _ name: String, from first: Int) throws -> Int? {
    guard let text = ask.query.filled(name) else { return nil }
    guard let number = Int(text), (first...1_000_000_000).contains(number) else {
      throw Refusal("\(name) takes a number from \(first) on, not \(Text.safe(text)).")
    }
    return number
  }

  private static func shown(_ name: UsageName, _ ask: Ask) -> Table.Cell {
    let address = ask.here([("name", String(name.number))])
    if name.isRest { return Table.Cell(ask.words["names.rest"], address: address) }
    guard !name.name.isEmpty else {
      return Table.Cell(ask.words["names.unnamed"], address: address)
    }
    return .data(name.name, address: address)
  }

  private static func table(
    _ names: [UsageName], _ uses: [Int: UsageReceipts.NameUse], _ store: UsageStore, _ zone: Zone,
    _ ask: Ask
  ) throws -> String {
    var table = Table(
      ask.words["names.table"],
      [
        .name(ask.words["names.name"]), .name(ask.words["names.kind"]),
        .number(ask.words["names.events"]), .wideName(ask.words["names.first"]),
        .wideName(ask.words["names.last"]), .wideName(ask.words["names.properties"]),
      ])
    for name in names {
      let use = uses[name.number]
      let properties = try store.properties(ofName: name.number)
      let few = properties.prefix(fewProperties).joined(separator: ", ")
      var cell = Table.Cell.data(properties.isEmpty ? Shown.none : few)
      if properties.count > fewProperties {
        cell.sub = ask.words(
          "names.more", ["n": Shown.count(properties.count - fewProperties)])
      }
      table.rows.append([
        shown(name, ask), Table.Cell(ask.words["names.kind.\(name.kind.rawValue)"]),
        Table.Cell(Shown.count(use?.events ?? 0)),
        Table.Cell(ask.shown.day(zone.day(of: name.firstReceived))),
        Table.Cell(use.map { ask.shown.day($0.lastDay) } ?? Shown.none), cell,
      ])
    }
    return table.html(ask)
  }

  /// The properties of the name that is asked for; nil where there is no such name.
  private static func opened(
    _ name: UsageName?, _ store: UsageStore, _ ask: Ask
  ) throws -> Model? {
    guard let name else { return nil }
    let properties = try store.properties(ofName: name.number)
    let cell = shown(name, ask)
    return [
      "title": cell.text, "isData": cell.isData,
      "count": ask.words.counted("names.property_count", properties.count),
      "properties": properties.map { ["property": $0] as Model },
      "close": ask.here([("name", nil)]),
    ]
  }

  /// What may be registered, what is, and what came beyond it.
  private static func limits(
    _ names: [UsageName], _ contained: [Contained], _ zone: Zone, _ ask: Ask
  ) -> String {
    var table = Table(
      ask.words["names.caps"],
      [
        .name(ask.words["names.what"]), .number(ask.words["names.cap"]),
        .number(ask.words["names.registered"]), .number(ask.words["names.beyond"]),
        .wideName(ask.words["names.last_beyond"]),
      ])
    func row(_ what: String, _ cap: Int, _ registered: Int?) -> [Table.Cell] {
      let beyond = contained.first { equalBytes($0.what, what) }
      return [
        Table.Cell(ask.words["names.what.\(what)"]), Table.Cell(Shown.count(cap)),
        Table.Cell(registered.map { Shown.count($0) } ?? Shown.none),
        Table.Cell(Shown.count(beyond?.events ?? 0)),
        Table.Cell(beyond.map { ask.moment($0.last, zone) } ?? Shown.none),
      ]
    }
    for kind in [UsageEvent.Kind.track, .page, .screen] {
      let registered = names.count { $0.kind == kind && !$0.isRest }
      table.rows.append(row(kind.rawValue, NameLimit.most(of: kind), registered))
    }
    table.rows.append(row("property", NameLimit.mostProperties, nil))
    return table.html(ask)
  }
}
