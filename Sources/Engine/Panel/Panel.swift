import Facts

/// The ledger as columns, account by account: what every figure is counted from.
///
/// A value: a reader that holds a copy sees what it held, whatever is changed afterwards. Accounts
/// are numbered from 0 without gaps, in the order in which the ledger first met them.
public struct Panel: Sendable, Chunked {
  private(set) var chunks: [Chunk] = []
  /// Names of plans by their number; 0 is the empty name.
  public internal(set) var plans: [String] = [""]
  /// The customers' attributes by name.
  public internal(set) var attributes: [Identifier: AttributeColumn] = [:]

  /// Which accounts are another customer's: they have no steps, their facts are that one's.
  public internal(set) var merged = MergedAccounts()
  /// What accounts did that their books tell of, by ``ReservedKind``.
  public internal(set) var activity = ActivityBook()

  /// A panel without accounts.
  ///
  /// - Parameter plans: the plans' names by the numbers that steps have; the first is empty.
  public init(plans: [String] = [""]) { self.plans = plans }

  /// How many accounts there are, with or without a subscription.
  public var accountCount: Int {
    guard let last = chunks.last else { return 0 }
    return (chunks.count - 1) * Chunk.capacity + last.accountCount
  }

  /// Adds an account after the others; only while no account has been replaced.
  ///
  /// - Parameter items: an array of steps a subscription, ascending by day.
  public mutating func append(account items: [[Step]]) {
    precondition(items.joined().allSatisfy { plans.indices.contains(Int($0.plan)) })
    if chunks.last.map({ $0.accountCount == Chunk.capacity }) ?? true { chunks.append(Chunk()) }
    chunks[chunks.count - 1].append(account: items)
  }

  /// Gives an account the steps that its facts now add up to.
  ///
  /// The cost is that of the account's own steps, not of the panel's; copies that others hold stay
  /// as they are.
  ///
  /// - Parameters:
  ///   - account: its number; one past the last adds accounts up to it.
  ///   - items: an array of steps a subscription, ascending by day.
  public mutating func replace(account: Int, with items: [[Step]]) {
    precondition(items.joined().allSatisfy { plans.indices.contains(Int($0.plan)) })
    while accountCount <= account {
      if chunks.last.map({ $0.accountCount == Chunk.capacity }) ?? true { chunks.append(Chunk()) }
      let full = (chunks.count - 1) * Chunk.capacity
      chunks[chunks.count - 1].grow(to: min(Chunk.capacity, account + 1 - full))
    }
    chunks[account / Chunk.capacity].replace(account: account % Chunk.capacity, with: items)
  }

  /// The steps of an account, an array a subscription, ascending by day.
  public func items(of account: Int) -> [[Step]] {
    chunks[account / Chunk.capacity].items(of: account % Chunk.capacity)
  }

  var chunkCount: Int { chunks.count }

  /// Whether any interval is more than two bits and one byte tell.
  var hasLongIntervals: Bool {
    chunks.indices.contains {
      chunks[$0].base.hasLongIntervals || chunks[$0].tail.hasLongIntervals
    }
  }

  /// What stands for each chunk as it now is.
  ///
  /// By index, here and in what follows: to take a chunk out of the array counts a reference for
  /// each of its columns, and every question does it.
  var tokens: [ChangeToken] { chunks.indices.map { chunks[$0].token } }

  /// The attribute that is sliced by; empty where it is none, or nobody was said to have it.
  func attribute(_ slicing: Slicing?) -> AttributeColumn {
    guard case .attribute(let name)? = slicing else { return AttributeColumn() }
    return attributes[name] ?? AttributeColumn()
  }

  /// What stands for the attribute that is sliced by, as it now is; nil for none.
  func attributeToken(_ slicing: Slicing?) -> ChangeToken? {
    guard case .attribute(let name)? = slicing else { return nil }
    return attributes[name]?.token
  }

  /// About how many steps there are: some of those that were replaced count too.
  var stepCount: Int { chunks.indices.reduce(0) { $0 + chunks[$1].stepCount } }

  /// No chunk has more steps.
  var mostStepsOfChunk: Int { chunks.indices.reduce(0) { max($0, chunks[$1].stepCount) } }

  /// Steps that stand in tails, waiting to be merged.
  public var tailStepCount: Int { chunks.reduce(0) { $0 + $1.tail.stepCount } }
}

/// One attribute of all customers: which value holds from which day on.
public struct AttributeColumn: Sendable {
  /// Another one with every change.
  let token = ChangeToken()
  /// Values by their number; 0 is the empty value, which stands for unknown.
  public internal(set) var values: [String] = [""]
  /// Index of each account's first step; one more at the end.
  var starts: [Int32] = [0]
  var days: [Int32] = []
  var codes: [Int32] = []

  /// A column without a value.
  public init() {}

  /// A column of one value an account, or a unit of whatever kind, that holds on all days.
  ///
  /// - Parameters:
  ///   - values: values by their number; 0 is the empty value, which stands for unknown.
  ///   - codes: the number of each unit's value.
  /// - Precondition: each number is that of a value.
  public init(values: [String], codes: [Int32]) {
    precondition(codes.allSatisfy { values.indices.contains(Int($0)) })
    self.values = values
    self.codes = codes
    days = [Int32](repeating: Day.first.number, count: codes.count)
    starts = (0...codes.count).map(Int32.init)
  }

  /// Whether one value holds at the ends of all days from one to another.
  func isConstant(of account: Int, from first: Int32, through last: Int32) -> Bool {
    guard account + 1 < starts.count else { return true }
    var found: Int32 = 0
    for index in Int(starts[account])..<Int(starts[account + 1]) where days[index] <= last {
      if days[index] > first, codes[index] != found { return false }
      found = codes[index]
    }
    return true
  }

  /// The number of the value that holds at the end of a day; 0 where none is known by then.
  public func code(of account: Int, on day: Int32) -> Int32 {
    guard account + 1 < starts.count else { return 0 }
    var found: Int32 = 0
    for index in Int(starts[account])..<Int(starts[account + 1]) where days[index] <= day {
      found = codes[index]
    }
    return found
  }
}

extension Panel {
  /// The days of the first and the last step of all; nil where there are no steps.
  public var days: ClosedRange<Day>? {
    var first = Int32.max
    var last = Int32.min
    for chunk in chunks {
      for day in chunk.base.days + chunk.tail.days {
        first = min(first, day)
        last = max(last, day)
      }
    }
    return first <= last ? Day(number: first)...Day(number: last) : nil
  }
}
