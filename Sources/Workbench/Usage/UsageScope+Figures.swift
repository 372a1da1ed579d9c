import Engine
import Facts

extension UsageScope {
  /// What a figure comes to in the period.
  package func value(of figure: UsageFigure, _ detail: UsageDetail = UsageDetail()) -> UsageValue {
    guard silence == nil else { return UsageValue() }
    let asked = asked()
    switch figure {
    case .active, .new, .returning, .resurrected, .dormant, .kept:
      let count = activeUnits(of: book, asked, workers: workers).periods.first
      if figure == .kept { return UsageValue(quotient: count?.kept) }
      return UsageValue(number: figure.group.flatMap { count?.number(of: $0) }.map(Double.init))
    case .trailing:
      let count = trailing(detail)?.active.last
      return UsageValue(number: count.map(Double.init))
    case .stickiness:
      let count = stickiness(of: book, asked, workers: workers).periods.first
      return UsageValue(quotient: count?.value)
    case .seconds, .secondsMean, .secondsMedian:
      let time = sessionTime(of: book, asked, workers: workers)
      guard let count = time.periods.first else { return UsageValue() }
      switch figure {
      case .seconds: return UsageValue(number: Double(count.seconds))
      case .secondsMean: return UsageValue(quotient: count.perUnit)
      default: return UsageValue(number: time.median(of: 0, in: book))
      }
    case .adoption, .adoptionCount, .adoptionDays:
      guard let feature = feature(detail) else { return UsageValue() }
      switch figure {
      case .adoption: return UsageValue(quotient: feature.share)
      case .adoptionCount: return UsageValue(quotient: feature.countPerUser)
      default: return UsageValue(quotient: feature.daysPerUser)
      }
    case .paying: return UsageValue(quotient: paying)
    }
  }

  /// The units that a figure counts, by number.
  package func rows(of figure: UsageFigure, _ detail: UsageDetail = UsageDetail()) -> [UsageRow] {
    guard silence == nil else { return [] }
    let asked = asked()
    switch figure {
    case .active, .new, .returning, .resurrected, .dormant:
      return units(figure.group ?? .active).map { UsageRow(.unit($0), 1) }
    case .kept:
      return units(.returning).map { UsageRow(.unit($0), 1, 1) }
        + units(.dormant).map { UsageRow(.unit($0), 0, 1) }
    case .trailing:
      guard let trailing = trailing(detail) else { return [] }
      return trailing.rows(on: trailing.question.period.to, in: book).map {
        UsageRow(.unit($0), 1)
      }
    case .stickiness:
      let sticky = stickiness(of: book, asked, workers: workers)
      guard let count = sticky.periods.first else { return [] }
      return sticky.rows(of: 0, in: book).map { UsageRow(.unit($0.unit), $0.days, count.days) }
    case .seconds, .secondsMean, .secondsMedian:
      let time = sessionTime(of: book, asked, workers: workers)
      guard !time.periods.isEmpty else { return [] }
      return time.rows(of: 0, in: book).map {
        UsageRow(.unit($0.unit), $0.seconds, figure == .secondsMean ? 1 : nil)
      }
    case .adoption, .adoptionCount, .adoptionDays: return featureRows(figure, detail)
    case .paying: return payingRows
    }
  }

  private func units(_ group: ActiveUnits.Group) -> [Int] {
    let counted = activeUnits(of: book, asked(), workers: workers)
    return counted.periods.isEmpty ? [] : counted.rows(of: 0, group, in: book)
  }

  private func trailing(_ detail: UsageDetail) -> TrailingUnits? {
    let day = detail.day ?? closingDay
    guard day <= horizon, let one = Period(from: day, to: day) else { return nil }
    return trailingUnits(
      of: book, UsageQuestion(one, kinds: kinds, horizon: horizon), days: detail.days,
      workers: workers)
  }

  /// Who used which kind of event in the period.
  package var features: Adoption { adoption(of: book, asked(), workers: workers) }

  private func feature(_ detail: UsageDetail) -> Adoption.Feature? {
    guard let event = detail.event else { return nil }
    return features.features.first { $0.kind == event }
  }

  private func featureRows(_ figure: UsageFigure, _ detail: UsageDetail) -> [UsageRow] {
    guard let event = detail.event else { return [] }
    let users = features.rows(of: event, in: book)
    switch figure {
    case .adoptionCount: return users.map { UsageRow(.unit($0.unit), $0.count, 1) }
    case .adoptionDays: return users.map { UsageRow(.unit($0.unit), $0.days, 1) }
    default:
      let used = UnitSet(users.lazy.map(\.unit))
      var any = asked()
      any.kinds = nil
      return activeUnits(of: book, any, workers: workers).rows(of: 0, .active, in: book).map {
        UsageRow(.unit($0), used.contains($0) ? 1 : 0, 1)
      }
    }
  }
}

/// Usage beside the books.
extension UsageScope {
  /// The accounts of the books that were active in the period.
  private var activeAccounts: [Int] {
    let book = book(of: .accounts)
    let counted = activeUnits(of: book, asked(), workers: workers)
    guard !counted.periods.isEmpty else { return [] }
    return counted.rows(of: 0, .active, in: book).compactMap(account)
  }

  /// The share of the accounts that pay at the closing that were active; undefined where nothing
  /// of the books was known.
  var paying: FigureValue? {
    guard let tally = question.retention()?.total else { return nil }
    let panel = question.panel
    let active = activeAccounts.filter {
      $0 < panel.accountCount && panel.standing(of: $0, on: closingDay) == .paying
    }
    return FigureValue(active.count, of: tally.closing)
  }

  private var payingRows: [UsageRow] {
    guard question.notice == nil else { return [] }
    let active = UnitSet(activeAccounts)
    let customers =
      customers(
        of: question.panel, in: period, horizon: horizon, workers: question.workers) ?? []
    return customers.filter(\.isPayingAtClosing).map {
      UsageRow(.account($0.account), active.contains($0.account) ? 1 : 0, 1)
    }
  }
}
