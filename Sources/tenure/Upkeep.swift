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
    for finding in result.findings { print("damaged: \(finding)") }
    guard result.findings.isEmpty else { throw ExitCode.failure }
    print("all as it was written")
  }
}
