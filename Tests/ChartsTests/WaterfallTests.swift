import Charts
import Testing

@Suite("Waterfall")
struct WaterfallTests {
  @Test("Each bar begins where the one before it ended")
  func steps() throws {
    let picture = try #require(Picture(Samples.bridge.svg))
    let bars = picture.all("rect", "bar")
    #expect(bars.count == 7)
    let tops = try bars.map { try #require($0.number("y")) }
    let bottoms = try bars.map { try #require($0.number("y")) + #require($0.number("height")) }
    // Gains rise from the level before, losses hang from it.
    for index in 1...3 { #expect(abs(bottoms[index] - tops[index - 1]) < 0.02) }
    #expect(abs(tops[4] - tops[3]) < 0.02)
    #expect(abs(tops[5] - bottoms[4]) < 0.02)
    #expect(abs(bottoms[5] - tops[6]) < 0.02)
    #expect(picture.all("line", "joint").count == 6)
  }

  @Test("Heights are in proportion to the amounts")
  func heights() throws {
    let picture = try #require(Picture(Samples.bridge.svg))
    let new = try #require(picture.all("rect", "bar", "new").first?.number("height"))
    let churn = try #require(picture.all("rect", "bar", "churn").first?.number("height"))
    #expect(abs(new / churn - 18_420.0 / 9_250) < 0.01)
  }

  @Test("An axis that is cut says where it starts and each balance shows it")
  func cut() throws {
    #expect(Samples.bridge.cut == 400_000)
    let picture = try #require(Picture(Samples.bridge.svg))
    #expect(picture.all("rect", "cut").count == 2)
    #expect(
      picture.texts().prefix(6) == ["400k", "410k", "420k", "430k", "440k", "450k"])

    var fromZero = Samples.bridge
    fromZero.columns = [
      Samples.balance(100, "a"), Samples.change(.new, 150, "n"), Samples.balance(250, "b"),
    ]
    #expect(fromZero.cut == nil)
    #expect(try #require(Picture(fromZero.svg)).all("rect", "cut").isEmpty)
  }

  @Test("An undefined change has no bar and moves nothing")
  func undefined() throws {
    var chart = Samples.bridge
    chart.columns[2] = Samples.change(.expansion, .nan, "Expansion")
    let picture = try #require(Picture(chart.svg))
    #expect(picture.all("rect", "bar").count == 6)
    #expect(picture.all("a", "step").count == 7)
    let new = try #require(picture.all("rect", "bar", "new").first?.number("y"))
    let back = try #require(picture.all("rect", "bar", "reactivation").first)
    #expect(try abs(#require(back.number("y")) + #require(back.number("height")) - new) < 0.02)
  }

  @Test("Values and names never touch one another, at any number of columns")
  func labels() throws {
    for count in 1...13 {
      var chart = Samples.bridge
      chart.columns =
        [Samples.balance(412_860, "1 Oct")]
        + (0..<count).map { Samples.change($0 % 2 == 0 ? .new : .churn, 900, "Change \($0)") }
        + [Samples.balance(420_000, "31 Oct")]
      let picture = try #require(Picture(chart.svg))
      for (mode, width) in [("wide-only", 640.0 - 70), ("narrow-only", 292.0 - 70)] {
        let labels = picture.elements.filter { $0.name == "text" && $0.classes.contains(mode[...]) }
        let boxes = labels.compactMap { Self.box($0, width) }
        #expect(boxes.count >= 2)
        for (index, box) in boxes.enumerated() {
          for other in boxes[(index + 1)...] where abs(box.y - other.y) < 9 {
            #expect(box.right <= other.left || other.right <= box.left, "\(count) \(box) \(other)")
          }
        }
      }
    }
  }

  /// A text's place by a width of its own reckoning: 6 pixels a byte.
  private static func box(
    _ label: Picture.Element, _ width: Double
  ) -> (left: Double, right: Double, y: Double)? {
    guard let x = label.number("x"), let y = label.number("y") else { return nil }
    let middle = width * x / 100 + (label.number("dx") ?? 0)
    let half = Double(label.text.utf8.count) * 3
    return (middle - half, middle + half, y)
  }
}
