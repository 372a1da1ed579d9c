/// Rows of `tickets.csv`: what customers asked for help with.
enum TicketLines {
  static let header = [
    "ticket_id", "customer_id", "opened_at", "solved_at", "topic", "priority",
  ]

  private static let topics = ["how-to", "bug", "billing", "access", "feature request"]
  private static let topicShares = [0.4, 0.22, 0.15, 0.13, 0.1]
  private static let trouble = [0.15, 0.45, 0.2, 0.1, 0.1]
  /// How many there are a day, by plan.
  private static let daily = [0.006, 0.017, 0.04, 0.09]

  /// One line a ticket, in the order in which they were opened.
  static func write(
    _ stays: [Life.Stay], _ signals: Signals, of customer: Customer, in company: Company,
    to line: inout CSVLine
  ) {
    var chance = Chance(seed: company.seed, account: customer.number, subject: .tickets)
    var number = 0
    for stay in stays {
      for day in stay.from.number..<stay.to.number {
        let day = CivilDay(number: day)
        let isTrouble = signals.announces(day, withinDays: Effects.ticketsDays) { $0.hasTickets }
        let week = day.weekday < 5 ? 1.3 : 0.25
        let more = isTrouble ? Effects.ticketsMultiplier : 1
        guard chance.happens(daily[stay.plan.rawValue] * week * more) else { continue }
        number += 1
        let opened = chance.whole(21_600...68_000)
        let hours = chance.small(1...(isTrouble ? 240 : 96))
        let isLeft = chance.happens(isTrouble ? 0.12 : 0.03)
        let minutes = opened / 60 + hours * 60 + chance.whole(0...59)
        let solved = day + minutes / 1440
        line.cell("tic_\(Customer.digits(customer.number))_\(number)")
        line.cell(customer.id)
        line.cell(day, second: opened)
        line.cell(isLeft || solved > company.today ? nil : solved, second: minutes % 1440 * 60)
        line.cell(topics[chance.place(among: isTrouble ? trouble : topicShares)])
        line.cell(["low", "normal", "high"][chance.place(among: [0.3, 0.55, 0.15])])
        line.end()
      }
    }
  }
}
