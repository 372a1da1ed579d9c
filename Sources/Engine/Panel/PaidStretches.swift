/// On which days the customers of a chunk pay, whichever of their subscriptions it is for.
///
/// Worked out when an account's steps are written, so that who asks only about customers reads two
/// days an account and no steps.
struct PaidStretches: Sendable {
  /// By account: the first day at whose end the customer pays, a day after all others for who never
  /// does.
  private(set) var entryDays: [Int32] = []
  /// By account: the first day after it at whose end the customer does not, a day after all others
  /// for who has always paid since.
  private(set) var stopDays: [Int32] = []
  /// What came after that, in no order of accounts; an account's own in order.
  private(set) var returns: [Return] = []
  /// No day of entry is earlier; the earliest one itself, unless that account was replaced since.
  private(set) var firstDay = Int32.max

  /// A stretch of paid days after a gap.
  struct Return: Sendable {
    let account: Int32
    /// The day of entry of the customer.
    let entryDay: Int32
    /// The first day of the gap.
    let stopDay: Int32
    /// The first day that is paid again.
    let day: Int32
    /// The first day that is not.
    let endDay: Int32
  }

  /// Adds an account after the others.
  mutating func append(_ items: [[Step]]) {
    entryDays.append(.max)
    stopDays.append(.max)
    fill(entryDays.count - 1, with: items)
  }

  /// Gives an account other days.
  mutating func replace(_ account: Int, with items: [[Step]]) {
    if returns.contains(where: { $0.account == account }) {
      returns.removeAll { $0.account == account }
    }
    entryDays[account] = .max
    stopDays[account] = .max
    fill(account, with: items)
  }

  /// Forgets the days of entry that no account has any more.
  mutating func tighten() { firstDay = entryDays.min() ?? .max }

  private mutating func fill(_ account: Int, with items: [[Step]]) {
    var present: (from: Int32, to: Int32)?
    var lastStop: Int32?
    for stretch in stretches(of: items) {
      if let last = present, stretch.from > last.to {
        take(last, account, after: lastStop)
        lastStop = last.to
        present = stretch
      } else {
        present = (present?.from ?? stretch.from, max(present?.to ?? stretch.to, stretch.to))
      }
    }
    if let present { take(present, account, after: lastStop) }
  }

  /// Notes a customer's next stretch, after one that ended on a day if there was one.
  private mutating func take(
    _ stretch: (from: Int32, to: Int32), _ account: Int, after stopDay: Int32?
  ) {
    if let stopDay {
      returns.append(
        Return(
          account: Int32(account), entryDay: entryDays[account], stopDay: stopDay,
          day: stretch.from, endDay: stretch.to))
    } else {
      entryDays[account] = stretch.from
      stopDays[account] = stretch.to
      firstDay = min(firstDay, stretch.from)
    }
  }
}

/// The days on which each subscription pays, the second of a stretch no more, by the first.
///
/// Of several steps of one day the last holds, so that none of them may make a stretch of its own.
private func stretches(of items: [[Step]]) -> [(from: Int32, to: Int32)] {
  var found: [(from: Int32, to: Int32)] = []
  for steps in items {
    var from: Int32?
    for step in steps {
      if step.standing == .paying {
        if from == nil { from = step.day }
      } else if let first = from {
        if first < step.day { found.append((first, step.day)) }
        from = nil
      }
    }
    if let from, from < .max { found.append((from, .max)) }
  }
  if items.count > 1 { found.sort { $0.from < $1.from } }
  return found
}
