import Charts
import Testing

@Suite("Charts of anything")
struct AnyInputTests {
  @Test("Whatever comes in, a picture is well formed, without inline styles or non-numbers")
  func wellFormed() {
    let seed: UInt64 = 20_261_124
    var chance = AnyInput(seed: seed)
    for round in 0..<400 {
      for markup in chance.charts() {
        #expect(Self.faults(markup) == [], "seed \(seed), round \(round): \(markup.prefix(400))")
      }
    }
  }

  @Test("The check finds what it looks for")
  func control() {
    #expect(Self.faults("<svg><a href=\"a\"b\"></a></svg>") == ["not well formed"])
    #expect(Self.faults("<svg>a < b</svg>") == ["not well formed"])
    #expect(Self.faults("<svg style=\"top:0\"/>") == ["style"])
    #expect(Self.faults("<svg><rect x=\"nan%\"/></svg>") == ["x=nan%"])
    #expect(Self.faults("<svg><path d=\"M0 inf\"/></svg>") == ["d=M0 inf"])
    #expect(Self.faults("<svg><script/></svg>") == ["script"])
    #expect(Self.faults("<svg onload=\"x\"/>") == ["onload"])
  }

  private static let measures: Set<String> = [
    "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "dx", "width", "height", "d",
    "viewBox",
  ]
  private static let drawn = Set("MLZ0123456789.-% ".utf8)

  private static func faults(_ markup: String) -> [String] {
    guard let picture = Picture(markup) else { return ["not well formed"] }
    return picture.elements.flatMap { element in
      var found = element.attributes.sorted { $0.key < $1.key }.compactMap { name, value in
        if name == "style" || name.hasPrefix("on") { return name }
        let isMeasure = measures.contains(name) && !drawn.isSuperset(of: value.utf8)
        return isMeasure ? "\(name)=\(value)" : nil
      }
      if element.name == "script" || element.name == "style" { found.append(element.name) }
      return found
    }
  }

  @Test("A text from outside stays a text, wherever it stands")
  func escaping() throws {
    let hazard = "\u{600}<b onload=\"x\u{301}\"'>&\0"
    var bridge = Samples.bridge
    bridge.title = hazard
    bridge.unit = hazard
    bridge.columns = [
      WaterfallChart.Column(
        .balance(5), name: hazard, value: hazard, detail: hazard,
        reading: Reading(hazard, narrow: hazard, href: hazard))
    ]
    let picture = try #require(Picture(bridge.svg))
    let shown = "\u{600}<b onload=\"x\u{301}\"'>&\u{fffd}"
    #expect(picture.elements.allSatisfy { $0.name != "b" })
    #expect(picture.elements[0].attributes["aria-label"] == shown)
    #expect(picture.all("a", "step").first?.attributes["href"] == shown)
    #expect(picture.texts("read").allSatisfy { $0 == shown })
    #expect(picture.texts("read").count >= 1)
  }
}
