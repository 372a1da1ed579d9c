import ArgumentParser
import Engine
import Facts
import Storage
import Workbench

struct Settings: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the settings, or change one.",
    discussion: """
      A setting can change figures, so it is kept as a fact: reports as of an earlier day use what \
      was set then. docs/metrics.md says what each decides.

      \(Choice.all.map { "\($0.name): \($0.takes)" }.joined(separator: "\n"))
      """)

  @OptionGroup var place: WorkspaceOptions
  @OptionGroup var recording: RecordingOptions

  @Argument(help: "The setting.")
  var name: String?

  @Argument(help: "Its new value.")
  var value: String?

  @Flag(help: "Take the setting back: what holds unless it is set holds again.")
  var unset = false

  func validate() throws {
    if unset, name == nil { throw ValidationError("--unset takes the setting's name.") }
    if unset, value != nil { throw ValidationError("Give a new value or --unset, not both.") }
  }

  func run() throws {
    guard let name else { return try show(Choice.all) }
    let choice = try choice(name)
    guard value != nil || unset else { return try show([choice]) }
    if let value { try choice.check(value) }
    let now = recording.instant
    try place.writing().append([
      Fact(
        account: "", kind: .setting, at: .instant(now), recorded: now,
        source: SourceName.settings, key: Fact.Key("setting", Identifier(choice.name)),
        version: now, body: value.map { .setting(Setting(name: choice.name, value: $0)) })
    ])
    print("\(choice.name) = \(value ?? choice.shownStandard)\(unset ? " (no longer set)" : "")")
  }

  private func choice(_ name: String) throws -> Choice {
    guard let choice = Choice.all.first(where: { equalBytes($0.name, name) }) else {
      let names = Choice.all.map(\.name).joined(separator: ", ")
      throw ValidationError("There is no setting \(Text.safe(name)). There are: \(names).")
    }
    return choice
  }

  private func show(_ choices: [Choice]) throws {
    let set = try place.reading().read { try $0.settings() }
    let rows = choices.map { choice in
      [
        choice.name, Text.safe(set[choice.name] ?? choice.shownStandard), choice.shownStandard,
        choice.takes,
      ]
    }
    print(
      Text.columns(
        [["setting", "value", "unless set", "takes"]] + rows, leftAligned: [0, 1, 2, 3]),
      terminator: "")
  }
}

/// A setting as the command line offers it: the rules' own, and the zone, which needs a file.
private struct Choice {
  let name: String
  let takes: String
  let standard: String
  private let rule: RuleSetting?

  /// Nothing at all would leave a hole in the table.
  var shownStandard: String { standard.isEmpty ? "–" : standard }

  static let all =
    (RuleSetting.all.map { Choice(name: $0.name, takes: $0.takes, standard: $0.standard, rule: $0) }
    + Target.names.map {
      Choice(name: $0, takes: Target.takes($0) ?? "", standard: "", rule: nil)
    } + [
      Choice(
        name: "zone", takes: "a zone's name such as Europe/Bucharest", standard: "UTC", rule: nil)
    ])
    .sorted { precedes($0.name, $1.name) }

  /// - Throws: what the setting takes, where this is no value of it.
  func check(_ value: String) throws {
    if let takes = Target.takes(name) {
      guard Target(name, value) != nil else {
        throw ValidationError("\(name) takes \(takes); not \(Text.safe(value)).")
      }
      return
    }
    guard let rule else {
      _ = try ZoneFile.zone(value)
      return
    }
    var rules = PanelRules()
    guard rule.set(value, in: &rules) else {
      throw ValidationError("\(name) takes \(takes); not \(Text.safe(value)).")
    }
  }
}
