import Facts

/// Makes a charge of each row of a file of the lines of bills.
struct ChargeRows {
  private let reader: RowReader
  private let stamp: Stamp
  private var terms: TermsCells

  init(_ reader: RowReader, _ stamp: Stamp) {
    self.reader = reader
    self.stamp = stamp
    terms = TermsCells(reader)
  }

  /// Reads a row whole before it adds anything, so that a bad cell leaves nothing behind.
  mutating func translate(
    _ row: Row, _ index: Int32, into batch: inout Translation
  ) throws(CellProblem) {
    let id = try reader.keyPart(.charge, row)
    let customer = try reader.identifier(.customer, row)
    guard let billed = try reader.date(.billedOn, row) else {
      throw reader.problem(.billedOn, DateReader.example)
    }
    let key = Fact.Key(customer, Identifier("charge:" + id.text))
    if try reader.isRetracted(row) {
      return stamp.add(customer, .charge, billed, key, nil, row: index, to: &batch)
    }
    let charge = try charge(row, id)
    stamp.add(customer, .charge, billed, key, .charge(charge), row: index, to: &batch)
  }

  private mutating func charge(_ row: Row, _ id: Identifier) throws(CellProblem) -> Charge {
    let kind = try kind(row)
    let currency = try terms.currency(row)
    guard let micros = try signed(.amount, row, currency) else {
      throw reader.problem(.amount, "an amount in digits such as 29.85")
    }
    guard micros >= 0 || kind == .recurring || kind == .usage else {
      throw reader.problem(.amount, "an amount of 0 or more, as the type is \(kind.rawValue)")
    }
    var charge = Charge(charge: id, kind: kind, amount: Money(micros: micros, currency))
    charge.taxMicros = try signed(.taxAmount, row, currency)
    if let tax = charge.taxMicros, tax != 0, (tax < 0) != (micros < 0) {
      throw reader.problem(.taxAmount, "an amount of the same sign as the charge's")
    }
    charge.interval = try only(.recurring, kind, .interval, try terms.interval(row))
    charge.subscription = try only(
      .recurring, kind, .subscription, try reader.optionalIdentifier(.subscription, row))
    charge.plan = try terms.plan(row)
    charge.quantity = try terms.quantity(row)
    charge.refunds = try only(
      .refund, kind, .refunds, try reader.optionalIdentifier(.refunds, row))
    guard kind != .refund || charge.refunds != nil else {
      throw reader.problem(
        reader[.refunds] < 0 ? .chargeType : .refunds, "the charge_id that is paid back")
    }
    try setPeriod(&charge, row)
    return charge
  }

  private func kind(_ row: Row) throws(CellProblem) -> Charge.Kind {
    try reader.value(.chargeType, row) { text throws(Expectation) in
      guard let kind = Charge.Kind.allCases.first(where: { text.matches($0.rawValue) }) else {
        throw Expectation(
          Charge.Kind.allCases.map(\.rawValue).joined(separator: ", ") + ", or nothing")
      }
      return kind
    } ?? .recurring
  }

  /// A value that charges of one kind alone have.
  private func only<Value>(
    _ wanted: Charge.Kind, _ kind: Charge.Kind, _ field: Field, _ value: Value?
  ) throws(CellProblem) -> Value? {
    guard value == nil || kind == wanted else {
      throw reader.problem(field, "nothing, as the type is \(kind.rawValue)")
    }
    return value
  }

  private func setPeriod(_ charge: inout Charge, _ row: Row) throws(CellProblem) {
    let start = try reader.date(.periodStart, row)
    let end = try reader.date(.periodEnd, row)
    switch charge.kind {
    case .recurring:
      guard let start else {
        throw reader.problem(
          reader[.periodStart] < 0 ? .chargeType : .periodStart,
          "the first day of service: a recurring charge has a period")
      }
      guard let end, start.isSurelyBefore(end) else {
        throw reader.problem(
          reader[.periodEnd] < 0 ? .chargeType : .periodEnd,
          "a day after \(start), the first without service")
      }
    case .usage:
      if let end, !(start?.isSurelyBefore(end) ?? false) {
        throw reader.problem(.periodEnd, "a day after period_start, or nothing")
      }
    case .oneOff, .refund:
      for (field, moment) in [(Field.periodStart, start), (.periodEnd, end)] where moment != nil {
        throw reader.problem(field, "nothing, as the type is \(charge.kind.rawValue)")
      }
    }
    (charge.periodStart, charge.periodEnd) = (start, end)
  }

  /// An amount that may be below zero.
  private func signed(
    _ field: Field, _ row: Row, _ currency: Currency
  ) throws(CellProblem) -> Int64? {
    try reader.value(field, row) { text throws(Expectation) in
      guard text.first == UInt8(ascii: "-") else {
        return try reader.amounts.micros(text, currency)
      }
      let rest = UnsafeRawBufferPointer(rebasing: text.dropFirst())
      return -(try reader.amounts.micros(rest, currency))
    }
  }
}

extension Moment {
  /// Whether it lies on an earlier day than another, whatever the zone.
  fileprivate func isSurelyBefore(_ other: Moment) -> Bool {
    switch (self, other) {
    case (.day(let one), .day(let other)): one < other
    case (.instant(let one), .instant(let other)): one < other
    case (.day, .instant), (.instant, .day): utcDay.number + 1 < other.utcDay.number
    }
  }
}
