extension Format {
  /// Tenure's own file of the people at customers: one row a person, their present state.
  static let tenureContacts = Format(
    format: .tenureContacts, source: "tenure", subject: .contacts,
    columns: [
      Column(.contact, "contact_id", required: true),
      Column(.customer, "customer_id", required: true),
      Column(.role, "contact_role", "role"),
      // The column, or a file of customers with a main contact would be one of people.
      Column(.departedOn, "departed_on", required: true, filled: false),
      Column(.name, "name"),
      Column(.email, "email"),
      Column(.changedAt, "changed_at"),
      Column(.retracted, "retracted"),
    ],
    foreign: [
      "subscription_id", "start_date", "ticket_id", "invoice_id", "charge_id", "happened_at",
    ],
    refusesSynonyms: true)
}
