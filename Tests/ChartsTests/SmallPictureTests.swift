import Charts
import Testing

@Suite("Sparkline, whisker and dots")
struct SmallPictureTests {
  @Test("A whisker shows interval, value and the period before on its own scale")
  func whisker() throws {
    let whisker = Whisker(
      title: "96.6 to 98.3", scale: 0.95...1, value: 0.975, low: 0.96, high: 0.98,
      previous: 0.97, reference: 0.99)
    let picture = try #require(Picture(whisker.svg))
    let range = try #require(picture.all("rect", "range").first)
    #expect(range.number("x") == 20 && range.number("width") == 40)
    #expect(picture.all("line", "stem").first?.number("x1") == 50)
    #expect(picture.all("circle", "was").first?.number("cx") == 40)
    #expect(picture.all("line", "rule").first?.number("x1") == 80)
    #expect(picture.elements.first?.attributes["aria-label"] == "96.6 to 98.3")
  }

  @Test("What lies outside the scale stands at its edge, what is undefined nowhere")
  func edges() throws {
    let picture = try #require(
      Picture(Whisker(title: "", scale: 0...1, value: 7, low: .nan, high: 2).svg))
    #expect(picture.all("line", "stem").first?.number("x1") == 100)
    #expect(picture.all("rect", "range").isEmpty && picture.all("circle", "was").isEmpty)
    #expect(picture.elements.first?.attributes["aria-hidden"] == "true")
    let none = try #require(Picture(Whisker(title: "", scale: 1...1, value: 1).svg))
    #expect(none.all("line", "stem").isEmpty)
  }

  @Test("Dots show a value and its interval")
  func dots() throws {
    let picture = try #require(
      Picture(Dots(scale: 0...0.05, value: 0.02, low: 0.01, high: 0.03).svg))
    #expect(picture.all("circle", "pt").first?.number("cx") == 40)
    let range = try #require(picture.all("line", "range").first)
    #expect(range.number("x1") == 20 && range.number("x2") == 60)
  }

  @Test("A sparkline runs from its least to its greatest value, with gaps")
  func sparkline() throws {
    let picture = try #require(Picture(Sparkline(title: "", values: [0, 5, .nan, 10]).svg))
    #expect(picture.all("path", "ln").first?.attributes["d"] == "M0 24L333.33 14")
    #expect(picture.all("circle", "dot").compactMap { $0.number("cy") } == [4])
    let flat = try #require(Picture(Sparkline(title: "", values: [3, 3]).svg))
    #expect(flat.all("path", "ln").first?.attributes["d"] == "M0 14L1000 14")
    #expect(Sparkline(title: "", values: [.nan]).isEmpty)
  }
}
