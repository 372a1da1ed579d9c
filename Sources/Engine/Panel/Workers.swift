/// A way to run so many pieces of work, each by its number, that returns when all are done.
///
/// The engine starts no threads; who calls it may hand in a way to use several.
public struct Workers: Sendable {
  private let run: @Sendable (_ count: Int, _ work: @Sendable (Int) -> Void) -> Void

  /// Takes a function that calls the work once for each number below the count, in any order and
  /// from any thread.
  public init(
    _ run: @escaping @Sendable (_ count: Int, _ work: @Sendable (Int) -> Void) -> Void
  ) {
    self.run = run
  }

  /// One piece after the other.
  public static let oneByOne = Workers { count, work in
    for number in 0..<count { work(number) }
  }

  /// The results of some pieces of work, by number.
  func map<Result: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Result) -> [Result] {
    // Each piece writes its own slot, and all are done before any is read.
    nonisolated(unsafe) let slots = UnsafeMutablePointer<Result?>.allocate(capacity: max(1, count))
    slots.initialize(repeating: nil, count: count)
    defer {
      slots.deinitialize(count: count)
      slots.deallocate()
    }
    run(count) { number in slots[number] = work(number) }
    return (0..<count).compactMap { slots[$0] }
  }
}
