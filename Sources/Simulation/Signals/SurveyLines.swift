/// Rows of `surveys.csv`: how likely customers said they were to recommend the product, 0 to 10.
enum SurveyLines {
  static let header = ["survey_id", "customer_id", "kind", "asked_on", "answered_on", "score"]

  private static let everyDays = 120
  private static let answerShare = 0.45

  /// One line a time that a customer was asked; no score where no answer came.
  static func write(
    _ stays: [Life.Stay], _ signals: Signals, of customer: Customer, in company: Company,
    to line: inout CSVLine
  ) {
    var chance = Chance(seed: company.seed, account: customer.number, subject: .surveys)
    var asked = customer.created + chance.whole(40...90)
    var number = 0
    while asked <= company.today {
      // Drawn whether they are asked or not.
      let answered = asked + chance.whole(0...9)
      let answers = chance.happens(answerShare)
      let liking = [8, 7, 6][customer.fit]
      let usual = min(10, max(0, liking + chance.whole(-2...2)))
      let low = chance.whole(0...6)
      if stays.contains(where: { $0.from <= asked && asked < $0.to }) {
        number += 1
        let isLow = signals.announces(asked, withinDays: Effects.detractorDays) { $0.isDetractor }
        let counts = answers && answered <= company.today
        line.cell("sur_\(Customer.digits(customer.number))_\(number)")
        line.cell(customer.id)
        line.cell("nps")
        line.cell(asked)
        line.cell(counts ? answered : nil)
        if counts { line.cell(isLow ? low : usual) } else { line.cell("") }
        line.end()
      }
      asked = asked + everyDays
    }
  }
}
