/// Days from which on customers bring so much, as columns: what loops over steps read of them.
struct RunPointers {
  let codes: UnsafePointer<StepCode>
  let amounts: UnsafePointer<Int64>
  let currencies: UnsafePointer<UInt16>
  let plans: UnsafePointer<Int32>
}

extension RunPointers {
  /// The same from a later step on.
  func advanced(by count: Int) -> RunPointers {
    RunPointers(
      codes: codes + count, amounts: amounts + count, currencies: currencies + count,
      plans: plans + count)
  }

  /// Those of customers with one subscription, as their steps stand in the panel.
  init(_ columns: ColumnPointers) {
    codes = columns.codes
    amounts = columns.monthlyMicros
    currencies = columns.currencies
    plans = columns.plans
  }
}

/// Those of customers with several subscriptions: the sums of their steps, one a day.
struct MergedRuns {
  private let base: UInt16
  private let plan: Int32?
  private var codes: [StepCode] = []
  private var amounts: [Int64] = []
  /// The plan that is asked for, where any of the subscriptions has it; else another one.
  private var plans: [Int32] = []
  /// Whether the next one is its customer's first.
  private var isFirst = true
  /// By subscription of the account at hand: its steps, and the next one.
  private var items: [(columns: ColumnPointers, next: Int, range: Range<Int>)] = []

  /// - Parameters:
  ///   - base: the currency that counts.
  ///   - plan: the plan that is asked for; nil for any.
  init(base: UInt16, plan: Int32?) {
    self.base = base
    self.plan = plan
  }

  /// Adds an account.
  mutating func append(_ numbers: Range<Int>, of view: ChunkView) {
    items.removeAll(keepingCapacity: true)
    for number in numbers {
      let (columns, range) = view.steps(of: number)
      if !range.isEmpty { items.append((columns, range.lowerBound, range)) }
    }
    isFirst = true
    while true {
      var day = Int32.max
      for item in items where item.next < item.range.upperBound {
        day = min(day, item.columns.days[item.next])
      }
      if day == .max { break }
      append(day)
    }
  }

  /// Goes to the end of a day.
  private mutating func append(_ day: Int32) {
    var amount: Int64 = 0
    var counts = plan == nil
    for place in items.indices {
      let (columns, first, range) = items[place]
      var next = first
      while next < range.upperBound, columns.days[next] == day { next += 1 }
      items[place].next = next
      let last = next - 1
      guard last >= range.lowerBound, columns.currencies[last] == base else { continue }
      amount += columns.monthlyMicros[last]
      if columns.monthlyMicros[last] > 0, columns.plans[last] == plan { counts = true }
    }
    amounts.append(amount)
    // Another one, which is another one in short as well.
    let plan = counts ? plan ?? 0 : (plan ?? 0) ^ 1
    plans.append(plan)
    codes.append(StepCode(day: day, isFirst: isFirst, plan: plan))
    isFirst = false
  }

  /// Calls the body with all that was added.
  mutating func withPointers(_ body: (RunPointers, Range<Int>) -> Void) {
    guard let last = codes.last else { return }
    codes.append(.end(after: last))
    codes.withUnsafeBufferPointer { codes in
      amounts.withUnsafeBufferPointer { amounts in
        plans.withUnsafeBufferPointer { plans in
          guard let codes = codes.baseAddress, let amounts = amounts.baseAddress,
            let plans = plans.baseAddress
          else { return }
          withUnsafePointer(to: base) { base in
            body(
              RunPointers(codes: codes, amounts: amounts, currencies: base, plans: plans),
              0..<self.amounts.count)
          }
        }
      }
    }
  }
}
