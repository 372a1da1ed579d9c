/// How work is done: so many pieces, each by its number, in a way that returns when all are done,
/// and where what came of them is kept until it is asked for again.
///
/// The engine starts no threads and keeps nothing; who calls it may hand in a way to use several,
/// and a place to keep partial results.
public struct Workers: Sendable {
  private let run: @Sendable (_ count: Int, _ work: @Sendable (Int) -> Void) -> Void
  /// Where partial results are kept; nil for nowhere.
  let store: Partials.Store?

  /// Takes a function that calls the work once for each number below the count, in any order and
  /// from any thread.
  public init(
    keeping store: Partials.Store? = nil,
    _ run: @escaping @Sendable (_ count: Int, _ work: @Sendable (Int) -> Void) -> Void
  ) {
    self.store = store
    self.run = run
  }

  /// One piece after the other.
  public static let oneByOne = Workers { count, work in
    for number in 0..<count { work(number) }
  }

  /// The same, and partial results are kept somewhere.
  public func keeping(_ store: Partials.Store) -> Workers { Workers(keeping: store, run) }

  /// The results of some pieces of work, by number.
  func map<Result: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Result) -> [Result] {
    // Each piece writes its own slot, and all are done before any is read.
    nonisolated(unsafe) let slots = UnsafeMutablePointer<Result?>.allocate(capacity: max(1, count))
    slots.initialize(repeating: nil, count: count)
    defer {
      slots.deinitialize(count: count)
      slots.deallocate()
    }
    // A single piece needs no threads.
    if count == 1 { slots[0] = work(0) } else { run(count) { slots[$0] = work($0) } }
    return (0..<count).compactMap { slots[$0] }
  }
}
