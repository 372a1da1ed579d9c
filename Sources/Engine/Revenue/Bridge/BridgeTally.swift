/// Where movements go.
protocol MovementSink {
  /// Recurring revenue at the opening of the first period.
  mutating func open(_ account: Int, place: Int, micros: Int128)
  mutating func add(
    account: Int, day: Int32, period: Int, kind: MovementKind, place: Int, micros: Int128)
  /// Customers with recurring revenue become so many more or fewer.
  mutating func count(account: Int, period: Int, place: Int, change: Int)
}

/// Movements added up.
struct BridgeTally {
  let placeCount: Int
  let periodCount: Int
  private(set) var openings: [Int128]
  private(set) var openingCustomers: [Int]
  /// By period, place and kind.
  private var amounts: [Int128]
  private var customers: [Int]
  private var newCustomers: [Int]

  init(_ plan: BridgePlan) {
    placeCount = plan.placeCount
    periodCount = plan.question.periods.count
    openings = [Int128](repeating: 0, count: placeCount)
    openingCustomers = [Int](repeating: 0, count: placeCount)
    amounts = [Int128](repeating: 0, count: periodCount * placeCount * MovementKind.count)
    customers = [Int](repeating: 0, count: periodCount * placeCount)
    newCustomers = customers
  }

  /// Adds what the body puts into the sums, all of a customer's in one go.
  mutating func add(_ body: (inout BridgeSums) -> Void) {
    var lastNew = [Int](repeating: -1, count: newCustomers.count)
    openings.withUnsafeMutableBufferPointer { openings in
      openingCustomers.withUnsafeMutableBufferPointer { openingCustomers in
        amounts.withUnsafeMutableBufferPointer { amounts in
          customers.withUnsafeMutableBufferPointer { customers in
            newCustomers.withUnsafeMutableBufferPointer { newCustomers in
              lastNew.withUnsafeMutableBufferPointer { lastNew in
                guard let openings = openings.baseAddress, let amounts = amounts.baseAddress,
                  let openingCustomers = openingCustomers.baseAddress,
                  let customers = customers.baseAddress,
                  let newCustomers = newCustomers.baseAddress, let lastNew = lastNew.baseAddress
                else { return }
                var sums = BridgeSums(
                  placeCount: placeCount, openings: openings, openingCustomers: openingCustomers,
                  amounts: amounts, customers: customers, newCustomers: newCustomers,
                  lastNew: lastNew)
                body(&sums)
              }
            }
          }
        }
      }
    }
  }

  mutating func merge(_ other: BridgeTally) {
    for index in openings.indices {
      openings[index] += other.openings[index]
      openingCustomers[index] += other.openingCustomers[index]
    }
    for index in amounts.indices { amounts[index] += other.amounts[index] }
    for index in customers.indices {
      customers[index] += other.customers[index]
      newCustomers[index] += other.newCustomers[index]
    }
  }

  /// What is counted of a slice in each period.
  enum Line {
    case amount(MovementKind)
    case customers
    case newCustomers

    static let all = MovementKind.allCases.map(Line.amount) + [.customers, .newCustomers]
  }

  /// What a line comes to in a period.
  func change(_ period: Int, _ place: Int, _ line: Line) -> Int128 {
    let cell = period * placeCount + place
    return switch line {
    case .amount(let kind): amounts[cell * MovementKind.count + Int(kind.rawValue)]
    case .customers: Int128(customers[cell])
    case .newCustomers: Int128(newCustomers[cell])
    }
  }

  /// Adds to a line.
  mutating func add(_ period: Int, _ place: Int, _ line: Line, _ change: Int128) {
    let cell = period * placeCount + place
    switch line {
    case .amount(let kind): amounts[cell * MovementKind.count + Int(kind.rawValue)] += change
    case .customers: customers[cell] += Int(change)
    case .newCustomers: newCustomers[cell] += Int(change)
    }
  }

  /// Adds to the opening.
  mutating func open(_ place: Int, micros: Int128, _ customers: Int) {
    openings[place] += micros
    openingCustomers[place] += customers
  }

  /// Adds to the opening what a line came to before it.
  mutating func open(_ place: Int, _ line: Line, _ sum: Int128) {
    switch line {
    case .amount: openings[place] += sum
    case .customers: openingCustomers[place] += Int(sum)
    case .newCustomers: break
    }
  }

  /// The bridge: each period opens where the one before closes.
  func bridge(_ plan: BridgePlan) -> Bridge {
    var cells: [[BridgeCell]] = []
    for period in 0..<periodCount {
      cells.append(
        (0..<placeCount).map { place in
          let index = period * placeCount + place
          let first = index * MovementKind.count
          var cell = BridgeCell(amounts: Array(amounts[first..<first + MovementKind.count]))
          let before = period > 0 ? cells[period - 1][place] : nil
          cell.opening = before?.closing ?? openings[place]
          cell.openingCustomers = before?.closingCustomers ?? openingCustomers[place]
          cell.closingCustomers = cell.openingCustomers + customers[index]
          cell.newCustomers = newCustomers[index]
          return cell
        })
    }
    return Bridge(periods: plan.question.periods, slices: plan.slices, cells: cells)
  }
}

/// A tally's sums as bare pointers, for loops over millions of movements.
///
/// Only valid inside the closure that it is handed to.
struct BridgeSums: MovementSink {
  fileprivate let placeCount: Int
  fileprivate let openings: UnsafeMutablePointer<Int128>
  fileprivate let openingCustomers: UnsafeMutablePointer<Int>
  fileprivate let amounts: UnsafeMutablePointer<Int128>
  fileprivate let customers: UnsafeMutablePointer<Int>
  fileprivate let newCustomers: UnsafeMutablePointer<Int>
  /// The last customer that was new, and where: none counts twice in a period.
  fileprivate let lastNew: UnsafeMutablePointer<Int>

  func open(_ account: Int, place: Int, micros: Int128) {
    open(place, micros: micros, customers: 1)
  }

  func add(
    account: Int, day: Int32, period: Int, kind: MovementKind, place: Int, micros: Int128
  ) {
    add(period, place, kind, micros: micros)
    let cell = period * placeCount + place
    guard kind == .new, lastNew[cell] != account else { return }
    lastNew[cell] = account
    newCustomers[cell] += 1
  }

  func count(account: Int, period: Int, place: Int, change: Int) {
    count(period, place, customers: change)
  }

  /// Adds to what the first period opens with.
  func open(_ place: Int, micros: Int128, customers: Int) {
    openings[place] += micros
    openingCustomers[place] += customers
  }

  /// Adds to a line, whoever's movements they are.
  func add(_ period: Int, _ place: Int, _ kind: MovementKind, micros: Int128) {
    amounts[(period * placeCount + place) * MovementKind.count + Int(kind.rawValue)] += micros
  }

  /// Adds to the customers there are, and to those that were new.
  func count(_ period: Int, _ place: Int, customers: Int = 0, new: Int = 0) {
    self.customers[period * placeCount + place] += customers
    newCustomers[period * placeCount + place] += new
  }
}
