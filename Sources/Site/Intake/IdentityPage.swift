import Facts
import Storage
import Workbench

/// Who usage speaks of, what was said of them and not believed, and what belongs to no account.
struct IdentityPage {
  let html: String

  /// So many of each are listed; the file has all.
  private static let most = 25

  init(_ ask: Ask) throws {
    html = try IntakeFrame(ask, .identity).page("identity") { try IdentityPage.model($0, ask) }
  }

  private static func model(_ intake: UsageIntake, _ ask: Ask) throws -> Model {
    guard let knowledge = try ask.site.usage.knowledge() else { return [:] }
    let store = intake.store
    let refusals = try UsageRefusals(of: store, knowledge.book.identities, atMost: most)
    let unknown = try unknownAccounts(ask, store)
    return [
      "say": ask.words["identity.say"],
      "figures": FigureCard.html(
        cards(try store.read { try $0.population() }, unknown.count, knowledge, ask), ask),
      "anonymousCount": ask.words.counted("identity.refused", refusals.anonymousCount),
      "anonymous": anonymous(refusals, ask), "hasAnonymous": !refusals.anonymous.isEmpty,
      "aliasCount": ask.words.counted("identity.refused", refusals.aliasCount),
      "aliases": aliases(refusals, ask), "hasAliases": !refusals.aliases.isEmpty,
      "hasRefusals": !refusals.isEmpty, "csv": ask.link("/usage/intake/refusals.csv"),
      "isCut": refusals.anonymousCount > most || refusals.aliasCount > most
        ? ask.words("identity.first", ["n": Shown.count(most)]) : false,
      "hasUnknown": !unknown.isEmpty,
      "unknownCount": ask.words.counted("identity.accounts", unknown.count),
      "unknown": unknown.prefix(most).map { ["id": $0.text] as Model },
      "unknownCut": unknown.count > most
        ? ask.words("identity.first", ["n": Shown.count(most)]) : false,
    ]
  }

  /// The accounts that usage names and no file that was imported does.
  private static func unknownAccounts(_ ask: Ask, _ store: UsageStore) throws -> [Identifier] {
    let named = try store.read { try $0.accountIDs() }
    guard !named.isEmpty else { return [] }
    let known = Set(try ask.site.store.knowledge(asOf: nil)?.accounts ?? [])
    return named.filter { !known.contains($0) }
  }

  private static func cards(
    _ population: UsagePopulation, _ unknown: Int, _ knowledge: UsageKnowledge, _ ask: Ask
  ) -> [FigureCard] {
    var people = FigureCard(name: ask.words["identity.people"], address: nil)
    people.value = Shown.count(population.people)
    people.of = ask.words.counted("identity.users", population.users)
    people.why = ask.words.counted(
      "identity.strangers", population.anonymous - population.linked)
    var anonymous = FigureCard(name: ask.words["identity.anonymous"], address: nil)
    anonymous.value = Shown.count(population.anonymous)
    anonymous.of = ask.words.counted("identity.linked", population.linked)
    anonymous.why = ask.words["identity.anonymous.why"]
    var accounts = FigureCard(name: ask.words["identity.account_ids"], address: nil)
    accounts.value = Shown.count(population.accounts)
    accounts.of = ask.words.counted("identity.unknown_of", unknown)
    accounts.why = ask.words["identity.account_ids.why"]
    let (all, without) = (
      knowledge.book.people.eventCount, knowledge.book.unassigned.eventCount
    )
    var unassigned = FigureCard(name: ask.words["identity.unassigned"], address: nil)
    unassigned.why = ask.words["identity.unassigned.why"]
    if all > 0 {
      unassigned.value = Shown.bare(Double(without) / Double(all))
      unassigned.unit = "%"
      unassigned.of = ask.words(
        "figure.of", ["n": Shown.count(without), "of": Shown.count(all)])
    }
    return [people, anonymous, accounts, unassigned]
  }

  private static func anonymous(_ refusals: UsageRefusals, _ ask: Ask) -> String {
    var table = Table(
      ask.words["identity.several"],
      [
        .name(ask.words["identity.anonymous_id"]), .name(ask.words["identity.holds"]),
        .name(ask.words["identity.not_taken"]),
      ])
    table.rows = refusals.anonymous.map { id, users in
      [
        .data(id.text), .data(users.first?.text ?? Shown.none),
        .data(users.dropFirst().map(\.text).joined(separator: ", ")),
      ]
    }
    return table.html(ask)
  }

  private static func aliases(_ refusals: UsageRefusals, _ ask: Ask) -> String {
    var table = Table(
      ask.words["identity.aliases"],
      [.name(ask.words["identity.user"]), .name(ask.words["identity.previous"])])
    table.rows = refusals.aliases.map { [.data($0.user.text), .data($0.previous.text)] }
    return table.html(ask)
  }
}
