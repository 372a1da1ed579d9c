import ArgumentParser
import Engine
import Facts
import Foundation
import Storage

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print every fact the ledger holds, one JSON object a line.")

  @OptionGroup var place: WorkspaceOptions

  func run() throws {
    var json = JSONText()
    var lines = Data()
    try place.reading().read { view in
      try view.forEachFact { fact in
        json.removeAll()
        fact.write(to: &json)
        lines.append(contentsOf: json.bytes)
        lines.append(0x0a)
        if lines.count > 1 << 16 {
          try FileHandle.standardOutput.write(contentsOf: lines)
          lines.removeAll(keepingCapacity: true)
        }
      }
    }
    try FileHandle.standardOutput.write(contentsOf: lines)
  }
}

/// The source that settings are recorded under: the person at this machine.
enum SettingsSource {
  static let name = Identifier("settings")
}

struct Settings: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the settings, or change one: zone, grace_days.",
    discussion: """
      A setting can change figures, so it is kept as a fact: reports as of an earlier day use what \
      was set then.
      """)

  @OptionGroup var place: WorkspaceOptions

  @Argument(help: "The setting: zone or grace_days.")
  var name: String?

  @Argument(help: "Its new value.")
  var value: String?

  @Option(help: ArgumentHelp("When Tenure learns of it.", visibility: .hidden))
  var recordedAt: String?

  func run() throws {
    guard let name else {
      let settings = try place.reading().read { try $0.settings() }
      print(
        Text.columns(
          [["zone", settings["zone"] ?? "UTC"], ["grace_days", settings["grace_days"] ?? "30"]],
          leftAligned: [0, 1]), terminator: "")
      return
    }
    guard let value else { throw ValidationError("Give the setting's new value.") }
    switch name {
    case "zone": _ = try ZoneFile.zone(value)
    case "grace_days":
      guard let days = Int(value), (0...365).contains(days), String(days) == value else {
        throw ValidationError("grace_days takes a number of days from 0 to 365, not \(value).")
      }
    default: throw ValidationError("There is no setting \(name). There are: zone, grace_days.")
    }
    let recorded = try recordedAt.map { text in
      guard let instant = Instant(text) else {
        throw ValidationError("--recorded-at takes an instant such as 2025-01-31T00:00:00Z.")
      }
      return instant
    }
    let now = recorded ?? .now
    try place.writing().append([
      Fact(
        account: "", kind: .setting, at: .instant(now), recorded: now,
        source: SettingsSource.name, key: Fact.Key("setting", Identifier(name)), version: now,
        body: .setting(Setting(name: name, value: value)))
    ])
    print("\(name) = \(value)")
  }
}

struct Rebuild: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make every projection again from the ledger.")

  @OptionGroup var place: WorkspaceOptions

  func run() throws {
    for table in try place.writing().rebuild() {
      let verdict = table.before == table.after ? "as before" : "WAS DIFFERENT"
      print("\(table.table): \(Text.count(table.rows)) rows, \(verdict)")
    }
  }
}

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the database, every projection and every figure; 1 if anything is off.")

  @OptionGroup var place: WorkspaceOptions

  func run() throws {
    let ledger = try place.reading()
    let rules = (try? Question.currentRules(of: ledger)) ?? PanelRules()
    let result = ledger.verify(rules: rules, today: rules.zone.day(of: .now))
    print(
      "\(Text.count(result.facts)) facts, \(Text.count(result.accounts)) accounts, "
        + "\(Text.count(result.figures)) figures checked")
    for finding in result.findings { print("damaged: \(finding)") }
    guard result.findings.isEmpty else { throw ExitCode.failure }
    print("all as it was written")
  }
}
