import Engine
import Facts
import Testing

@Suite("What books tell of activity")
struct ReservedKindTests {
  @Test("Tickets, late invoices and departures stand on their days, and nothing else does")
  func days() {
    var builder = PanelBuilder(rules: PanelRules(), accountCount: 2)
    builder.add(account: 0, ticketAt: Moment("2025-01-02T23:30:00Z")!)
    builder.add(account: 0, ticketAt: Moment("2025-01-02")!)
    builder.add(account: 0, invoice(.open, due: "2025-01-31"))
    builder.add(account: 1, invoice(.paid, due: "2025-01-31", paid: "2025-01-31"))
    builder.add(account: 1, invoice(.paid, due: "2025-01-31", paid: "2025-02-01"))
    builder.add(account: 1, invoice(.void, due: "2025-01-31"))
    builder.add(account: 1, invoice(.open, due: nil))
    builder.add(account: 1, invoice(.open, due: "9999-12-31"))
    builder.add(account: 1, ContactProfile(contact: "ann", departed: Moment("2025-03-01")))
    builder.add(account: 1, ContactProfile(contact: "bob"))
    let panel = builder.panel()
    #expect(told(panel, 0) == ["2025-01-02 ticket 2", "2025-02-01 lateInvoice 1"])
    #expect(told(panel, 1) == ["2025-02-01 lateInvoice 1", "2025-03-01 departure 1"])
  }

  @Test("By the days of another zone a ticket may stand on another day")
  func zones() throws {
    let tokyo = try Zone.system("Asia/Tokyo")
    var builder = PanelBuilder(rules: PanelRules(zone: tokyo), accountCount: 1)
    builder.add(account: 0, ticketAt: Moment("2025-01-02T23:30:00Z")!)
    #expect(told(builder.panel(), 0) == ["2025-01-03 ticket 1"])
  }

  @Test("An account whose books changed has what they tell now, and others keep theirs")
  func changes() {
    var builder = PanelBuilder(rules: PanelRules(), accountCount: 2)
    for account in 0..<2 { builder.add(account: account, ticketAt: Moment("2025-01-02")!) }
    var panel = builder.panel()
    let before = panel
    var changing = PanelBuilder(rules: PanelRules(), changing: panel)
    changing.add(account: 2, ticketAt: Moment("2025-05-01")!)
    changing.change([0, 2], of: &panel)
    #expect(told(panel, 0) == [] && told(panel, 1) == ["2025-01-02 ticket 1"])
    #expect(told(panel, 2) == ["2025-05-01 ticket 1"])
    #expect(told(before, 0) == ["2025-01-02 ticket 1"])
  }

  private func told(_ panel: Panel, _ account: Int) -> [String] {
    panel.activity.entries(of: account).map { entry in
      "\(Day(number: entry.day)) \(ReservedKind(rawValue: entry.kind)!) \(entry.count)"
    }
  }

  private func invoice(
    _ status: Invoice.Status, due: String?, paid: String? = nil
  ) -> Invoice {
    Invoice(
      invoice: "i", status: status, due: due.flatMap { Moment($0) },
      paid: paid.flatMap { Moment($0) })
  }
}
