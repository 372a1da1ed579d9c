import Charts
import Testing

@Suite("Movements")
struct MovementChartTests {
  @Test("What came stacks upwards in one order, what went downwards")
  func order() throws {
    let picture = try #require(Picture(Samples.movements(1).svg))
    let bars = picture.all("rect", "bar")
    let kinds = bars.map { $0.classes.subtracting(["bar"]).first }
    #expect(kinds == ["new", "expansion", "reactivation", "contraction", "churn"])
    let tops = try bars.map { try #require($0.number("y")) }
    let zero = try #require(picture.all("line", "zero").first?.number("y1"))
    #expect(tops[2] < tops[1] && tops[1] < tops[0] && tops[0] < zero)
    #expect(zero < tops[3] && tops[3] < tops[4])
    // 60 beside 30, each a pixel short for the hairline.
    let heights = try bars.map { try #require($0.number("height")) + 1 }
    #expect(abs(heights[0] / heights[1] - 2) < 0.01)
  }

  @Test("The line for the net stands at its value, and is open where there is none")
  func net() throws {
    var chart = Samples.movements(3)
    chart.bars[1].net = .nan
    let picture = try #require(Picture(chart.svg))
    #expect(picture.all("circle", "net").count == 2)
    #expect(picture.all("path", "net").isEmpty)
    chart.bars[1].net = 65
    let whole = try #require(Picture(chart.svg))
    #expect(whole.all("circle", "net").count == 3)
    let levels = Set(whole.all("circle", "net").compactMap { $0.number("cy") })
    #expect(levels.count == 1)
    #expect(whole.all("path", "net").count == 1)
  }

  @Test("Labels are thinned from the last on", arguments: [1, 12, 36, 120])
  func thinning(count: Int) throws {
    let picture = try #require(Picture(Samples.movements(count).svg))
    #expect(picture.all("a", "step").count == count)
    let labels = picture.texts().filter { $0.hasPrefix("M ") }
    #expect(labels.last == "M \(count - 1)")
    let everywhere = picture.elements.filter {
      $0.name == "text" && $0.attributes["class"] == nil && $0.text.hasPrefix("M ")
    }
    let places = everywhere.compactMap { $0.number("x") }
    #expect(places.count == everywhere.count && places.count >= 1)
    // At 360 pixels the plot is some 230 wide: a label of 4 letters needs 30 of them.
    for (one, next) in zip(places, places.dropFirst()) { #expect((next - one) * 2.3 > 28) }
  }

  @Test("A read-out that does not fit gives way to its short form, or to nothing")
  func readOuts() throws {
    var chart = Samples.movements(1)
    let words = String(repeating: "+12.1k new, ", count: 5)
    func classes(_ text: String, narrow: String?) throws -> [String?] {
      chart.bars[0].period.reading = Reading(text, narrow: narrow)
      return try #require(Picture(chart.svg)).all("text", "read").map { $0.attributes["class"] }
    }
    #expect(try classes("Oct: +12.1k", narrow: "Oct") == ["read"])
    #expect(try classes(words, narrow: "Oct") == ["read wide-only", "read narrow-only"])
    #expect(try classes(words + words, narrow: "Oct") == ["read broad-only", "read slim-only"])
    #expect(try classes(words, narrow: nil) == ["read wide-only"])
  }

  @Test("A period that is not over is drawn open")
  func soFar() throws {
    var chart = Samples.movements(2)
    chart.bars[1].isSoFar = true
    #expect(try #require(Picture(chart.svg)).all("rect", "bar", "part").count == 5)
  }

  @Test("Nothing at all is an axis alone")
  func empty() throws {
    var chart = Samples.movements(0)
    #expect(chart.isEmpty)
    let picture = try #require(Picture(chart.svg))
    #expect(picture.all("line", "zero").count == 1)
    #expect(picture.all("rect", "bar").isEmpty)
    chart.bars = [MovementChart.Bar(Samples.periods(1)[0], amounts: [(.new, .infinity)])]
    #expect(chart.isEmpty)
    #expect(!Samples.movements(1).isEmpty)
  }
}
