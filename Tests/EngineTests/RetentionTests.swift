import Chance
import Engine
import Facts
import Testing

/// The rules T-100 to T-106: the retention rate as the sources give it, beside the tracked one.
@Suite("Retention rates")
struct RetentionTests {
  @Test("T-100 Without anyone at the start the rate is undefined, not 0 % and not 100 %")
  func nobodyAtTheStart() {
    let rate = retentionRate(start: 0, new: 3, end: 3)
    #expect(rate.value == nil)
    #expect(rate.interval == nil)
    let empty = Company(accounts: 3)
    for figure in RetentionFigure.allCases {
      #expect(empty.value(figure, Period("2025-01")).value == nil, "\(figure)")
    }
  }

  @Test("T-100 The rate is divided by the customers at the start")
  func isDivided() {
    #expect(retentionRate(start: 100, new: 15, end: 105).value == 0.9)
  }

  @Test("T-101 The one who left may be old or new: the rate does not know, tracked retention does")
  func oneLeaver() {
    for leaverIsOld in [true, false] {
      var book = Company()
      for number in 0..<10 {
        book.say(
          "old\(number)", from: "2024-06-01",
          endsAt: leaverIsOld && number == 0 ? "2025-02-10" : nil)
      }
      for number in 0..<5 {
        book.say(
          "new\(number)", from: "2025-01-15",
          endsAt: !leaverIsOld && number == 0 ? "2025-02-10" : nil)
      }
      let quarter = Period(year: 2025, quarter: 1)!
      let tally = book.tally(quarter)
      #expect(tally?.opening == 10)
      #expect(tally?.new == 5)
      #expect(tally?.closing == 14)
      #expect(book.value(.crr, quarter).value == 0.9)
      #expect(book.value(.tracked, quarter).value == (leaverIsOld ? 0.9 : 1))
      #expect(tally?.newLost == (leaverIsOld ? 0 : 1))
    }
  }

  /// 100 customers at the start of September, 15 new ones, 10 leavers of whom 2 are new.
  static let september: Company = {
    var book = Company()
    for number in 0..<100 {
      book.say("old\(number)", from: "2025-03-01", endsAt: number < 8 ? "2025-09-20" : nil)
    }
    for number in 0..<15 {
      book.say("new\(number)", from: "2025-09-05", endsAt: number < 2 ? "2025-09-25" : nil)
    }
    return book
  }()

  @Test("T-102 100, 15 new, 10 lost of whom 2 new: 90 % by the rate, 92 % tracked")
  func twoOfTheLeaversAreNew() {
    let tally = Self.september.tally(Period("2025-09"))
    #expect(tally?.closing == 105)
    #expect(Self.september.value(.crr, Period("2025-09")).value == 0.9)
    #expect(Self.september.value(.tracked, Period("2025-09")).value == 0.92)
  }

  @Test("T-104 Customers who come back lift the rate over 100 %, and tracked retention not")
  func reactivationsLiftTheRate() {
    var book = Company()
    for number in 0..<100 {
      book.say("old\(number)", from: "2025-01-01", endsAt: number < 3 ? "2025-09-10" : nil)
    }
    for number in 0..<5 {
      book.say("back\(number)", from: "2024-01-01", endsAt: "2024-06-01")
      book.say("back\(number)", from: "2025-09-12")
    }
    let tally = book.tally(Period("2025-09"))
    #expect(tally?.opening == 100)
    #expect(tally?.new == 0)
    #expect(tally?.reactivated == 5)
    #expect(tally?.closing == 102)
    #expect(book.value(.crr, Period("2025-09")).value == 1.02)
    #expect(book.value(.crr, Period("2025-09")).interval == nil)
    #expect(book.value(.tracked, Period("2025-09")).value == 0.97)
    // With those who came back taken for new: (102 − 5) / 100.
    #expect(retentionRate(start: 100, new: 5, end: 102).value == 0.97)
  }

  @Test("T-105 97 % retained is 3 % churn, and 3 % a month is 30.6 % a year")
  func complement() {
    var book = Company()
    for number in 0..<100 {
      book.say("c\(number)", from: "2025-01-01", endsAt: number < 3 ? "2025-09-10" : nil)
    }
    #expect(book.value(.tracked, Period("2025-09")).value == 0.97)
    #expect(book.value(.churnA, Period("2025-09")).value == 0.03)
    var kept = 1.0
    for _ in 0..<12 { kept *= 0.97 }
    #expect(((1 - kept) * 1000).rounded() == 306)
  }

  @Test(
    "T-106 Wilson's intervals, to one decimal of a percent",
    arguments: [
      (9, 10, 59.6, 98.2), (90, 100, 82.6, 94.5), (97, 100, 91.5, 99.0), (0, 20, 0, 16.1),
    ])
  func wilson(count: Int, whole: Int, low: Double, high: Double) throws {
    let interval = try #require(WilsonInterval(count, of: whole))
    #expect((interval.low * 1000).rounded() / 10 == low)
    #expect((interval.high * 1000).rounded() / 10 == high)
  }

  @Test("What is no part of a whole has no interval")
  func noInterval() {
    #expect(WilsonInterval(3, of: 0) == nil)
    #expect(WilsonInterval(11, of: 10) == nil)
    #expect(WilsonInterval(-1, of: 10) == nil)
  }

  @Test("The sources' examples", arguments: [(10, 5, 14, 0.9), (100, 15, 105, 0.9)])
  func sources(start: Int, new: Int, end: Int, rate: Double) {
    #expect(retentionRate(start: start, new: new, end: end).value == rate)
  }

  @Test("Who leaves and comes back within the period is retained, but not without a gap")
  func gap() {
    var book = Company()
    book.say("hooli", from: "2024-01-01", endsAt: "2025-01-10")
    book.say("hooli", from: "2025-01-20")
    let january = Period("2025-01")
    #expect(book.value(.tracked, january).value == 1)
    #expect(book.value(.survived, january).value == 0)
    #expect(book.value(.churnA, january).value == 0)
    #expect(book.value(.churnAPrime, january).value == 1)
  }

  @Test("A start on the first day is new, an end on the first day is lost in that period")
  func edgesOfThePeriod() {
    var book = Company()
    book.say("acme", from: "2025-09-01")
    book.say("initech", from: "2025-01-01", endsAt: "2025-09-01")
    book.say("globex", from: "2025-01-01", endsAt: "2025-10-01")
    let tally = book.tally(Period("2025-09"))
    #expect(tally?.new == 1)
    #expect(tally?.opening == 2)
    #expect(tally?.gone == 1)
    #expect(tally?.closing == 2)
  }

  @Test(
    "Opening, new and closing are tied: E − N = retained + reactivated − new and lost",
    arguments: 1...50)
  func identity(seed: UInt64) {
    let book = randomBook(seed: seed)
    for month in 1...12 {
      guard let tally = book.tally(Period(Month(year: 2025, month: month))) else { continue }
      #expect(
        tally.closing - tally.new == tally.retained + tally.reactivated - tally.newLost)
      #expect(tally.opening == tally.retained + tally.paused + tally.free + tally.gone)
    }
  }

  @Test("The rows of every figure add up to it", arguments: 1...20)
  func rowsAddUp(seed: UInt64) throws {
    let book = randomBook(seed: seed)
    for month in 1...12 {
      let period = Period(Month(year: 2025, month: month))
      let horizon = Day("2025-12-31")!
      let rows = try #require(customers(of: book.panel, in: period, horizon: horizon))
      for figure in RetentionFigure.allCases where figure != .churnE {
        let value = figure.value(of: book.tally(period, horizon: "2025-12-31"))
        #expect(rows.reduce(0) { $0 + figure.numeratorWeight(of: $1) } == value.numerator)
        #expect(rows.reduce(0) { $0 + figure.denominatorWeight(of: $1) } == value.denominator)
      }
    }
  }

  /// Sixty customers with a year of anything.
  private func randomBook(seed: UInt64) -> Company {
    var random = SplitMix64(seed: seed)
    var book = Company()
    for customer in 0..<60 {
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        let at = Day(number: Int32.random(in: 19_950...20_450, using: &random))
        let status = SubscriptionState.Status.allCases.randomElement(using: &random)!
        let ends = Day(number: at.number + Int32.random(in: 0...90, using: &random))
        book.say(
          "c\(customer)", from: at.description, status,
          subscription: "s\(Int.random(in: 0...1, using: &random))",
          amount: Int64.random(in: 0...2, using: &random) * 10,
          trialEnd: status == .trialing ? ends.description : nil,
          endsAt: Bool.random(using: &random) ? ends.description : nil)
      }
    }
    return book
  }
}
