/// Writes everything there is to know about a made-up company, account by account.
public struct Delivery {
  private let company: Company
  private var pages = Pages()
  private let exports: [Export]
  private let tickets: Pages.Place
  private let invoices: Pages.Place
  private let surveys: Pages.Place
  private let truths: Pages.Place
  private var events: EventBatches?
  private var truth = Truth()
  private let planted: [Int: Fault.Garbled]
  private var faults: [Fault] = []

  /// Two files of one day.
  private struct Export {
    let day: CivilDay
    let accounts: Pages.Place
    let subscriptions: Pages.Place
  }

  /// What was written, in words' stead.
  public struct Summary: Sendable {
    /// Cells garbled on purpose.
    public let faults: [Fault]
    /// Events, those sent twice counted once; nil where usage was left out.
    public let events: Int?
    /// Rows of the last export's `subscriptions.csv`.
    public let stateRows: Int
  }

  /// Hands over the files of a company piece by piece, each piece to be added to the file of that
  /// path; of each file no more than some 64 KiB is held.
  public static func deliver<Failure: Error>(
    _ company: Company,
    _ write: (_ path: String, _ bytes: [UInt8]) throws(Failure) -> Void
  ) throws(Failure) -> Summary {
    var delivery = Delivery(company)
    for number in 1..<company.accounts + 1 {
      delivery.add(number)
      try delivery.pages.handOver(write)
    }
    delivery.close()
    try delivery.pages.handOver(all: true, write)
    let last = delivery.exports.last.map { delivery.pages.lineCount(of: $0.subscriptions) - 1 }
    return Summary(
      faults: delivery.faults, events: delivery.events?.eventCount, stateRows: last ?? 0)
  }

  private init(_ company: Company) {
    self.company = company
    planted = Fault.planted(in: company)
    var pages = Pages()
    exports = company.exportDays.map { day in
      var bytes: [UInt8] = []
      bytes.append(day: day)
      let folder = "exports/" + String(decoding: bytes, as: UTF8.self)
      return Export(
        day: day,
        accounts: pages.open(folder + "/accounts.csv", header: AccountLine.header),
        subscriptions: pages.open(folder + "/subscriptions.csv", header: SubscriptionLine.header))
    }
    tickets = pages.open("tickets.csv", header: TicketLines.header)
    invoices = pages.open("invoices.csv", header: InvoiceLines.header)
    surveys = pages.open("surveys.csv", header: SurveyLines.header)
    truths = pages.open("truth.csv", header: Truth.header)
    if company.hasUsage { events = EventBatches(of: company, in: &pages) }
    let rates = pages.open("rates/ecb.csv")
    pages.append(ReferenceRates.bytes(for: company), to: rates)
    self.pages = pages
  }

  private mutating func add(_ number: Int) {
    let customer = Customer(number, of: company)
    let life = LifeWalk.life(of: customer, in: company)
    let signals = Signals(of: customer, life, in: company)
    let stays = life.stays(today: company.today)
    tell(customer, life)
    var line = CSVLine()
    TicketLines.write(stays, signals, of: customer, in: company, to: &line)
    pages.append(line.taken(), to: tickets)
    InvoiceLines.write(life, signals, of: customer, in: company, to: &line)
    pages.append(line.taken(), to: invoices)
    SurveyLines.write(stays, signals, of: customer, in: company, to: &line)
    pages.append(line.taken(), to: surveys)
    truth.add(customer, life, signals, in: company, to: &line)
    pages.append(line.taken(), to: truths)
    guard events != nil else { return }
    var usage = Usage(stays, signals, of: customer, in: company)
    usage.eachEvent { events?.add($0, of: customer.id, to: &pages) }
  }

  /// Puts what each export holds of a customer into its files.
  private mutating func tell(_ customer: Customer, _ life: Life) {
    let told = Told.rows(of: life, customer, in: company)
    var isGarbled = false
    for export in exports where customer.created <= export.day {
      let account = AccountLine.bytes(customer, on: export.day, seed: company.seed)
      pages.append(account, lines: 1, to: export.accounts)
      for (place, one) in told.enumerated() {
        guard let said = one.said(on: export.day) else { continue }
        let garbled = place == 0 && !isGarbled ? planted[customer.number] : nil
        let line = SubscriptionLine.bytes(
          said.row, of: customer, isRetracted: said.isRetracted, garbled: garbled)
        pages.append(line, lines: 1, to: export.subscriptions)
        guard let garbled else { continue }
        isGarbled = true
        faults.append(
          Fault(
            exported: export.day, line: pages.lineCount(of: export.subscriptions),
            customer: customer.id, column: garbled.column, value: garbled.value))
      }
    }
  }

  private mutating func close() {
    events?.close(in: &pages)
    let place = pages.open("truth.json")
    pages.append(truth.bytes(of: company, faults: faults, events: events), to: place)
  }
}
