/// What a step means for a customer who has no other subscription: the line of the bridge that its
/// day's change belongs to, worked out when the step is written and not again for each question.
enum StepMark {
  /// It is alone on its day, and comes after another step in the same currency.
  static let alone: UInt8 = 0x40
  /// The line depends on the question, or on more than this step and the one before: another plan,
  /// interval or currency, a return after a gap, several steps of one day.
  static let depends: UInt8 = 0x80
  /// The other bits.
  static let line: UInt8 = 0x3f

  /// The marks of a subscription's steps.
  static func marks(of steps: some RandomAccessCollection<Step>) -> [UInt8] {
    var marks: [UInt8] = []
    var hadPaid = false
    var before: Step?
    for (offset, step) in steps.enumerated() {
      let next = steps.dropFirst(offset + 1).first
      var mark = line(from: before, to: step, hadPaid: hadPaid).rawValue
      let isAlone = before?.day != step.day && next?.day != step.day
      if isAlone, before?.currency == step.currency { mark |= alone }
      if !isAlone || mark & line == MovementKind.reactivation.rawValue { mark |= depends }
      if let before,
        before.plan != step.plan || before.currency != step.currency
          || before.interval != step.interval
      {
        mark |= depends
      }
      marks.append(mark)
      if next?.day != step.day, step.standing == .paying { hadPaid = true }
      before = step
    }
    return marks
  }

  private static func line(from before: Step?, to step: Step, hadPaid: Bool) -> StepLine {
    let change = step.monthlyMicros - (before?.monthlyMicros ?? 0)
    guard change != 0 else { return .nothing }
    let was = before?.standing ?? .none
    let kind = MovementKind.sole(
      from: was, to: step.standing, hadPaid: hadPaid, isGain: change > 0, step.cause)
    return StepLine(kind, isFromNothing: before?.monthlyMicros ?? 0 == 0, step.monthlyMicros == 0)
  }
}

/// A kind of movement together with whether a customer begins or ceases to bring anything by it.
struct StepLine {
  let rawValue: UInt8

  /// The expansions up from a free plan come after the kinds, then the contractions down to one.
  private static let fromFree = UInt8(MovementKind.count)
  private static let toFree = fromFree + 6
  /// Nothing changes.
  static let nothing = StepLine(rawValue: toFree + 6)
  static let count = Int(nothing.rawValue) + 1

  private init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ kind: MovementKind, isFromNothing: Bool, _ isToNothing: Bool) {
    let expansions = MovementKind.expansionPlan.rawValue...MovementKind.expansionCrossSell.rawValue
    let contractions =
      MovementKind.contractionPlan.rawValue...MovementKind.contractionCrossSell.rawValue
    var raw = kind.rawValue
    if isFromNothing, expansions.contains(raw) { raw += Self.fromFree - expansions.lowerBound }
    if isToNothing, contractions.contains(raw) { raw += Self.toFree - contractions.lowerBound }
    rawValue = raw
  }

  /// By raw value: the kind, and how many customers more it makes.
  static let meanings: [(kind: MovementKind, customers: Int)] = {
    var meanings = MovementKind.allCases.map { kind in
      switch kind {
      case .new, .reactivation, .resume, .movedIn: (kind, 1)
      case .churnVoluntary, .churnInvoluntary, .pause, .movedOut: (kind, -1)
      default: (kind, 0)
      }
    }
    for (first, customers) in [(MovementKind.expansionPlan, 1), (.contractionPlan, -1)] {
      for number in 0..<UInt8(6) {
        meanings.append((MovementKind(rawValue: first.rawValue + number) ?? first, customers))
      }
    }
    return meanings + [(.correction, 0)]
  }()
}

extension MovementKind {
  /// The movement of a day of one step, of a customer without other subscriptions; who comes back
  /// after however many days is no new customer.
  static func sole(
    from before: Standing, to after: Standing, hadPaid: Bool, isGain: Bool, _ cause: StepCause
  ) -> MovementKind {
    soleKinds[soleKey(before, after, hadPaid, isGain, cause)]
  }

  private static func soleKey(
    _ before: Standing, _ after: Standing, _ hadPaid: Bool, _ isGain: Bool, _ cause: StepCause
  ) -> Int {
    Int(before.rawValue) | Int(after.rawValue) << 2 | (hadPaid ? 16 : 0) | (isGain ? 32 : 0)
      | Int(cause.rawValue) << 6
  }

  /// Every movement there is, by the rules for customers of any number of subscriptions.
  private static let soleKinds: [MovementKind] = {
    var kinds = [MovementKind](repeating: .new, count: 1 << 10)
    let standings = [Standing.none, .free, .paused, .paying]
    for cause in (UInt8(0)..<16).compactMap(StepCause.init(rawValue:)) {
      for (before, after) in standings.flatMap({ one in standings.map { (one, $0) } }) {
        for (hadPaid, isGain) in [(false, false), (false, true), (true, false), (true, true)] {
          var day = CustomerDay()
          day.before = before
          day.after = after
          day.hadPaid = hadPaid
          let micros: Int128 = isGain ? 1 : -1
          day.parts = [
            Part(
              item: 0, from: before, to: after, cause, micros: micros, before: before, place: 0)
          ]
          day.addDelta(0, micros)
          kinds[soleKey(before, after, hadPaid, isGain, cause)] = day.kind(nil)
        }
      }
    }
    return kinds
  }()
}
