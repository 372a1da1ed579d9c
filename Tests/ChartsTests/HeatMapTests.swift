import Charts
import Testing

@Suite("Heat map")
struct HeatMapTests {
  private static func map(_ values: [Double], scale: ClosedRange<Double> = 0.5...1) -> HeatMap {
    HeatMap(
      title: "Cohorts", corner: "Cohort", sizeHead: "Size",
      columns: values.indices.map { "\($0)" },
      rows: [
        HeatMap.Row(
          "Dec 2025", size: "38",
          cells: values.map { HeatMap.Cell($0, label: "x", title: "19 of 38", href: "/rows") })
      ], scale: scale)
  }

  private static func shades(_ map: HeatMap) throws -> [String?] {
    try #require(Picture(map.html)).elements.filter {
      $0.name == "td" && !$0.classes.contains("size")
    }.map { $0.attributes["class"] }
  }

  @Test("Ten shades share the scale, and what lies beyond has the last")
  func shading() throws {
    let values = [0, 0.5, 0.549, 0.55, 0.6, 0.75, 0.899, 0.95, 1, 1.4]
    #expect(
      try Self.shades(Self.map(values))
        == ["h0", "h0", "h0", "h1", "h2", "h5", "h7", "h9", "h9", "h9"])
    #expect(try Self.shades(Self.map([0, 0.5, 1], scale: 0...1)) == ["h0", "h5", "h9"])
  }

  @Test("An undefined cell and a scale without length shade nothing")
  func undefined() throws {
    #expect(try Self.shades(Self.map([.nan, .infinity, 0.7])) == ["nil", "nil", "h4"])
    #expect(try Self.shades(Self.map([1, 2], scale: 1...1)) == ["h0", "h0"])
    #expect(try Self.shades(Self.map([1], scale: 0...Double.infinity)) == ["h0"])
  }

  @Test("A cell that is not over is hatched, one that is not there is empty")
  func incomplete() throws {
    var map = Self.map([1, 1, 1])
    map.rows[0].cells[1]?.isComplete = false
    map.rows[0].cells[2] = nil
    #expect(try Self.shades(map) == ["h9", "part", nil])
    map.rows[0].cells.removeLast()
    #expect(try Self.shades(map) == ["h9", "part", nil])
  }

  @Test("The mean stands below, and every cell links to its rows")
  func structure() throws {
    var map = Self.map([1, 0.8])
    map.mean = HeatMap.Row("Mean", size: "", cells: [HeatMap.Cell(1, label: "100"), nil])
    let picture = try #require(Picture(map.html))
    #expect(picture.elements.count { $0.name == "tfoot" } == 1)
    #expect(picture.elements.count { $0.name == "a" } == 2)
    let heads = picture.elements.filter { $0.name == "th" }
    #expect(heads.map(\.text) == ["Cohort", "Size", "0", "1", "Dec 2025", "Mean"])
    #expect(heads.allSatisfy { $0.attributes["scope"] != nil })
  }
}
