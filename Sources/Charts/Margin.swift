/// Room around a plot for its labels, as a class whose measure stands in the style sheet.
struct Margin {
  let pixels: Double
  let name: StaticString

  /// The smallest of `choices` with at least that many pixels, or else the largest.
  static func fitting(_ pixels: Double, in choices: [Margin]) -> Margin {
    choices.first { $0.pixels >= pixels } ?? choices[choices.count - 1]
  }

  static let lefts = [
    Margin(pixels: 28, name: "ml28"), Margin(pixels: 44, name: "ml44"),
    Margin(pixels: 60, name: "ml60"), Margin(pixels: 76, name: "ml76"),
    Margin(pixels: 96, name: "ml96"),
  ]
  static let rights = [
    Margin(pixels: 10, name: "mr10"), Margin(pixels: 52, name: "mr52"),
    Margin(pixels: 72, name: "mr72"), Margin(pixels: 92, name: "mr92"),
    Margin(pixels: 112, name: "mr112"), Margin(pixels: 132, name: "mr132"),
  ]
  /// The style sheet takes wider ones back to this in narrow charts.
  static let widestNarrowRight = 92.0
  static let bottoms = [
    Margin(pixels: 26, name: "mb26"), Margin(pixels: 44, name: "mb44"),
    Margin(pixels: 66, name: "mb66"), Margin(pixels: 86, name: "mb86"),
    Margin(pixels: 106, name: "mb106"), Margin(pixels: 126, name: "mb126"),
  ]
}

/// How high a plot of lines is.
public enum PlotHeight: Sendable, CaseIterable {
  /// 120 pixels, beside text.
  case low
  /// 220 pixels.
  case middle
  /// 300 pixels, the one chart of a page.
  case high

  var pixels: Double {
    switch self {
    case .low: 120
    case .middle: 220
    case .high: 300
    }
  }

  var name: StaticString {
    switch self {
    case .low: "ph120"
    case .middle: "ph220"
    case .high: "ph300"
    }
  }
}
