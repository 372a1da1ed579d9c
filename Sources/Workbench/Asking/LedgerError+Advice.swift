import Storage

extension LedgerError {
  /// What happened, and what to do about it.
  package var advice: String {
    switch self {
    case .noWorkspace(let path):
      "There is no workspace in \(path) yet. `tenure import FILE` makes one; "
        + "--workspace names another folder."
    case .locked(let path, let process):
      "The workspace \(path) is being written"
        + (process.isEmpty ? "" : " by process \(process)") + ". Try again when it is done."
    case .served(let path, let process):
      "The workspace \(path) is being served already"
        + (process.isEmpty ? "" : " by process \(process)") + ". Two servers cannot share one."
    case .newerSchema(let names):
      "The workspace was written by a later release of Tenure "
        + "(it has \(names.joined(separator: ", "))). "
        + "Use that release or a later one; nothing was changed."
    case .damaged(let damage):
      "The workspace is damaged: \(damage). No figure is shown that could be wrong. "
        + "`tenure verify` lists what is off; restore a copy."
    case .mixedArrival:
      "Facts of different arrivals were appended as one."
    case .unknownAccount(let id):
      "Nobody told of a customer \(Text.safe(id.text))."
    }
  }
}
