import Facts

/// How an account stands at the end of a day.
public struct AccountSummary: Sendable {
  /// Its number in the panel.
  public var account: Int
  /// The best standing of its subscriptions.
  public var standing = Standing.none
  /// Recurring revenue a month in millionths, by currency; empty where nothing is paid.
  public var monthly: [(currency: UInt16, micros: Int128)] = []
  /// The plans of its subscriptions that are served, by their numbers in the panel.
  public var plans: [Int32] = []
  /// The first day on which it paid; nil where it never did by then.
  public var firstPaidDay: Day?
  /// The day from which on nothing is served; nil while something is, or nothing ever was.
  public var leftDay: Day?

  /// An account of which nothing was told but its id.
  public init(account: Int) { self.account = account }
}

extension Panel {
  /// How an account stands at the end of a day.
  ///
  /// - Complexity: the account's own steps.
  public func summary(of account: Int, on day: Day) -> AccountSummary {
    var summary = AccountSummary(account: account)
    var last: Int32?
    for steps in items(of: account) {
      let known = steps.prefix { $0.day <= day.number }
      if let paid = known.first(where: { $0.monthlyMicros > 0 && $0.standing == .paying }) {
        let first = Day(number: paid.day)
        summary.firstPaidDay = min(summary.firstPaidDay ?? first, first)
      }
      guard let step = known.last else { continue }
      summary.standing = max(summary.standing, step.standing)
      if step.standing == .none {
        last = max(last ?? step.day, step.day)
      } else if !summary.plans.contains(step.plan) {
        summary.plans.append(step.plan)
      }
      guard step.monthlyMicros > 0, step.standing == .paying else { continue }
      if let known = summary.monthly.firstIndex(where: { $0.currency == step.currency }) {
        summary.monthly[known].micros += Int128(step.monthlyMicros)
      } else {
        summary.monthly.append((step.currency, Int128(step.monthlyMicros)))
      }
    }
    if summary.standing == .none, summary.firstPaidDay != nil {
      summary.leftDay = last.map { Day(number: $0) }
    }
    return summary
  }

  /// What an account is at the end of a day: the best that one of its subscriptions is.
  public func standing(of account: Int, on day: Day) -> Standing {
    items(of: account).reduce(.none) { best, steps in
      max(best, steps.last { $0.day <= day.number }?.standing ?? .none)
    }
  }

  /// The seats, or whatever units its plans have, that an account pays for at the end of a day.
  public func seats(of account: Int, on day: Day) -> Int {
    items(of: account).reduce(0) { sum, steps in
      guard let step = steps.last(where: { $0.day <= day.number }), step.standing == .paying else {
        return sum
      }
      return sum + Int(step.quantity)
    }
  }
}
