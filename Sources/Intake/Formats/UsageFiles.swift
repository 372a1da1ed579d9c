extension Format {
  /// Tenure's own file of usage: one row an event, every further column one of its properties.
  static let tenureUsage = Format(
    format: .tenureUsage, source: "file", subject: .usage,
    columns: [
      Column(.event, "event", required: true),
      Column(.happenedAt, "happened_at", required: true),
      Column(.user, "user_id", required: true, filled: false),
      Column(.anonymous, "anonymous_id"),
      Column(.customer, "customer_id"),
      Column(.message, "message_id"),
      Column(.call, "type"),
      Column(.seconds, "seconds"),
    ], extraColumns: .attributes, refusesSynonyms: true)

  /// Events as PostHog exports them; a group is not among its columns.
  static let posthogEvents = Format(
    format: .posthogEvents, source: "posthog", subject: .usage,
    columns: [
      Column(.message, "uuid", required: true),
      Column(.event, "event", required: true),
      Column(.user, "distinct_id", required: true),
      Column(.happenedAt, "timestamp", required: true),
    ], timesAreUTC: true)

  /// Events as Amplitude exports them.
  static let amplitudeEvents = Format(
    format: .amplitudeEvents, source: "amplitude", subject: .usage,
    columns: [
      Column(.event, "event_type", required: true),
      Column(.happenedAt, "event_time", required: true),
      Column(.user, "user_id", required: true, filled: false),
      Column(.anonymous, "device_id", required: true, filled: false),
      Column(.message, "uuid", "$insert_id"),
    ], timesAreUTC: true)

  /// The table of what was tracked, as Segment keeps it in a warehouse.
  static let segmentTracks = Format(
    format: .segmentTracks, source: "segment", subject: .usage,
    columns: [
      Column(.message, "id", required: true),
      Column(.event, "event_text", "event", required: true),
      Column(.happenedAt, "timestamp", required: true),
      Column(.user, "user_id", required: true, filled: false),
      Column(.anonymous, "anonymous_id", required: true, filled: false),
      Column(.customer, "context_group_id"),
    ], timesAreUTC: true)
}
