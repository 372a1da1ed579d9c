/// What loops over millions of steps read of one, in a word: its day, whether it is its
/// subscription's first, its plan and its mark.
///
/// In this order, so that what is looked up together, the day with whether it is the first or the
/// plan with the mark, is a number by itself.
struct StepCode {
  private let word: UInt32

  /// 1900-01-01; what is earlier stands for it.
  static let firstDay: Int32 = -25_567
  /// In June 2079; what is later stands for it.
  static let lastDay = firstDay + Int32(UInt16.max)
  /// So many plans can be told apart; others have to be looked for in their own column.
  static let planCount = 128

  private static let first: UInt32 = 0x8000

  @inline(__always)
  init(day: Int32, isFirst: Bool, plan: Int32, mark: UInt8 = 0) {
    let short = UInt32(bitPattern: plan) & UInt32(StepCode.planCount - 1)
    word =
      UInt32(StepCode.place(of: day)) << 16 | (isFirst ? StepCode.first : 0) | short << 8
      | UInt32(mark)
  }

  /// Those of a subscription's steps.
  static func codes(of steps: [Step]) -> [StepCode] {
    zip(steps.indices, StepMark.marks(of: steps)).map { index, mark in
      StepCode(day: steps[index].day, isFirst: index == 0, plan: steps[index].plan, mark: mark)
    }
  }

  /// Ends a column of codes: as if another subscription began on a code's day.
  static func end(after code: StepCode) -> StepCode { StepCode(word: code.word | first) }

  private init(word: UInt32) { self.word = word }

  /// Where a day stands in a table of all days.
  static func place(of day: Int32) -> Int { Int(min(max(day, firstDay), lastDay) - firstDay) }

  /// Where its day stands in such a table.
  @inline(__always)
  var place: Int { Int(word >> 16) }

  /// Where its day stands in a table that tells first steps from later ones.
  @inline(__always)
  var dayKey: Int { Int(word >> 15) }

  /// The plan, where there are no more than ``planCount``.
  @inline(__always)
  var plan: Int { Int(word >> 8) & (StepCode.planCount - 1) }

  /// Whether it is its subscription's first step.
  @inline(__always)
  var isFirst: Bool { word & StepCode.first != 0 }

  /// All ones, or nothing where it is its subscription's first step.
  @inline(__always)
  var isLater: Int64 { Int64((word & StepCode.first) >> 15) &- 1 }

  /// As ``StepMark`` reads it.
  @inline(__always)
  var mark: UInt8 { UInt8(truncatingIfNeeded: word) }

  /// The plan, where there are no more than ``planCount``, and then the mark.
  @inline(__always)
  var key: Int { Int(word & (StepCode.first - 1)) }

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

  /// A table by ``StepCode/dayKey``: what holds for later steps is what holds here.
  func doubled(_ ofFirst: (Int32) -> Int32) -> PlaceTable {
    PlaceTable(first: 2 * first, values: values.flatMap { [$0, ofFirst($0)] })
  }

  private init(first: Int, values: [Int32]) {
    self.first = first
    self.values = values
  }

  /// Calls the body with the address at which the place 0 would lie.
  @inline(__always)
  func withPointer<Result>(_ body: (UnsafePointer<Int32>) -> Result) -> Result {
    values.withPointer { body($0 - first) }
  }
}
