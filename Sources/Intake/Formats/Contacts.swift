extension Format {
  /// Tenure's own file of the people at customers: one row a person, their present state.
  static let tenureContacts = Format(
    format: .tenureContacts, source: "tenure", subject: .contacts,
    columns: [
      Column(.contact, "contact_id", required: true),
      Column(.customer, "customer_id", required: true),
      Column(.role, "role"),
      Column(.departedOn, "departed_on"),
      Column(.name, "name"),
      Column(.email, "email"),
      Column(.changedAt, "changed_at"),
      Column(.retracted, "retracted"),
    ], refusesSynonyms: true)
}
