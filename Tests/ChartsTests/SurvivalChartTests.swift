import Charts
import Testing

@Suite("Survival")
struct SurvivalChartTests {
  @Test("A level holds until the next step")
  func steps() throws {
    let chart = Samples.survival([0.9, 0.8], atRisk: [50, 40])
    #expect(abs((chart.cut ?? 0) - 0.6) < 1e-9)
    let picture = try #require(Picture(chart.svg))
    // From 100 % at 0, over a twelfth of the axis, a quarter of 220 pixels down.
    #expect(
      picture.all("path", "ln").map { $0.attributes["d"] }
        == ["M0 0L83.33 0L83.33 55L166.67 55L166.67 110"])
  }

  @Test("The band follows the steps back")
  func band() throws {
    let picture = try #require(Picture(Samples.survival([0.9, 0.8], atRisk: [50, 40]).svg))
    let band = try #require(picture.all("path", "area").first?.attributes["d"])
    #expect(band.hasPrefix("M0 0L83.33 0L83.33 27.5L166.67 27.5L166.67 82.5"))
    #expect(band.hasSuffix("L166.67 165L166.67 110L83.33 110L83.33 0L0 0Z"))
  }

  @Test("A curve stops where fewer than ten are at risk")
  func stops() throws {
    let long = try #require(Picture(Samples.survival([0.9, 0.8, 0.7], atRisk: [50, 10, 10]).svg))
    let short = try #require(Picture(Samples.survival([0.9, 0.8, 0.7], atRisk: [50, 10, 9]).svg))
    #expect(long.all("path", "ln")[0].attributes["d"]?.contains("L250") == true)
    #expect(short.all("path", "ln")[0].attributes["d"]?.contains("L250") == false)
    #expect(Samples.survival([0.9], atRisk: [9]).isEmpty)
  }

  @Test("Numbers at risk stand under their labels")
  func atRisk() throws {
    let picture = try #require(Picture(Samples.survival([0.9, 0.8], atRisk: [50, 40]).svg))
    let labels = picture.elements.filter { $0.name == "text" && $0.number("y") == 238 }
    let numbers = picture.all("text", "mid").filter { $0.number("y") == 254 }
    #expect(numbers.map(\.text) == ["90", "50", "20"])
    #expect(numbers.compactMap { $0.number("x") } == [0, 50, 100])
    #expect(labels.map(\.text) == ["0", "6", "12", "months"])
  }

  @Test("A curve beyond the axis holds its last level to the edge")
  func beyond() throws {
    let shares = (1...20).map { 1 - Double($0) / 50 }
    let picture = try #require(
      Picture(Samples.survival(shares, atRisk: Array(repeating: 99, count: 20)).svg))
    let path = try #require(picture.all("path", "ln").first?.attributes["d"])
    #expect(path.contains("L1000 "))
    #expect(!path.contains("L1083"))
  }

  @Test("Each moment can be pointed at, without gaps between them")
  func moments() throws {
    let picture = try #require(Picture(Samples.survival([0.9], atRisk: [50]).svg))
    let hits = picture.all("rect", "hit")
    #expect(hits.count == 12)
    let edges = hits.compactMap { hit in hit.number("x").map { ($0, hit.number("width") ?? 0) } }
    for (one, next) in zip(edges, edges.dropFirst()) { #expect(abs(one.0 + one.1 - next.0) < 0.02) }
    #expect(picture.all("g", "step").allSatisfy { $0.attributes["tabindex"] == "0" })
  }

  @Test("Time that goes back, and an axis without length, are left out")
  func disorder() throws {
    var chart = Samples.survival([0.9, 0.8], atRisk: [50, 40])
    chart.curves[0].steps[1].time = -3
    #expect(try #require(Picture(chart.svg)).all("path", "ln").count == 1)
    for horizon in [0, -1, Double.nan, .infinity] {
      chart.horizon = horizon
      #expect(chart.isEmpty)
      #expect(Picture(chart.svg) != nil)
    }
  }
}
