import Engine
import Facts
import Testing

@Suite("Slices")
struct SlicingTests {
  private func slices(_ book: Company, by name: String) -> [String: RetentionTally] {
    let found = retention(
      of: book.panel, in: Period("2025-09"), horizon: Day("2099-12-31")!,
      by: Slicing(name: name))
    return Dictionary(uniqueKeysWithValues: (found?.slices ?? []).map { ($0.value, $0.tally) })
  }

  @Test("T-128 Who moves to another plan has left neither plan's customers")
  func movesPlan() {
    var book = Company()
    book.say("acme", from: "2025-01-01", plan: "Pro")
    book.say("acme", from: "2025-09-10", plan: "Team")
    let byPlan = slices(book, by: "plan")
    #expect(byPlan["Pro"]?.retained == 1)
    #expect(byPlan["Pro"]?.gone == 0)
    #expect(byPlan["Team"] == nil)
  }

  @Test("A new customer belongs to the plan it first paid for")
  func newCustomer() {
    var book = Company()
    book.say("new", from: "2025-09-05", plan: "Pro")
    book.say("new", from: "2025-09-20", plan: "Team")
    let byPlan = slices(book, by: "plan")
    #expect(byPlan["Pro"]?.new == 1)
    #expect(byPlan["Team"] == nil)
  }

  @Test("With two paid plans a customer counts in both, once in the total")
  func twoPlans() {
    var book = Company()
    book.say("acme", from: "2025-01-01", subscription: "a", plan: "Pro")
    book.say("acme", from: "2025-01-01", subscription: "b", plan: "Team")
    book.say("acme", from: "2025-01-01", subscription: "c", plan: "Team")
    let found = retention(
      of: book.panel, in: Period("2025-09"), horizon: Day("2099-12-31")!, by: .plan)
    #expect(found?.slices.map(\.value) == ["Pro", "Team"])
    #expect(found?.slices.map(\.tally.opening) == [1, 1])
    #expect(found?.total.opening == 1)
    #expect(found?.inSeveralSlices == 1)
  }

  @Test("An attribute counts as it was at the opening; what was never said is unknown")
  func attributes() {
    var book = Company()
    book.say("acme", from: "2025-01-01")
    book.say("acme", ["country": "RO"], from: "0001-01-01")
    book.say("acme", ["country": "VN"], from: "2025-09-10")
    book.say("globex", from: "2025-01-01")
    let byCountry = slices(book, by: "country")
    #expect(byCountry["RO"]?.opening == 1)
    #expect(byCountry["VN"] == nil)
    #expect(byCountry[""]?.opening == 1)
  }

  @Test("Intervals are named for people")
  func intervals() {
    var book = Company()
    book.say("a", from: "2025-01-01", interval: .init(.month, count: 3))
    book.say("b", from: "2025-01-01", interval: .init(.year))
    #expect(Set(slices(book, by: "interval").keys) == ["3 months", "year"])
    #expect(Set(slices(book, by: "currency").keys) == ["USD"])
  }
}
