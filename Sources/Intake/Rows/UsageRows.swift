import Facts

/// Makes an event of each row of a file of usage.
struct UsageRows {
  private let reader: RowReader
  private let zone: Zone
  private let recorded: Instant
  /// The columns of properties, in the order of their names' bytes.
  private let properties: [(column: Int, name: Identifier)]

  init(_ reader: RowReader, _ options: ImportOptions) {
    self.reader = reader
    zone = options.zone
    recorded = options.recorded
    properties = reader.attributes.sorted { $0.name < $1.name }
  }

  /// Reads a row whole before it adds anything, so that a bad cell leaves nothing behind.
  func translate(_ row: Row, into batch: inout Translation) throws(CellProblem) {
    guard let happened = try reader.date(.happenedAt, row) else {
      throw reader.problem(.happenedAt, DateReader.example)
    }
    var event = UsageEvent(
      try call(row), message: Identifier(""), at: happened.start(in: zone), received: recorded)
    event.name = try name(row)
    event.user = try reader.optionalIdentifier(.user, row)
    event.anonymous = try reader.optionalIdentifier(.anonymous, row)
    event.group = try reader.optionalIdentifier(.customer, row)
    guard event.user != nil || event.anonymous != nil else {
      throw reader.problem(.user, "a user, or one without a name in anonymous_id")
    }
    event.seconds = try reader.value(.seconds, row) { text throws(Expectation) in
      guard let seconds = wholeNumber(text), seconds <= 86_400 else {
        throw Expectation("whole seconds, at most those of a day")
      }
      return seconds
    }
    try describe(&event, row, happened)
    event.message = try reader.optionalIdentifier(.message, row) ?? SegmentReader.name(of: event)
    batch.events.append(event)
  }

  /// The names of properties as an event has them, and as many as ``SegmentReader`` takes.
  private static func names(_ names: [String]) -> [UInt8] {
    let short = names.map { Array($0.utf8) }.filter { $0.count <= 100 }.prefix(64)
    var bytes: [UInt8] = []
    for name in short.sorted(by: { $0.lexicographicallyPrecedes($1) })
    where bytes.count + name.count < 1 << 10 { bytes += name + [0] }
    return bytes
  }

  private func call(_ row: Row) throws(CellProblem) -> UsageEvent.Kind {
    let calls: [UsageEvent.Kind] = [.track, .page, .screen]
    let call = try reader.value(.call, row) { text throws(Expectation) in
      guard let call = calls.first(where: { text.matches($0.rawValue) }) else {
        throw Expectation("track, page or screen")
      }
      return call
    }
    return call ?? .track
  }

  private func name(_ row: Row) throws(CellProblem) -> String {
    let name = try reader.value(.event, row) { text throws(Expectation) in
      try TextReader.text(text, atMost: 200)
    }
    guard let name else { throw reader.problem(.event, "the name of what was done") }
    return name
  }

  /// Puts the row into the event as a client library would have sent it, and its properties' names.
  ///
  /// A day stands there as a day, so that in whatever zone it is read the row is the same event.
  private func describe(
    _ event: inout UsageEvent, _ row: Row, _ happened: Moment
  ) throws(CellProblem) {
    var values: [(name: String, text: String)] = []
    for (column, name) in properties where !row[column].isEmpty {
      do throws(Expectation) {
        values.append((name.text, try TextReader.text(row[column], atMost: 1024)))
      } catch {
        throw CellProblem(column: column, expected: error.text)
      }
    }
    event.propertyNames = Self.names(values.map(\.name) + (event.seconds == nil ? [] : ["seconds"]))
    var json = JSONText()
    json.object { json in
      json.member("type", event.kind.rawValue)
      json.member(event.kind == .track ? "event" : "name", event.name)
      if let user = event.user { json.member("userId", user.text) }
      if let anonymous = event.anonymous { json.member("anonymousId", anonymous.text) }
      json.member("timestamp", happened.description)
      if let group = event.group {
        json.key("context")
        json.object { $0.member("groupId", group.text) }
      }
      guard !values.isEmpty || event.seconds != nil else { return }
      json.key("properties")
      json.object { json in
        for (name, text) in values { json.member(name, text) }
        if let seconds = event.seconds { json.member("seconds", seconds) }
      }
    }
    event.body = json.bytes
    guard event.body.count <= SegmentReader.largestEvent else {
      throw reader.problem(.event, "an event of at most \(SegmentReader.largestEvent) bytes")
    }
  }
}
