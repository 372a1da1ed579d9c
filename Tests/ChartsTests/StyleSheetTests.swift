import Charts
import Foundation
import Testing

/// The numbers that pictures are drawn by stand a second time in the style sheet.
@Suite("Style sheet of the charts")
struct StyleSheetTests {
  private static func sheet() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(
      contentsOf: root.appending(path: "Sources/SiteAssets/files/styles/charts.css"),
      encoding: .utf8)
  }

  /// Every picture there is, so that every class occurs.
  private static func pictures() -> [String] {
    var chance = AnyInput(seed: 3)
    return (0..<40).flatMap { _ in chance.charts() }
      + [Samples.bridge.svg, HeatMap.key(low: "0", high: "1", partial: "so far")]
  }

  /// Classes of the main sheet that markup here uses.
  private static let elsewhere: Set<Substring> = ["scroll", "sr"]

  @Test("Every class that a picture uses has a rule")
  func classes() throws {
    let sheet = try Self.sheet()
    var used: Set<Substring> = []
    for picture in Self.pictures() {
      let whole = try #require(Picture("<i>\(picture)</i>"))
      for element in whole.elements { used.formUnion(element.classes) }
    }
    #expect(used.count > 60)
    let ruled = Self.names(in: sheet)
    #expect(used.subtracting(Self.elsewhere).subtracting(ruled) == [])
    #expect(!ruled.contains("nowhere"))
  }

  @Test("A class that is called for a measure sets that measure")
  func measures() throws {
    let rules = try Self.sheet().split(separator: "\n").compactMap {
      $0.wholeMatch(of: #/\.plot\.(ml|mr|mb|ph)(\d+) \{ --(ml|mr|mb|h): (\d+)px; \}/#)
    }
    #expect(rules.count == 20)
    for rule in rules {
      #expect(rule.2 == rule.4)
      #expect(rule.1 == rule.3 || (rule.1 == "ph" && rule.3 == "h"))
    }
  }

  @Test("The heights of the two kinds of bars are those of the pictures")
  func heights() throws {
    let sheet = try Self.sheet()
    let bridge = try #require(Picture(Samples.bridge.svg)).elements[0].attributes["height"]
    let movements = try #require(Picture(Samples.movements(1).svg)).elements[0].attributes["height"]
    #expect(sheet.contains(".plot.bridge { --h: \(bridge ?? "")px;"))
    #expect(sheet.contains(".plot.movements { --h: \(movements ?? "")px;"))
  }

  @Test("Nothing is styled by an id or loaded from elsewhere")
  func plain() throws {
    let sheet = try Self.sheet()
    #expect(!sheet.contains("url("))
    #expect(!sheet.contains("@import"))
    #expect(!sheet.contains("!important"))
  }

  private static func names(in sheet: String) -> Set<Substring> {
    Set(sheet.matches(of: #/\.([a-z][a-z0-9-]*)/#).map(\.1))
  }
}
