import Facts

/// Why the ledger cannot be used.
public enum LedgerError: Error, Equatable {
  /// There is no workspace in that folder yet.
  case noWorkspace(String)
  /// Another process is writing; its id where the lock says so.
  case locked(String, process: String)
  /// Another process takes usage in: a server; its id where the lock says so.
  case served(String, process: String)
  /// The file was written by a later release; the names of the migrations that are not known here.
  case newerSchema([String])
  /// What is stored is not what was written.
  case damaged(Damage)
  /// Facts that arrive together must share source, version and time of recording.
  case mixedArrival
  /// A customer was said to be one that nobody told of.
  case unknownAccount(Identifier)
}

/// A place where the stored bytes are not those that were written.
public enum Damage: Hashable, Sendable {
  /// The database engine's own check found this.
  case pages(String)
  /// The schema is not the one that the migrations make.
  case schema(String)
  /// A row does not match its checksum, or cannot be read.
  case row(table: String, id: Int64)
  /// The facts of an arrival do not add up to what it sealed.
  case arrival(Int64)
  /// A projection is not what the ledger adds up to.
  case projection(String)
  /// A figure is not the sum of its rows.
  case figure(String)
}

extension Damage: CustomStringConvertible {
  /// One line for people, as `tenure verify` prints it.
  public var description: String {
    switch self {
    case .pages(let message): "database pages: \(message)"
    case .schema(let name): "schema: \(name) is not as the migrations make it"
    case .row(let table, let id): "table \(table), row \(id): does not match its checksum"
    case .arrival(let id): "arrival \(id): its facts do not add up to its seal"
    case .projection(let table): "projection \(table): differs from a rebuild"
    case .figure(let name): "figure \(name): differs from its rows"
    }
  }
}
