import Facts
import Intake
import Testing

@Suite("Tickets and invoices")
struct TicketsTests {
  @Test("A row of tickets is a fact of its opening, with what became of it")
  func tickets() throws {
    let result = try imported(
      "ticket_id,customer_id,opened_at,solved_at,topic,priority\n"
        + "t1,acme,2025-01-02T09:00:00Z,2025-01-03,billing,high\nt2,globex,2025-02-01,,,\n")
    #expect(result.format == .tenureTickets)
    #expect(
      result.lines == [
        "acme acme#ticket:t1 2025-01-02T09:00:00.000000Z "
          + "{\"priority\":\"high\",\"solved\":\"2025-01-03\",\"ticket\":\"t1\","
          + "\"topic\":\"billing\"}",
        "globex globex#ticket:t2 2025-02-01 {\"ticket\":\"t2\"}",
      ])
  }

  @Test("A row of invoices is a fact of its issue, with what it asks for and what became of it")
  func invoices() throws {
    let result = try imported(
      "invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency,status\n"
        + "i1,acme,2025-01-01,2025-01-31,2025-02-03,49.90,EUR,paid\n"
        + "i2,acme,2025-02-01,2025-03-03,,49.90,EUR,open\ni3,globex,2025-02-01,,,,,void\n")
    #expect(result.format == .tenureInvoices)
    #expect(
      result.lines == [
        "acme acme#invoice:i1 2025-01-01 {\"amount\":\"49.9\",\"currency\":\"EUR\","
          + "\"due\":\"2025-01-31\",\"invoice\":\"i1\",\"paid\":\"2025-02-03\","
          + "\"status\":\"paid\"}",
        "acme acme#invoice:i2 2025-02-01 {\"amount\":\"49.9\",\"currency\":\"EUR\","
          + "\"due\":\"2025-03-03\",\"invoice\":\"i2\",\"status\":\"open\"}",
        "globex globex#invoice:i3 2025-02-01 {\"invoice\":\"i3\",\"status\":\"void\"}",
      ])
  }

  @Test(
    "Exports of others are known by their headers",
    arguments: [
      (
        "Id,Subject,Requester,Organization,Created at,Solved at,Priority,Type\n"
          + "7,Help,Ann,Acme,2025-01-02 09:00,,high,question\n",
        ImportFormat.zendeskTickets, "Acme Acme#ticket:7 2025-01-02T09:00:00.000000Z"
      ),
      (
        "conversation_id,company_id,conversation_created_at,conversation_closed_at\n"
          + "c9,acme,2025-01-02 21:45:08,\n", .intercomConversations,
        "acme acme#ticket:c9 2025-01-02T21:45:08.000000Z"
      ),
      (
        "Ticket ID,Ticket name,Create date,Close date,Priority,Associated Company IDs\n"
          + "5,Help,2025-01-02,2025-01-04,LOW,77\n", .hubspotTickets, "77 77#ticket:5 2025-01-02"
      ),
      (
        "id,Customer,Date (UTC),Due Date (UTC),Paid At (UTC),Amount Due,Currency,Status\n"
          + "in_1,cus_1,2025-01-02 10:00,2025-02-01 10:00,,49.00,eur,open\n",
        .stripeInvoices, "cus_1 cus_1#invoice:in_1 2025-01-02T10:00:00.000000Z"
      ),
    ])
  func exports(file: String, format: ImportFormat, start: String) throws {
    let result = try imported(file)
    #expect(result.format == format)
    #expect(result.rejections.isEmpty)
    let line = try #require(result.lines.first)
    #expect(line.utf8.starts(with: start.utf8), "\(line)")
  }

  @Test(
    "A bad cell is named, and its row leaves nothing behind",
    arguments: [
      ("ticket_id,customer_id,opened_at\n,acme,2025-01-01\n", "ticket_id"),
      ("ticket_id,customer_id,opened_at\na#b,acme,2025-01-01\n", "ticket_id"),
      ("ticket_id,customer_id,opened_at\nt,acme,\n", "opened_at"),
      ("ticket_id,customer_id,opened_at\nt,acme,2025-02-30\n", "opened_at"),
      (
        "ticket_id,customer_id,opened_at,solved_at\nt,acme,2025-01-02,2025-01-01\n", "solved_at"
      ),
      ("invoice_id,customer_id,issued_on,status\ni,acme,2025-01-01,late\n", "status"),
      (
        "invoice_id,customer_id,issued_on,paid_on,status\ni,acme,2025-01-01,2025-01-02,open\n",
        "paid_on"
      ),
      (
        "invoice_id,customer_id,issued_on,amount,currency,status\ni,acme,2025-01-01,5,,open\n",
        "currency"
      ),
      (
        "invoice_id,customer_id,issued_on,amount,currency,status\ni,acme,2025-01-01,5,EURO,open\n",
        "currency"
      ),
    ])
  func bad(file: String, column: String) throws {
    let result = try imported(file)
    #expect(result.facts.isEmpty)
    #expect(result.rejections.map(\.column) == [column])
    #expect(result.rejections.first?.expected.isEmpty == false)
  }

  @Test("A person who names the columns tells of tickets or invoices by the id")
  func mapped() throws {
    let result = try imported("nr,wer,wann\n1,acme,2025-01-01\n") {
      $0.mapping = [
        ColumnMapping(column: "nr", field: "ticket_id"),
        ColumnMapping(column: "wer", field: "customer_id"),
        ColumnMapping(column: "wann", field: "opened_at"),
      ]
    }
    #expect(result.facts.map(\.kind) == [.ticket])
  }

  @Test("A file that tells of tickets or invoices is never one of customers")
  func others() {
    for file in ["customer_id,ticket_id\na,1\n", "customer_id,invoice_id\na,1\n"] {
      #expect(throws: ImportError.self) { try imported(file) }
    }
  }
}
