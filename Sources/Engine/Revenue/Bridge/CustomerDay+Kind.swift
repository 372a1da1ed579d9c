extension CustomerDay {
  /// The one movement that the day comes to.
  func kind(_ reactivationDays: Int32?) -> MovementKind {
    switch (before, after) {
    case (.paying, .paying):
      change >= 0 ? cause(gain: true).expansion : cause(gain: false).contraction
    case (_, .paying):
      kindOfReturn(from: before, cause: cause(gain: true), reactivationDays)
    case (.paying, .paused): .pause
    case (.paying, .none): isInvoluntary ? .churnInvoluntary : .churnVoluntary
    default: cause(gain: false).contraction
    }
  }

  /// The movement of a customer who did not pay and now does.
  private func kindOfReturn(
    from before: Standing, cause: PartCause, _ reactivationDays: Int32?
  ) -> MovementKind {
    guard hadPaid else { return .new }
    switch before {
    case .paused: return .resume
    case .free: return cause.expansion
    default:
      guard let reactivationDays, day &- stoppedDay > reactivationDays else {
        return .reactivation
      }
      return .new
    }
  }

  /// The cause whose parts add up to the largest gain, or loss; of equal ones the first.
  private func cause(gain: Bool) -> PartCause {
    var best = PartCause.price
    var largest: Int128 = 0
    for raw in PartCause.plan.rawValue...PartCause.hold.rawValue {
      guard let cause = PartCause(rawValue: raw) else { continue }
      let sum = parts.reduce(0) { $0 + ($1.cause == cause ? $1.micros : 0) }
      let size = gain ? sum : -sum
      if size > largest { (best, largest) = (cause, size) }
    }
    return best
  }

  /// Whether more of what was lost is laid on a payment than not.
  private var isInvoluntary: Bool {
    if let isLostInvoluntarily { return isLostInvoluntarily }
    let lost = parts.reduce(Int128(0)) { sum, part in
      guard part.micros < 0 else { return sum }
      return sum + (part.isInvoluntary ? -part.micros : part.micros)
    }
    return lost > 0
  }

  /// The day's changes one by one: of a subscription that pays throughout each part, of others the
  /// whole.
  var changes: [Part] {
    var changes: [Part] = []
    var index = 0
    while index < parts.count {
      let first = index
      while index < parts.count, parts[index].item == parts[first].item { index += 1 }
      let own = parts[first..<index]
      if parts[first].paysThroughout {
        changes += own
        continue
      }
      var whole = parts[first]
      whole.micros = own.reduce(0) { $0 + $1.micros }
      whole.isInvoluntary = own.contains { $0.isInvoluntary }
      let largest = own.filter { ($0.micros > 0) == (whole.micros > 0) }.sorted(
        by: Part.isBookedBefore)
      whole.cause = largest.first?.cause ?? whole.cause
      changes.append(whole)
    }
    return changes
  }

  /// The movement of one change, after those that were booked before it.
  ///
  /// - Parameter payers: the subscriptions that bring anything in the book just then; kept up to
  ///   date. One may have paid so little in another currency that it was nothing in the book's.
  func kind(of change: Part, payers: inout Set<Int>, _ reactivationDays: Int32?) -> MovementKind {
    let isAlone = !paysElsewhere && !payers.contains { $0 != change.item }
    if change.micros > 0 { payers.insert(change.item) }
    if change.paysThroughout {
      return change.micros > 0 ? change.cause.expansion : change.cause.contraction
    }
    if change.micros < 0 {
      payers.remove(change.item)
      guard isAlone, change.after == .none else { return change.cause.contraction }
      return change.isInvoluntary ? .churnInvoluntary : .churnVoluntary
    }
    guard isAlone else { return change.cause.expansion }
    if hadPaid, before == .paying, change.before == .none { return .reactivation }
    return kindOfReturn(from: change.before, cause: change.cause, reactivationDays)
  }
}

extension Part {
  /// Losses before gains, the larger first, of equal ones the one whose cause comes first.
  static func isBookedBefore(_ one: Part, _ other: Part) -> Bool {
    if (one.micros < 0) != (other.micros < 0) { return one.micros < 0 }
    if one.micros != other.micros { return abs(one.micros) > abs(other.micros) }
    if one.cause != other.cause { return one.cause < other.cause }
    return !one.isInvoluntary && other.isInvoluntary
  }
}
