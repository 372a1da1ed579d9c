import GRDB

/// The statements that are run once a row.
struct LedgerStatements {
  let insertSubscription, findSubscription, subscriptionByID: Prepared
  let insertGeneral, findGeneral: Prepared
  let insertConfirmation, findConfirmations, insertSuperseded, deleteSuperseded: Prepared
  let findSuperseded: Prepared
  let insertAccount, findAccount: Prepared

  init(_ database: Database) throws {
    insertSubscription = try Prepared(
      database,
      """
      INSERT INTO subscription_facts (id, arrival, edition, account, subscription, assertion, at,
        \(SubscriptionColumns.names), checksum)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    findSubscription = try Prepared(
      database,
      """
      SELECT id, edition, checksum FROM subscription_facts
      WHERE subscription = ? AND assertion = ?
      """)
    subscriptionByID = try Prepared(
      database,
      """
      SELECT id, edition, checksum FROM subscription_facts
      WHERE id = ? AND subscription = ? AND assertion = ?
      """)
    insertGeneral = try Prepared(
      database,
      """
      INSERT INTO facts (id, arrival, edition, account, kind, assertion, at, body, checksum)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    findGeneral = try Prepared(
      database,
      """
      SELECT id, edition, checksum FROM facts
      WHERE account = ? AND kind = ? AND assertion = ?
      """)
    insertConfirmation = try Prepared(
      database, "INSERT INTO confirmations (fact, arrival) VALUES (?, ?)")
    findConfirmations = try Prepared(
      database,
      """
      SELECT a.edition FROM confirmations c JOIN arrivals a ON a.id = c.arrival
      WHERE c.fact = ?
      """)
    insertSuperseded = try Prepared(
      database,
      """
      INSERT INTO superseded (fact, by_fact) VALUES (?, ?)
      ON CONFLICT (fact) DO UPDATE SET by_fact = excluded.by_fact
      """)
    deleteSuperseded = try Prepared(database, "DELETE FROM superseded WHERE fact = ?")
    findSuperseded = try Prepared(database, "SELECT by_fact FROM superseded WHERE fact = ?")
    insertAccount = try Prepared(
      database, "INSERT INTO vault_accounts (id, external_id, checksum) VALUES (?, ?, ?)")
    findAccount = try Prepared(
      database, "SELECT id FROM vault_accounts WHERE external_id = ?")
  }
}
