/// Tells which slices customers are in, for loops over all of them.
struct SliceReader {
  let slicing: Slicing
  /// Empty where customers are told apart by something else.
  ///
  /// An optional one would be copied, and its references counted, at each look.
  private let attribute: AttributeColumn
  private let hasAttribute: Bool

  init(_ slicing: Slicing, in panel: Panel) {
    self.slicing = slicing
    attribute = panel.attribute(slicing)
    hasAttribute = slicing.isByAttribute
  }

  /// The number of the slice of a subscription that pays, or of its customer.
  ///
  /// - Parameter step: the subscription's last one up to the day.
  @inline(__always)
  func code(of account: Int, _ columns: ColumnPointers, _ step: Int, on day: Int32) -> Int64 {
    if hasAttribute { return Int64(attribute.code(of: account, on: day)) }
    return slicing.code(
      plan: columns.plans[step], currency: columns.currencies[step],
      unit: columns.intervalUnits[step], count: columns.intervalCounts[step])
  }

  /// The numbers of all slices of a customer on a day, each once.
  ///
  /// - Parameters:
  ///   - local: the account's number in its chunk.
  ///   - counts: whether what pays brings money that counts.
  func codes(
    of account: Int, _ local: Int, in view: ChunkView, on day: Int32,
    where counts: (ColumnPointers, Int) -> Bool = { _, _ in true }
  ) -> [Int64] {
    if hasAttribute { return [Int64(attribute.code(of: account, on: day))] }
    var codes: [Int64] = []
    for item in view.items(of: local) {
      let (columns, steps) = view.steps(of: item)
      guard let last = columns.paying(steps, on: day), counts(columns, last) else { continue }
      let code = code(of: account, columns, last, on: day)
      if !codes.contains(code) { codes.append(code) }
    }
    return codes
  }
}

/// Sums by the slices' numbers, found without hashing where these are small.
struct SliceSums<Sum: Sendable>: Sendable {
  private(set) var codes: [Int64] = []
  private(set) var sums: [Sum] = []
  /// By small code: one more than its place, or 0.
  private var small: [Int32] = []
  private var large: [Int64: Int] = [:]

  /// Codes from here on are hashed.
  private static var mostSmall: Int64 { 1 << 12 }

  /// Changes a slice's sum, which is at first empty.
  @inline(__always)
  mutating func change(
    _ code: Int64, from empty: @autoclosure () -> Sum, _ body: (inout Sum) -> Void
  ) {
    let place = place(of: code) ?? append(code, empty())
    body(&sums[place])
  }

  @inline(__always)
  private func place(of code: Int64) -> Int? {
    guard code < Self.mostSmall else { return large[code] }
    guard code < small.count, small[Int(code)] > 0 else { return nil }
    return Int(small[Int(code)]) - 1
  }

  @inline(never)
  private mutating func append(_ code: Int64, _ sum: Sum) -> Int {
    codes.append(code)
    sums.append(sum)
    let place = sums.count - 1
    guard code < Self.mostSmall else {
      large[code] = place
      return place
    }
    if code >= small.count {
      small += [Int32](repeating: 0, count: Int(code) + 1 - small.count)
    }
    small[Int(code)] = Int32(place) + 1
    return place
  }
}
