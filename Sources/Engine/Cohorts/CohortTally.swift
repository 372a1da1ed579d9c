/// What a grid of cohorts is made of, for some of the accounts; parts are merged into the whole.
struct CohortTally {
  private var places: [Int64: Int] = [:]
  private var keys: [Int64] = []
  private var sums: [CohortSums] = []
  private var last: (key: Int64, place: Int)?

  /// Each cohort's key with its sums, in no order.
  var cohorts: [(key: Int64, sums: CohortSums)] { Array(zip(keys, sums)) }

  /// Adds a customer to a cohort.
  mutating func add(_ customer: borrowing CohortCustomer, to key: Int64) {
    sums[place(of: key)].add(customer)
  }

  mutating func merge(_ key: Int64, _ other: CohortSums) { sums[place(of: key)].merge(other) }

  mutating func merge(_ other: CohortTally) {
    for (key, sums) in other.cohorts { merge(key, sums) }
  }

  private mutating func place(of key: Int64) -> Int {
    if let last, last.key == key { return last.place }
    let place = places[key] ?? sums.count
    if place == sums.count {
      places[key] = place
      keys.append(key)
      sums.append(CohortSums())
    }
    last = (key, place)
    return place
  }
}

/// The sums of one cohort.
struct CohortSums {
  /// What a cell's customers add up to.
  struct Cell {
    var customers = 0
    var base: Int128 = 0
    var previous: Int128 = 0
    var retained: Int128 = 0

    mutating func add(_ other: Cell) {
      customers += other.customers
      base += other.base
      previous += other.previous
      retained += other.retained
    }
  }

  var customers = 0
  var start: Int128 = 0
  /// By index: customers whose cell's last day is known.
  var seen: [Cell] = []
  /// By index: customers whose cell has begun and its last day is not known yet.
  ///
  /// A customer has at most one such cell.
  var begun: [Int: Cell] = [:]

  init() {}

  /// The sums of a cohort whose cells are the same days for everyone.
  ///
  /// - Parameters:
  ///   - customers: who entered.
  ///   - present: by index, who is left.
  ///   - seenCount: how many of the cells, from the first on, have a last day that is known.
  init(_ customers: Int, present: [Int], seenCount: Int) {
    self.customers = customers
    start = Int128(customers)
    var previous = customers
    for (index, count) in present.enumerated() {
      let cell = Cell(
        customers: customers, base: start, previous: Int128(previous), retained: Int128(count))
      if index < seenCount { seen.append(cell) } else { begun[index] = cell }
      previous = count
    }
  }

  var cellCount: Int { max(seen.count, (begun.keys.max() ?? -1) + 1) }

  /// The sums that a cell shows: of who is seen in it or, if none is, of who has begun it.
  func counted(_ index: Int) -> Cell {
    if index < seen.count, seen[index].customers > 0 { return seen[index] }
    return begun[index] ?? Cell()
  }

  mutating func add(_ customer: borrowing CohortCustomer) {
    customers += 1
    start += customer.start
    while seen.count < customer.seenCount { seen.append(Cell()) }
    for index in 0..<customer.values.count {
      let cell = customer.cell(index)
      if index < customer.seenCount {
        seen[index].add(cell)
      } else {
        begun[index, default: Cell()].add(cell)
      }
    }
  }

  mutating func merge(_ other: CohortSums) {
    customers += other.customers
    start += other.start
    while seen.count < other.seen.count { seen.append(Cell()) }
    for index in other.seen.indices { seen[index].add(other.seen[index]) }
    for (index, cell) in other.begun { begun[index, default: Cell()].add(cell) }
  }
}

/// What one customer was worth at entry and in each cell that has begun.
struct CohortCustomer {
  var entryDay: Int32 = 0
  var start: Int128 = 0
  /// By index.
  var values: [Int128] = []
  /// How many of the cells, from the first on, have a last day that is known.
  var seenCount = 0

  /// What the customer adds to a cell.
  func cell(_ index: Int) -> CohortSums.Cell {
    CohortSums.Cell(
      customers: 1, base: start, previous: index == 0 ? start : values[index - 1],
      retained: values[index])
  }
}
