import Facts

/// Makes a ticket of each row of a file of tickets.
struct TicketRows {
  private let reader: RowReader
  private let stamp: Stamp

  init(_ reader: RowReader, _ stamp: Stamp) {
    self.reader = reader
    self.stamp = stamp
  }

  /// Reads a row whole before it adds anything, so that a bad cell leaves nothing behind.
  func translate(_ row: Row, _ index: Int32, into batch: inout Translation) throws(CellProblem) {
    let id = try reader.keyPart(.ticket, row)
    let customer = try reader.identifier(.customer, row)
    guard let opened = try reader.date(.openedAt, row) else {
      throw reader.problem(.openedAt, DateReader.example)
    }
    var ticket = Ticket(ticket: id)
    ticket.solved = try reader.date(.solvedAt, row)
    if let solved = ticket.solved, solved.start(in: .utc) < opened.start(in: .utc) {
      throw reader.problem(.solvedAt, "a time not before the opening, or nothing")
    }
    ticket.topic = try reader.name(.topic, row)
    ticket.priority = try reader.name(.priority, row)
    let body = try reader.isRetracted(row) ? nil : Fact.Body.ticket(ticket)
    let key = Fact.Key(customer, Identifier("ticket:" + id.text))
    stamp.add(customer, .ticket, opened, key, body, row: index, to: &batch)
  }
}

/// Makes an invoice of each row of a file of invoices.
struct InvoiceRows {
  private let reader: RowReader
  private let stamp: Stamp

  init(_ reader: RowReader, _ stamp: Stamp) {
    self.reader = reader
    self.stamp = stamp
  }

  /// Reads a row whole before it adds anything, so that a bad cell leaves nothing behind.
  func translate(_ row: Row, _ index: Int32, into batch: inout Translation) throws(CellProblem) {
    let id = try reader.keyPart(.invoice, row)
    let customer = try reader.identifier(.customer, row)
    guard let issued = try reader.date(.issuedOn, row) else {
      throw reader.problem(.issuedOn, DateReader.example)
    }
    let status = try reader.value(.status, row) { text throws(Expectation) in
      guard let status = InvoiceWords.status(text) else { throw Expectation(InvoiceWords.expected) }
      return status
    }
    guard let status else { throw reader.problem(.status, InvoiceWords.expected) }
    var invoice = Invoice(invoice: id, status: status)
    invoice.due = try reader.date(.dueOn, row)
    let paid = try reader.date(.paidOn, row)
    guard paid == nil || status == .paid else {
      throw reader.problem(.paidOn, "nothing: the status is not paid")
    }
    invoice.paid = paid
    invoice.amount = try amount(row)
    let body = try reader.isRetracted(row) ? nil : Fact.Body.invoice(invoice)
    let key = Fact.Key(customer, Identifier("invoice:" + id.text))
    stamp.add(customer, .invoice, issued, key, body, row: index, to: &batch)
  }

  private func amount(_ row: Row) throws(CellProblem) -> Money? {
    guard let text = try reader.text(.amount, row) else { return nil }
    let written = try reader.value(.currency, row) { text throws(Expectation) in
      try CurrencyReader.currency(text)
    }
    guard let currency = written ?? reader.defaultCurrency else {
      throw reader.problem(
        reader[.currency] < 0 ? .amount : .currency, "a currency code such as USD beside the amount"
      )
    }
    do throws(Expectation) {
      return Money(micros: try reader.amounts.micros(text, currency), currency)
    } catch {
      throw reader.problem(.amount, error.text)
    }
  }
}
