import Engine
import Facts
import Testing

/// The rules T-130 to T-134: churn under its seven named rules.
@Suite("Churn rates")
struct ChurnTests {
  private func percent(_ figure: RetentionFigure, _ book: Company, _ period: Period) -> Double? {
    book.value(figure, period).value.map { ($0 * 10_000).rounded() / 100 }
  }

  @Test(
    "T-130 100, 15 new, 10 lost of whom 2 new, by each rule",
    arguments: [
      (RetentionFigure.churnA, 8.00), (.churnAPrime, 8.00), (.churnB, 10.00), (.churnC, 8.70),
      (.churnD, 9.76), (.churnF, 8.00),
    ])
  func eachRule(figure: RetentionFigure, expected: Double) {
    #expect(percent(figure, RetentionTests.september, Period("2025-09")) == expected)
  }

  @Test("T-131 Daily rates add up: 100 to 95 to 90 is 10.26 %, and 10 % by rule a")
  func daily() {
    var book = Company()
    for number in 0..<100 {
      let end = number < 5 ? "2025-09-01" : number < 10 ? "2025-09-02" : nil
      book.say("c\(number)", from: "2025-01-01", endsAt: end)
    }
    let days = Period(from: Day("2025-09-01")!, to: Day("2025-09-02")!)!
    #expect(percent(.churnE, book, days) == 10.26)
    #expect(percent(.churnA, book, days) == 10.00)
  }

  @Test("T-132 100 at the start, 11 cancel, one of them joined the same month: 10.0 %")
  func joinedTheSameMonth() {
    var book = Company()
    for number in 0..<100 {
      book.say("c\(number)", from: "2025-01-01", endsAt: number < 10 ? "2025-09-12" : nil)
    }
    book.say("late", from: "2025-09-03", endsAt: "2025-09-20")
    #expect(percent(.churnA, book, Period("2025-09")) == 10.0)
  }

  @Test("T-133 Nobody at the start, 5 new, 2 lost: rule b is undefined, rule c is not")
  func nobodyAtTheStart() {
    var book = Company()
    for number in 0..<5 {
      book.say("c\(number)", from: "2025-09-03", endsAt: number < 2 ? "2025-09-20" : nil)
    }
    #expect(book.value(.churnB, Period("2025-09")).value == nil)
    #expect(book.value(.churnC, Period("2025-09")).value == 0.4)
  }

  @Test("T-134 Lost of those due for renewal: an annual plan counts in its month only")
  func renewal() {
    var book = Company()
    let yearly = BillingInterval(.year)
    book.say("monthly", from: "2025-01-15", endsAt: "2025-09-15")
    book.say("due", from: "2024-09-10", interval: yearly, endsAt: "2025-09-10")
    book.say("kept", from: "2023-09-30", interval: yearly)
    book.say("notDue", from: "2025-03-10", interval: yearly)
    let value = book.value(.churnRenewal, Period("2025-09"))
    #expect(value.denominator == 3)
    #expect(value.numerator == 2)
    #expect(book.value(.churnA, Period("2025-09")).denominator == 4)
    #expect(book.value(.churnRenewal, Period("2025-12")).denominator == 0)
  }

  @Test("Terms are counted from the anchor: 31 January renews on the last of shorter months")
  func anchorAtMonthEnd() {
    var book = Company()
    book.say("acme", from: "2024-01-31")
    for (from, to, isDue) in [
      ("2024-02-28", "2024-02-28", false), ("2024-02-29", "2024-02-29", true),
      ("2024-03-29", "2024-03-30", false), ("2024-03-31", "2024-03-31", true),
      ("2024-04-30", "2024-04-30", true), ("2025-02-28", "2025-02-28", true),
    ] {
      let period = Period(from: Day(from)!, to: Day(to)!)!
      #expect(book.tally(period)?.due == (isDue ? 1 : 0), "\(from)")
    }
  }

  @Test("A second departure counts again by rule c, once by rule b")
  func twice() {
    var book = Company()
    book.say("hooli", from: "2024-01-01", endsAt: "2025-09-05")
    book.say("hooli", from: "2025-09-10", endsAt: "2025-09-15")
    let september = Period("2025-09")
    #expect(book.tally(september)?.churnEvents == 2)
    #expect(book.tally(september)?.churned == 1)
    #expect(book.value(.churnC, september).value == 2)
    #expect(book.value(.churnB, september).value == 1)
  }

  @Test("Pausing and going down to a free plan are not churn; leaving from there is")
  func pausedAndFree() {
    var book = Company()
    book.say("paused", from: "2025-01-01")
    book.say("paused", from: "2025-09-10", .paused)
    book.say("free", from: "2025-01-01")
    book.say("free", from: "2025-09-10", amount: 0)
    let september = book.tally(Period("2025-09"))
    #expect(september?.churnEvents == 0)
    #expect(september?.paused == 1)
    #expect(september?.free == 1)
    #expect(september?.retained == 0)
    book.say("paused", from: "2025-10-10", .ended)
    #expect(book.tally(Period("2025-10"))?.churned == 1)
  }

  @Test("A trial that comes to nothing is no departure")
  func trialOnly() {
    var book = Company()
    book.say("looker", from: "2025-09-01", .trialing, trialEnd: "2025-09-15", endsAt: "2025-09-15")
    book.say("buyer", from: "2025-09-01", .trialing, trialEnd: "2025-09-15")
    let september = book.tally(Period("2025-09"))
    #expect(september?.churnEvents == 0)
    #expect(september?.new == 1)
    #expect(book.tally(Period("2025-09"), horizon: "2025-09-14")?.new == 0)
  }

  @Test("A failed payment counts for the days of grace, then it is a departure on its own day")
  func grace() {
    var book = Company()
    book.say("late", from: "2025-01-01")
    book.say("late", from: "2025-09-01", .pastDue)
    #expect(book.tally(Period("2025-09"))?.closing == 1)
    #expect(book.tally(Period("2025-10"))?.gone == 1)
    let lastDayOfGrace = Period(from: Day("2025-09-30")!, to: Day("2025-09-30")!)!
    let dayAfter = Period(from: Day("2025-10-01")!, to: Day("2025-10-01")!)!
    #expect(book.tally(lastDayOfGrace)?.gone == 0)
    #expect(book.tally(dayAfter)?.gone == 1)
    // What time will bring about is not seen before its day.
    #expect(book.tally(Period("2025-10"), horizon: "2025-09-30") == nil)
  }

  @Test("Of two paid subscriptions ending one is not leaving")
  func oneOfTwo() {
    var book = Company()
    book.say("acme", from: "2025-01-01", subscription: "a", endsAt: "2025-09-10")
    book.say("acme", from: "2025-01-01", subscription: "b")
    #expect(book.tally(Period("2025-09"))?.churnEvents == 0)
  }

  @Test("Ending one plan and starting another on the same day is not leaving")
  func sameDaySwitch() {
    var book = Company()
    book.say("acme", from: "2025-01-01", subscription: "a", endsAt: "2025-09-10")
    book.say("acme", from: "2025-09-10", subscription: "b")
    let september = book.tally(Period("2025-09"))
    #expect(september?.churnEvents == 0)
    #expect(september?.survived == 1)
  }

  @Test("A cancellation withdrawn before its day never happened")
  func withdrawn() {
    var book = Company()
    book.say("acme", from: "2025-01-01", endsAt: "2025-09-30")
    book.say("acme", from: "2025-09-20")
    #expect(book.tally(Period("2025-10"))?.closing == 1)
    #expect(book.tally(Period("2025-09"))?.churnEvents == 0)
  }
}
