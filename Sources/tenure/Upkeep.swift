import ArgumentParser
import Engine
import Facts
import Foundation
import Storage
import Workbench

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

struct Rebuild: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make every projection again from the ledger.")

  @OptionGroup var place: WorkspaceOptions

  func run() throws {
    for table in try place.rewriting().rebuild() {
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
    let rules = (try? Knowledge.currentRules(of: ledger)) ?? PanelRules()
    let result = ledger.verify(rules: rules, today: rules.zone.day(of: .now))
    print(
      "\(Text.count(result.facts)) facts, \(Text.count(result.accounts)) accounts, "
        + "\(Text.count(result.figures)) figures checked")
    var findings = result.findings.map { "\($0)" }
    // Where no usage was ever taken in, there is no file of it to look at.
    if FileManager.default.fileExists(atPath: place.folder.usagePath) {
      let usage = try place.usage().verify(zone: ZoneFile.zone)
      print("\(Text.count(usage.events)) events, \(Text.count(usage.days)) days of usage checked")
      findings += usage.findings.map { "\($0)" }
    }
    for finding in findings { print("damaged: \(finding)") }
    guard findings.isEmpty else { throw ExitCode.failure }
    print("all as it was written")
  }
}
