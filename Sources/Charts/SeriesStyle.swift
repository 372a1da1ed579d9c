/// Colour and dash of the first to the fourth line of a chart.
enum SeriesStyle {
  static let most = 4

  static func name(_ index: Int) -> StaticString {
    switch index {
    case 0: "s1"
    case 1: "s2"
    case 2: "s3"
    default: "s4"
    }
  }
}
