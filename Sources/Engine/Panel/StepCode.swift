/// What loops over millions of steps read of one, in a word: its day, its plan, its mark, and
/// whether it is alone on its day, after another step in the same currency.
struct StepCode {
  private let word: UInt32

  /// 1900-01-01; what is earlier stands for it.
  static let firstDay: Int32 = -25_567
  /// In June 2079; what is later stands for it.
  static let lastDay = firstDay + Int32(UInt16.max)
  /// So many plans can be told apart; others have to be looked for in their own column.
  static let planCount = 128

  private static let alone: UInt32 = 0x8000

  @inline(__always)
  init(day: Int32, plan: Int32, mark: UInt8, isAlone: Bool = false) {
    let short = UInt32(bitPattern: plan) & UInt32(StepCode.planCount - 1)
    word =
      UInt32(StepCode.place(of: day)) << 16 | (isAlone ? StepCode.alone : 0) | short << 8
      | UInt32(mark)
  }

  /// Those of a subscription's steps.
  static func codes(of steps: [Step]) -> [StepCode] {
    zip(steps.indices, StepMark.marks(of: steps)).map { index, mark in
      let step = steps[index]
      let before = index > 0 ? steps[index - 1] : nil
      let next = index + 1 < steps.count ? steps[index + 1] : nil
      let isAlone =
        before?.currency == step.currency && before?.day != step.day && next?.day != step.day
      return StepCode(day: step.day, plan: step.plan, mark: mark, isAlone: isAlone)
    }
  }

  /// Where a day stands in a table of all days.
  static func place(of day: Int32) -> Int { Int(min(max(day, firstDay), lastDay) - firstDay) }

  /// Where its day stands in such a table.
  @inline(__always)
  var place: Int { Int(word >> 16) }

  /// The plan, where there are no more than ``planCount``.
  @inline(__always)
  var plan: Int { Int(word >> 8) & (StepCode.planCount - 1) }

  @inline(__always)
  var isAlone: Bool { word & StepCode.alone != 0 }

  /// As ``StepMark`` reads it.
  @inline(__always)
  var mark: UInt8 { UInt8(truncatingIfNeeded: word) }

  /// Whether days can be told apart up to one, and those after it from it.
  static func reaches(_ first: Int32, _ last: Int32) -> Bool {
    first > firstDay && last < lastDay - 1
  }
}

/// A table by the places of the days on which a panel's steps lie.
///
/// Of numbers and of nothing else: it can be long, and is made anew for each question.
struct PlaceTable: Sendable {
  private let first: Int
  private let values: [Int32]

  /// - Parameters:
  ///   - firstDay: the first day on which it makes a difference.
  ///   - values: what holds on that day and those after it, day by day.
  ///   - before: what holds before it.
  ///   - after: what holds after the last of them.
  init(_ panel: Panel, from firstDay: Int32, _ values: [Int32], before: Int32, after: Int32) {
    let days = panel.chunks.reduce((first: Int(UInt16.max), last: 0)) { found, chunk in
      (
        min(found.first, chunk.base.places.first, chunk.tail.places.first),
        max(found.last, chunk.base.places.last, chunk.tail.places.last)
      )
    }
    let start = StepCode.place(of: firstDay)
    first = min(days.first, start)
    var all = [Int32](repeating: before, count: start - first)
    all += values
    if first + all.count <= days.last {
      all += [Int32](repeating: after, count: days.last + 1 - first - all.count)
    }
    self.values = all
  }

  /// Calls the body with the address at which the place 0 would lie.
  @inline(__always)
  func withPointer<Result>(_ body: (UnsafePointer<Int32>) -> Result) -> Result {
    values.withPointer { body($0 - first) }
  }
}
