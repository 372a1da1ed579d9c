/// When something happened, as precisely as its sender said it.
///
/// A day stays that civil day when the workspace's zone changes; an instant may then move to
/// another day.
public enum Moment: Hashable, Sendable {
  case day(Day)
  case instant(Instant)

  /// The civil day in a zone.
  public func day(in zone: Zone) -> Day {
    switch self {
    case .day(let day): day
    case .instant(let instant): zone.day(of: instant)
    }
  }

  /// The first instant it covers in a zone: the order of facts is the order of these.
  public func start(in zone: Zone) -> Instant {
    switch self {
    case .day(let day): zone.start(of: day)
    case .instant(let instant): instant
    }
  }
}

extension Moment: CustomStringConvertible, LosslessStringConvertible {
  /// `2027-02-28` or `2027-02-28T09:30:00.000000Z`.
  public var description: String {
    switch self {
    case .day(let day): day.description
    case .instant(let instant): instant.description
    }
  }

  /// Reads either form that ``description`` writes.
  public init?(_ text: String) {
    if let day = Day(text) {
      self = .day(day)
    } else if let instant = Instant(text) {
      self = .instant(instant)
    } else {
      return nil
    }
  }
}
