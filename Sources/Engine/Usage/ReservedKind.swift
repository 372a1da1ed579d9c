import Facts

/// What customers' books tell of activity that is no event of theirs; stands where kinds of events
/// do, below 0.
public enum ReservedKind: Int32, CaseIterable, Sendable {
  /// A ticket was opened.
  case ticket = -1
  /// An invoice became late: the day after it was due it was not paid.
  case lateInvoice = -2
  /// A person left the customer.
  case departure = -3
}

extension PanelBuilder {
  /// Adds a ticket in force.
  public mutating func add(account: Int, ticketAt opened: Moment) {
    note(.ticket, account, opened.day(in: rules.zone))
  }

  /// Adds an invoice in force; one that was in time says nothing.
  public mutating func add(account: Int, _ invoice: Invoice) {
    note(.lateInvoice, account, invoice.lateDay(in: rules.zone))
  }

  /// Adds a person in force; one who has not left says nothing.
  public mutating func add(account: Int, _ contact: ContactProfile) {
    note(.departure, account, contact.departed?.day(in: rules.zone))
  }

  private mutating func note(_ kind: ReservedKind, _ account: Int, _ day: Day?) {
    let account = customer(of: account)
    guard let day else { return }
    addActivity(ActivityRow(unit: account, day: day.number, kind: kind.rawValue))
  }
}
