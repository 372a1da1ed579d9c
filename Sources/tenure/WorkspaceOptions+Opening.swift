import ArgumentParser
import Facts
import Foundation
import Storage
import Workbench

extension WorkspaceOptions {
  /// The folder that was named.
  var folder: Workspace {
    Workspace(
      path: workspace ?? ProcessInfo.processInfo.environment["TENURE_WORKSPACE"] ?? "workspace")
  }

  /// The ledger to read; beside it another process may write.
  func reading() throws -> Ledger {
    try opened { try Ledger.reading(folder) }
  }

  /// The ledger to write, made if there is none.
  func writing() throws -> Ledger {
    try opened { try Ledger.writing(folder) }
  }

  /// The ledger to write, which must be there.
  func rewriting() throws -> Ledger {
    try opened {
      guard folder.exists else { throw LedgerError.noWorkspace(folder.path) }
      return try Ledger.writing(folder)
    }
  }

  /// The usage, to keep keys; beside it a server may apply events.
  func usage() throws -> UsageStore {
    try opened { try UsageStore.opening(folder) }
  }

  /// The usage, to apply what changes it.
  ///
  /// - Parameter elsewhere: what to do while a server has it.
  func applyingUsage(elsewhere: String) throws -> UsageStore {
    do {
      return try UsageStore.applying(folder)
    } catch LedgerError.served(let path, let process) {
      throw Failure(
        "A server has the usage of \(path)" + (process.isEmpty ? "" : ", process \(process)")
          + ": \(elsewhere).")
    } catch {
      return try opened { throw error }
    }
  }

  /// The usage to read, counted by the days of a zone; where a server has it, that counts.
  func countedUsage(in zone: Zone) throws -> UsageStore {
    let reading = try usage()
    return try opened {
      // A server looks at the zone each second.
      for _ in 0..<100 {
        guard let counted = try reading.countedZone(), counted != zone.name else { break }
        do {
          let store = try UsageStore.applying(folder)
          defer { store.close() }
          try store.count(in: zone)
        } catch LedgerError.served {
          Thread.sleep(forTimeInterval: 0.1)
        }
      }
      return reading
    }
  }

  /// The zone of the workspace, by whose days usage is counted.
  func usageZone() throws -> Zone {
    try opened { try UsageRulesReader(folder, now: { .now }).rules().zone }
  }

  private func opened<Opened>(_ open: () throws -> Opened) throws -> Opened {
    do {
      return try open()
    } catch let error as LedgerError {
      throw Failure(error.advice)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure("Cannot open the workspace \(folder.path): \(error)")
    }
  }
}
