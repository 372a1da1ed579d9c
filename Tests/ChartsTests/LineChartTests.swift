import Charts
import Testing

@Suite("Lines")
struct LineChartTests {
  @Test("Values stand where the axis says")
  func places() throws {
    var chart = Samples.line([0, 50, 100])
    chart.range = 0...100
    let picture = try #require(Picture(chart.svg))
    #expect(picture.all("path", "ln").map { $0.attributes["d"] } == ["M0 220L500 110L1000 0"])
    #expect(picture.texts().prefix(6) == ["0.0", "20.0", "40.0", "60.0", "80.0", "100.0"])
    #expect(
      picture.all("line", "grid-line").compactMap { $0.number("y1") } == [176, 132, 88, 44, 0])
  }

  @Test("A year is written where one begins, and at the right edge it grows to the left")
  func years() throws {
    var chart = Samples.line([Double](repeating: 1, count: 3))
    let names = [("Dec", "2025"), ("Jan", "2026"), ("Feb", "2026")]
    chart.periods = names.map { ChartPeriod($0.0, year: $0.1, reading: Reading("")) }
    var picture = try #require(Picture(chart.svg))
    #expect(picture.texts().contains("Dec 2025") && picture.texts().contains("Jan 2026"))
    #expect(picture.texts().contains("Feb") && !picture.texts().contains("Feb 2026"))
    chart.periods[2].year = "2027"
    picture = try #require(Picture(chart.svg))
    let last = picture.elements.first { $0.text == "Feb 2027" }
    #expect(last?.attributes["text-anchor"] == "end")
    #expect(picture.elements.first { $0.text == "Jan 2026" }?.attributes["text-anchor"] == "middle")
  }

  @Test("An undefined value is a gap, and what stands alone is a dot")
  func gaps() throws {
    var chart = Samples.line([0, 50, .nan, 50, .infinity, 100, 100])
    chart.range = 0...100
    let picture = try #require(Picture(chart.svg))
    let path = picture.all("path", "ln").first?.attributes["d"]
    #expect(path == "M0 220L166.67 110M833.33 0L1000 0")
    #expect(picture.all("circle", "dot").compactMap { $0.number("cx") } == [50, 100])
    #expect(picture.all("a", "step").count == 7)
  }

  @Test("A band runs there and back, where both ends are known")
  func bands() throws {
    var chart = Samples.line([50, 50, 50])
    chart.range = 0...100
    chart.series[0].points = [(40.0, 60.0), (40, 60), (.nan, 60)].map {
      LineChart.Point(50, low: $0.0, high: $0.1)
    }
    let picture = try #require(Picture(chart.svg))
    #expect(
      picture.all("path", "area").map { $0.attributes["d"] }
        == ["M0 88L500 88L500 132L0 132Z"])
  }

  @Test("The part that is not over is a path of its own with a hollow end")
  func soFar() throws {
    var chart = Samples.line([0, 50, 100])
    chart.range = 0...100
    chart.isLastSoFar = true
    let picture = try #require(Picture(chart.svg))
    #expect(picture.all("path", "ln", "sofar").map { $0.attributes["d"] } == ["M500 110L1000 0"])
    #expect(picture.all("circle", "open").count == 1)
    chart.series[0].points.removeLast()
    let settled = try #require(Picture(chart.svg))
    #expect(settled.all("path", "sofar").isEmpty && settled.all("circle", "open").isEmpty)
  }

  @Test("Names at line ends keep a line's distance")
  func names() throws {
    var chart = Samples.line([10, 50])
    chart.series = ["A", "B", "C", "D", "E"].map {
      LineChart.Series($0, value: "50", points: [LineChart.Point(10), LineChart.Point(50)])
    }
    chart.target = LineChart.Target(50, text: "goal")
    let picture = try #require(Picture(chart.svg))
    let names = picture.elements.filter { $0.name == "text" && $0.attributes["dx"] == "10" }
    let places = names.compactMap { $0.number("y") }.sorted()
    #expect(places.count == 5, "four lines at most, and the target")
    for (one, next) in zip(places, places.dropFirst()) { #expect(next - one >= 16.99) }
    #expect(picture.all("line", "rule").count == 1)
  }

  @Test("Lines far from zero start above it and say so, others at zero")
  func cut() {
    #expect(Samples.line([97, 98]).cut.map { $0 >= 96 && $0 < 97 } == true)
    #expect(Samples.line([1, 98]).cut == nil)
    #expect(Samples.line([-5, 98]).cut == nil)
    #expect(Samples.line([5, 5]).cut == nil)
  }

  @Test("What happened outside the periods is not drawn")
  func annotations() throws {
    var chart = Samples.line([1, 2, 3])
    chart.annotations = [-1, 1, 3, .max, .min].map { LineChart.Annotation(period: $0, text: "new") }
    let picture = try #require(Picture(chart.svg))
    #expect(picture.all("line", "rule").compactMap { $0.number("x1") } == [50])
  }

  @Test("One point stands in the middle, none leaves the axis alone")
  func few() throws {
    let one = try #require(Picture(Samples.line([7]).svg))
    #expect(one.all("circle", "dot").compactMap { $0.number("cx") } == [50])
    #expect(Samples.line([]).isEmpty && Samples.line([.nan]).isEmpty)
    #expect(try #require(Picture(Samples.line([]).svg)).all("line", "zero").count == 1)
  }
}
