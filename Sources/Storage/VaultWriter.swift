import Facts
import GRDB

/// How a contact's assertion is spelt; in the ledger the contact is its number in the vault.
enum ContactKey {
  private static let prefix = "contact:"

  static func assertion(of contact: Identifier) -> String { prefix + contact.text }

  static func contact(inAssertion assertion: String) -> Identifier? {
    guard assertion.utf8.starts(with: prefix.utf8) else { return nil }
    return Identifier(String(assertion.utf8.dropFirst(prefix.utf8.count)) ?? "")
  }
}

/// Writes the vault: who is behind the ledger's numbers.
///
/// Of two names the one with the greater version holds, of two of one version the greater in bytes,
/// so that the order of arrival does not matter.
struct VaultWriter {
  let database: Database
  let version: Int64

  /// The number of a contact of an account, which it gets if it has none.
  func contact(_ id: Identifier, of account: Int64) throws -> Int64 {
    if let known = try Int64.fetchOne(
      database, sql: "SELECT id FROM vault_contacts WHERE account = ? AND external_id = ?",
      arguments: [account, id.text])
    {
      return known
    }
    let next = (try Int64.fetchOne(database, sql: "SELECT MAX(id) FROM vault_contacts") ?? 0) + 1
    let checksum = FactChecksum.vaultContact(
      id: next, account: account, externalID: id.text, name: nil, email: nil, version: nil)
    try database.execute(
      sql: "INSERT INTO vault_contacts (id, account, external_id, checksum) VALUES (?, ?, ?, ?)",
      arguments: [next, account, id.text, checksum])
    return next
  }

  /// Keeps a name or an address if it is newer than what is known.
  func tell(_ particulars: Particulars, account: Int64) throws -> Outcome {
    guard let contact = particulars.contact else {
      guard let name = particulars.name else { return .unchanged }
      return try tellAccount(account, name: name)
    }
    return try tellContact(self.contact(contact, of: account), particulars)
  }

  private func tellAccount(_ account: Int64, name: String) throws -> Outcome {
    guard
      let row = try Row.fetchOne(
        database, sql: "SELECT external_id, name, name_version FROM vault_accounts WHERE id = ?",
        arguments: [account])
    else { return .unchanged }
    let known: String? = row["name"]
    let knownVersion: Int64 = row["name_version"] ?? .min
    guard isNewer(name, than: known, of: knownVersion) else { return .unchanged }
    try database.execute(
      sql: "UPDATE vault_accounts SET name = ?, name_version = ?, checksum = ? WHERE id = ?",
      arguments: [
        name, version,
        FactChecksum.vaultAccount(
          id: account, externalID: row["external_id"], name: name, nameVersion: version),
        account,
      ])
    return outcome(changed: known.map { !equalBytes($0, name) })
  }

  private func tellContact(_ contact: Int64, _ particulars: Particulars) throws -> Outcome {
    guard
      let row = try Row.fetchOne(
        database, sql: "SELECT * FROM vault_contacts WHERE id = ?", arguments: [contact])
    else { return .unchanged }
    let known = spelling(row["name"], row["email"])
    let told = spelling(particulars.name, particulars.email)
    let isKnown = row["version"] as Int64? != nil
    guard isNewer(told, than: isKnown ? known : nil, of: row["version"] ?? .min) else {
      return .unchanged
    }
    try database.execute(
      sql: "UPDATE vault_contacts SET name = ?, email = ?, version = ?, checksum = ? WHERE id = ?",
      arguments: [
        particulars.name, particulars.email, version,
        FactChecksum.vaultContact(
          id: contact, account: row["account"], externalID: row["external_id"],
          name: particulars.name, email: particulars.email, version: version),
        contact,
      ])
    return outcome(changed: isKnown ? !equalBytes(known, told) : nil)
  }

  private func spelling(_ name: String?, _ email: String?) -> String {
    (name ?? "") + "\0" + (email ?? "")
  }

  private func isNewer(_ told: String, than known: String?, of knownVersion: Int64) -> Bool {
    guard let known else { return true }
    return version > knownVersion || (version == knownVersion && precedes(known, told))
  }

  private func outcome(changed: Bool?) -> Outcome {
    switch changed {
    case nil: .stored
    case true?: .revised
    case false?: .unchanged
    }
  }
}
