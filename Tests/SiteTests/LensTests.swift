import Engine
import Facts
import Testing
import Workbench

@testable import Site

@Suite("The lens")
struct LensTests {
  private func lens(_ text: String) throws -> Lens { try Lens(Query(text[...].utf8)) }

  @Test(
    "A period has one name, by which it is found again",
    arguments: [
      "2025-01", "2024-02", "2025-Q1", "2025-Q4", "2025", "2025-01-06..2025-02-02",
      "2025-03-05..2025-03-05",
    ])
  func names(_ name: String) throws {
    let period = try Lens.period(named: name)
    #expect(Lens.name(of: period) == name)
    #expect(try lens("period=\(name)").period == period)
  }

  @Test("Days that are a unit of the calendar are called by its name")
  func units() throws {
    #expect(Lens.name(of: try Lens.period(named: "2024-02-01..2024-02-29")) == "2024-02")
    #expect(Lens.name(of: try Lens.period(named: "2025-04-01..2025-06-30")) == "2025-Q2")
    #expect(Lens.name(of: try Lens.period(named: "2025-01-01..2025-12-31")) == "2025")
    #expect(
      Lens.name(of: try Lens.period(named: "2025-02-01..2025-04-30")) == "2025-02-01..2025-04-30")
  }

  @Test(
    "What is no period is refused",
    arguments: [
      "", "x", "2025-13", "2025-Q5", "2025-Q0", "25", "2025-02-30..2025-03-01",
      "2025-03-02..2025-03-01", "2025-01-01..", "..2025-01-01", "2025-01-01.2025-01-02",
      "2025-01-01...2025-01-02", "2025-01\u{301}",
    ])
  func noPeriod(_ name: String) { #expect(throws: Refusal.self) { try Lens.period(named: name) } }

  @Test(
    "The period before, and the one a year before",
    arguments: [
      ("2025-03", "2025-02", "2024-03"), ("2025-01", "2024-12", "2024-01"),
      ("2024-02", "2024-01", "2023-02"), ("2025-Q1", "2024-Q4", "2024-Q1"),
      ("2025-Q3", "2025-Q2", "2024-Q3"), ("2025", "2024", "2024"),
      ("2025-01-06..2025-01-12", "2024-12-30..2025-01-05", "2024-01-06..2024-01-12"),
      // A leap day has none a year before; the last day of its month stands for it.
      ("2024-02-29..2024-02-29", "2024-02-28..2024-02-28", "2023-02-28..2023-02-28"),
      ("2024-02-10..2024-02-29", "2024-01-21..2024-02-09", "2023-02-10..2023-02-28"),
    ])
  func compared(_ name: String, _ previous: String, _ year: String) throws {
    var lens = Lens()
    let period = try Lens.period(named: name)
    #expect(lens.compared(period).map(Lens.name) == previous)
    lens.against = .year
    #expect(lens.compared(period).map(Lens.name) == year)
  }

  @Test("What is looked at goes into links and comes out of them")
  func pairs() throws {
    let text = "period=2025-Q1&against=year&as-of=2025-04-02&currency=EUR&by=plan"
    let pairs = try lens(text).pairs
    #expect(pairs.map { "\($0.0)=\($0.1)" }.joined(separator: "&") == text)
    #expect(pairs.allSatisfy { Lens.names.contains($0.0) })
    #expect(Lens().pairs.isEmpty)
  }

  @Test("From and to are a period")
  func days() throws {
    let period = try lens("from=2025-01-06&to=2025-02-02").period
    #expect(period.map(Lens.name) == "2025-01-06..2025-02-02")
    #expect(try lens("from=2025-01-06").period == nil)
  }

  @Test("What cannot be is refused", arguments: ["against=next", "as-of=2025-02-30", "as-of=x"])
  func refused(_ text: String) { #expect(throws: Refusal.self) { try lens(text) } }
}
