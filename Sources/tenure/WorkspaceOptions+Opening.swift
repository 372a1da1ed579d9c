import ArgumentParser
import Facts
import Foundation
import Storage

extension WorkspaceOptions {
  private var folder: Workspace {
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

  private func opened(_ open: () throws -> Ledger) throws -> Ledger {
    do {
      return try open()
    } catch let error as LedgerError {
      throw Failure(error.advice)
    } catch {
      throw Failure("Cannot open the workspace \(folder.path): \(error)")
    }
  }
}

/// A command's one line on why it could not do what it was asked; the exit status is 1.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

extension LedgerError {
  /// What happened, and what to do about it.
  var advice: String {
    switch self {
    case .noWorkspace(let path):
      "There is no workspace in \(path) yet. `tenure import FILE` makes one; "
        + "--workspace names another folder."
    case .locked(let path, let process):
      "The workspace \(path) is being written"
        + (process.isEmpty ? "" : " by process \(process)") + ". Try again when it is done."
    case .newerSchema(let names):
      "The workspace was written by a later release of Tenure "
        + "(it has \(names.joined(separator: ", "))). "
        + "Use that release or a later one; nothing was changed."
    case .damaged(let damage):
      "The workspace is damaged: \(damage). No figure is shown that could be wrong. "
        + "`tenure verify` lists what is off; restore a copy."
    case .mixedArrival:
      "Facts of different arrivals were appended as one."
    }
  }
}
