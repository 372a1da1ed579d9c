import Engine
import Facts

/// A figure of usage, by the name that commands and addresses know it by.
package enum UsageFigure: String, CaseIterable, Sendable {
  case active = "usage.active"
  case new = "usage.new"
  case returning = "usage.returning"
  case resurrected = "usage.resurrected"
  case dormant = "usage.dormant"
  case kept = "usage.kept"
  case trailing = "usage.trailing"
  case stickiness = "usage.stickiness"
  case adoption = "usage.adoption"
  case adoptionCount = "usage.adoption.count"
  case adoptionDays = "usage.adoption.days"
  case seconds = "usage.seconds"
  case secondsMean = "usage.seconds.mean"
  case secondsMedian = "usage.seconds.median"
  case paying = "usage.paying"

  package var definition: Definition {
    guard let definition = Definition.named(rawValue) else {
      preconditionFailure("every figure stands in the registry")
    }
    return definition
  }

  /// How its value is told.
  package enum Form { case count, share, mean, seconds }

  package var form: Form {
    switch self {
    case .active, .new, .returning, .resurrected, .dormant, .trailing: .count
    case .kept, .stickiness, .adoption, .paying: .share
    case .adoptionCount, .adoptionDays: .mean
    case .seconds, .secondsMean, .secondsMedian: .seconds
    }
  }

  /// Whether its rows add up to it; not those of a median.
  package var isSumOfRows: Bool { self != .secondsMedian }

  /// Whether it is one event's.
  package var isOfOneEvent: Bool {
    self == .adoption || self == .adoptionCount || self == .adoptionDays
  }

  /// The group of active units that it counts; nil for another figure.
  package var group: ActiveUnits.Group? {
    switch self {
    case .active: .active
    case .new: .new
    case .returning: .returning
    case .resurrected: .resurrected
    case .dormant: .dormant
    default: nil
    }
  }
}

/// What a figure is asked about besides the period.
package struct UsageDetail: Sendable {
  /// The event of a feature, by its number.
  package var event: Int32?
  /// The last day of a window; nil for the period's last that is known.
  package var day: Day?
  /// How many days the window has.
  package var days = 28

  package init() {}
}

/// What a figure of usage comes to.
package struct UsageValue: Sendable {
  /// A number that is no quotient.
  package var number: Double?
  package var quotient: FigureValue?

  /// Nil where there is nothing to divide by, or nothing is known.
  package var value: Double? { quotient == nil ? number : quotient?.value }
}

/// A unit that a figure counts.
package struct UsageRow: Hashable, Sendable {
  package enum Who: Hashable, Sendable {
    /// A unit of usage.
    case unit(Int)
    /// An account of the books.
    case account(Int)
  }

  package let who: Who
  /// What it adds above the line.
  package let numerator: Int
  /// What it adds below the line; nil where there is none.
  package let denominator: Int?

  init(_ who: Who, _ numerator: Int, _ denominator: Int? = nil) {
    self.who = who
    self.numerator = numerator
    self.denominator = denominator
  }
}

extension UsageRow {
  /// The unit of a cell's row.
  package init(_ row: CohortRow) { self.init(.unit(row.account), 1) }
}
