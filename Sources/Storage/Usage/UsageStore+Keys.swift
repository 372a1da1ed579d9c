import Facts
import Foundation
import GRDB

/// A key's name is taken, or none.
public enum KeyRefusal: Error, Equatable {
  /// There is a key of this name.
  case taken(String)
  /// A name is 1 to 100 printable characters of ASCII.
  case noName(String)
}

extension UsageStore {
  /// Makes a key that events may come with, and names it.
  ///
  /// - Returns: the key: only its digest is kept.
  /// - Throws: ``KeyRefusal``.
  public func addKey(named name: String) throws -> String {
    guard (1...100).contains(name.utf8.count), name.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw KeyRefusal.noName(name) }
    var random = SystemRandomNumberGenerator()
    let words: [UInt64] = [random.next(), random.next(), random.next()]
    let key =
      "wk_"
      + words.map { word in
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
      }.joined()
    let digest = Data(secret.digest(Array(key.utf8)))
    try keyRing.changing {
      try pool.write { database in
        try database.execute(
          sql: "INSERT OR IGNORE INTO keys (name, digest) VALUES (?, ?)", arguments: [name, digest])
        guard database.changesCount == 1 else { throw KeyRefusal.taken(name) }
      }
    }
    return key
  }

  /// Forgets a key: nothing comes with it from the next request on.
  ///
  /// Its name is free again, and what came with it stays.
  ///
  /// - Returns: whether there was one of that name.
  public func removeKey(named name: String) throws -> Bool {
    try keyRing.changing {
      try pool.write { database in
        try database.execute(sql: "DELETE FROM keys WHERE name = ?", arguments: [name])
        return database.changesCount == 1
      }
    }
  }

  /// The names of the keys, in order.
  public func keyNames() throws -> [String] {
    try pool.read { try String.fetchAll($0, sql: "SELECT name FROM keys ORDER BY name") }
  }

  /// The name of a key; nil where there is no such key.
  ///
  /// Every key is looked at to its last byte: how long it takes says nothing about any.
  public func source(ofKey key: String) throws -> Identifier? {
    let digest = secret.digest(Array(key.utf8))
    let keys = try keyRing.keys {
      try pool.read { database in
        try Row.fetchAll(database, sql: "SELECT name, digest FROM keys").map { row in
          (Identifier(row["name"] as String), Array(row["digest"] as Data))
        }
      }
    }
    var found: Identifier?
    for (name, other) in keys where isSame(digest, other) { found = name }
    return found
  }

  private func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    var difference: UInt8 = 0
    for (mine, theirs) in zip(one, other) { difference |= mine ^ theirs }
    return difference == 0
  }
}
