/// From values to pixels, from the top of a plot down, with lines at round values.
struct VerticalScale {
  let low: Double
  let high: Double
  /// The plot's height in pixels.
  let height: Double
  /// The round values between `low` and `high`, rising.
  let ticks: [Double]

  /// Takes the bounds as they are; where they leave no room, it is the scale of an empty plot.
  init(low: Double, high: Double, height: Double, lines: Double = 5) {
    let isUsable = defined(low) != nil && defined(high) != nil && high > low
    self.low = isUsable ? low : 0
    self.high = isUsable ? high : 1
    self.height = height
    let step = RoundStep(span: self.high - self.low, lines: lines)
    ticks = isUsable ? step.values(from: self.low, to: self.high) : []
  }

  /// The scale of a plot with nothing to show: a base line without values.
  static func empty(height: Double) -> Self { Self(low: 0, high: 0, height: height) }

  /// Bounds around `values` with `room` pixels free above and below, including zero.
  static func aroundZero(
    _ values: [Double], height: Double, room: Double, lines: Double
  ) -> Self {
    let high = max(values.max() ?? 0, 0)
    let low = min(values.min() ?? 0, 0)
    guard high > low else { return .empty(height: height) }
    let pixel = (high - low) / max(height - 2 * room, 1)
    return Self(
      low: low < 0 ? low - room * pixel : 0, high: high > 0 ? high + room * pixel : 0,
      height: height, lines: lines)
  }

  /// Where a value stands, in pixels from the top; far outside is just outside.
  func y(_ value: Double) -> Double {
    let share = (value - low) / (high - low)
    return min(max((1 - share) * height, -4 * height), 5 * height)
  }

  /// The same, kept inside the plot.
  func inside(_ value: Double) -> Double { min(max(y(value), 0), height) }
}

/// A step of 1, 2 or 5 times a power of ten.
struct RoundStep {
  private var digit = 1.0
  /// Tens to multiply by, or to divide by: a division gives 0.3 where a product gives
  /// 0.30000000000000004.
  private var times = 1.0
  private var by = 1.0

  /// The step that cuts `span` into about `lines` parts.
  init(span: Double, lines: Double) {
    guard let raw = defined(span / max(lines, 1)), raw > 0 else { return }
    while times * 10 <= raw { times *= 10 }
    while times / by > raw { by *= 10 }
    let rest = raw * by / times
    // The nearest by ratio: the bounds are the square roots of 1 × 2, 2 × 5 and 5 × 10.
    digit = rest < 1.414 ? 1 : rest < 3.162 ? 2 : rest < 7.071 ? 5 : 10
  }

  /// The step itself.
  var size: Double { digit * times / by }

  /// The multiple of the step at or below `value`.
  func floor(_ value: Double) -> Double { multiple((value / size + 1e-9).rounded(.down)) }

  /// The multiples of the step from `low` to `high`, rising, 24 at most.
  func values(from low: Double, to high: Double) -> [Double] {
    var found: [Double] = []
    var count = (low / size - 1e-9).rounded(.up)
    let last = (high / size + 1e-9).rounded(.down)
    while count <= last, found.count < 24 {
      found.append(multiple(count))
      // Beyond 2^53 there are no steps left to count.
      guard count + 1 > count else { break }
      count += 1
    }
    return found
  }

  private func multiple(_ count: Double) -> Double { count == 0 ? 0 : count * digit * times / by }
}

/// The value if a picture can be made of it, else nil.
///
/// Not NaN, not infinite and not beyond 1e100, so that sums and differences of such values are
/// numbers too. What is below 1e-100 is zero.
func defined(_ value: Double) -> Double? {
  guard value.magnitude <= 1e100 else { return nil }
  return value.magnitude < 1e-100 ? 0 : value
}
