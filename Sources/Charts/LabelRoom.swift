/// Where labels already stand, in a plot of a given width: a label that would touch one is not
/// written.
struct LabelRoom {
  /// The plot's width in pixels at its narrowest; when it grows, labels only move apart.
  let width: Double
  private var taken: [(left: Double, right: Double, top: Double, bottom: Double)] = []

  init(width: Double) { self.width = max(width, 1) }

  /// Whether a label stays clear of what is written beside the plot, some pixels away.
  func holds(_ text: String, x: Double, dx: Double, size: Double) -> Bool {
    let half = textWidth(text, size: size) / 2
    let middle = width * x / 100 + dx
    return middle - half >= -5 && middle + half <= width + 5
  }

  /// Takes the room of a label centred `dx` pixels beside `x` percent with its baseline at `y`,
  /// if it is free.
  mutating func take(
    _ text: String, x: Double, dx: Double = 0, y: Double, size: Double = 12
  ) -> Bool {
    let half = textWidth(text, size: size) / 2 + 2
    let middle = width * x / 100 + dx
    return take(left: middle - half, right: middle + half, top: y - size + 1, bottom: y + 3)
  }

  /// Takes a rectangle in pixels of the plot, if it is free.
  mutating func take(left: Double, right: Double, top: Double, bottom: Double) -> Bool {
    let isFree = taken.allSatisfy {
      right <= $0.left || left >= $0.right || bottom <= $0.top || top >= $0.bottom
    }
    if isFree { taken.append((left, right, top, bottom)) }
    return isFree
  }
}

/// Every how many-th of equally spaced labels can be written.
///
/// - Parameters:
///   - labels: All of them, in order.
///   - slot: The pixels from one to the next.
///   - whole: What the answer must divide, 0 for anything.
func labelStride(_ labels: [String], slot: Double, dividing whole: Int = 0) -> Int {
  let widest = labels.reduce(0) { max($0, textWidth($1)) } + 6
  return labelSteps.first { Double($0) * slot >= widest && whole % $0 == 0 }
    ?? max(whole > 0 ? whole : labels.count, 1)
}

/// Months are counted by quarters and years.
let labelSteps = [1, 2, 3, 4, 6, 12, 24, 36, 60, 120, 240]
