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
final class VaultWriter {
  private let version: Int64
  private var nextContact: Int64
  private let findContact, insertContact, readContact, updateContact: Prepared
  private let readAccount, updateAccount: Prepared

  init(_ database: Database, version: Int64) throws {
    self.version = version
    nextContact = (try Int64.fetchOne(database, sql: "SELECT MAX(id) FROM vault_contacts") ?? 0) + 1
    findContact = try Prepared(
      database, "SELECT id FROM vault_contacts WHERE account = ? AND external_id = ?")
    insertContact = try Prepared(
      database,
      "INSERT INTO vault_contacts (id, account, external_id, checksum) VALUES (?, ?, ?, ?)")
    readContact = try Prepared(
      database,
      "SELECT account, external_id, name, email, version FROM vault_contacts WHERE id = ?")
    updateContact = try Prepared(
      database,
      "UPDATE vault_contacts SET name = ?, email = ?, version = ?, checksum = ? WHERE id = ?")
    readAccount = try Prepared(
      database, "SELECT external_id, name, name_version FROM vault_accounts WHERE id = ?")
    updateAccount = try Prepared(
      database,
      "UPDATE vault_accounts SET name = ?, name_version = ?, checksum = ? WHERE id = ?")
  }

  /// The number of a contact of an account, which it gets if it has none.
  func contact(_ id: Identifier, of account: Int64) throws -> Int64 {
    findContact.bind(1, account)
    findContact.bind(2, id.text)
    defer { findContact.reset() }
    if try findContact.step() { return findContact.integer(0) }
    let number = nextContact
    insertContact.bind(1, number)
    insertContact.bind(2, account)
    insertContact.bind(3, id.text)
    insertContact.bind(
      4,
      FactChecksum.vaultContact(
        id: number, account: account, externalID: id.text, name: nil, email: nil, version: nil))
    try insertContact.run()
    nextContact += 1
    return number
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
    readAccount.bind(1, account)
    defer { readAccount.reset() }
    guard try readAccount.step(), let externalID = readAccount.text(0) else { return .unchanged }
    let known = readAccount.text(1)
    let knownVersion = readAccount.optionalInteger(2) ?? .min
    guard isNewer(name, than: known, of: knownVersion) else { return .unchanged }
    updateAccount.bind(1, name)
    updateAccount.bind(2, version)
    updateAccount.bind(
      3,
      FactChecksum.vaultAccount(
        id: account, externalID: externalID, name: name, nameVersion: version))
    updateAccount.bind(4, account)
    try updateAccount.run()
    return outcome(changed: known.map { !equalBytes($0, name) })
  }

  private func tellContact(_ contact: Int64, _ particulars: Particulars) throws -> Outcome {
    readContact.bind(1, contact)
    defer { readContact.reset() }
    guard try readContact.step(), let externalID = readContact.text(1) else { return .unchanged }
    let account = readContact.integer(0)
    let known = spelling(readContact.text(2), readContact.text(3))
    let told = spelling(particulars.name, particulars.email)
    let knownVersion = readContact.optionalInteger(4)
    guard
      isNewer(told, than: knownVersion == nil ? nil : known, of: knownVersion ?? .min)
    else { return .unchanged }
    updateContact.bind(1, particulars.name)
    updateContact.bind(2, particulars.email)
    updateContact.bind(3, version)
    updateContact.bind(
      4,
      FactChecksum.vaultContact(
        id: contact, account: account, externalID: externalID, name: particulars.name,
        email: particulars.email, version: version))
    updateContact.bind(5, contact)
    try updateContact.run()
    return outcome(changed: knownVersion == nil ? nil : !equalBytes(known, told))
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
