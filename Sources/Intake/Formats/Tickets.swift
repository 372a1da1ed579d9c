extension Format {
  /// Tenure's own file of tickets: one row a ticket, its present state.
  static let tenureTickets = Format(
    format: .tenureTickets, source: "tenure", subject: .tickets,
    columns: [
      Column(.ticket, "ticket_id", required: true),
      Column(.customer, "customer_id", required: true),
      Column(.openedAt, "opened_at", required: true),
      Column(.solvedAt, "solved_at"),
      Column(.topic, "topic"),
      Column(.priority, "priority"),
      Column(.retracted, "retracted"),
    ], refusesSynonyms: true)

  /// A list of tickets as Zendesk exports it; the organization is the customer.
  static let zendeskTickets = Format(
    format: .zendeskTickets, source: "zendesk", subject: .tickets,
    columns: [
      Column(.ticket, "id", "ticket id", "#", required: true),
      Column(
        .customer, "organization external id", "organization id", "organization", required: true),
      Column(.openedAt, "created at", "requested", "created", required: true),
      Column(.solvedAt, "solved at", "solved"),
      Column(.topic, "ticket form", "type", "group"),
      Column(.priority, "priority"),
      Column(
        .requester, "requester", "requester email", "requester id", required: true, filled: false),
    ], timesAreUTC: true)

  /// Conversations as Intercom exports them; the company is the customer.
  static let intercomConversations = Format(
    format: .intercomConversations, source: "intercom", subject: .tickets,
    columns: [
      Column(.ticket, "conversation_id", "conversation id", required: true),
      Column(
        .customer, "company_id", "company id", "message_author_companies", required: true),
      Column(
        .openedAt, "conversation_created_at", "conversation_started_at", "created_at",
        required: true),
      Column(.solvedAt, "conversation_closed_at", "last_closed_at", "first_closed_at"),
      Column(.topic, "conversation_tags", "conversation_subject", "topics"),
      Column(.priority, "priority"),
    ], timesAreUTC: true)

  /// Tickets as HubSpot exports them; the associated company is the customer.
  static let hubspotTickets = Format(
    format: .hubspotTickets, source: "hubspot", subject: .tickets,
    columns: [
      Column(.ticket, "ticket id", "record id", required: true),
      Column(
        .customer, "associated company ids", "associated company id", "associated company",
        required: true),
      Column(.openedAt, "create date", required: true),
      Column(.solvedAt, "close date"),
      Column(.topic, "category", "pipeline"),
      Column(.priority, "priority"),
    ])
}
