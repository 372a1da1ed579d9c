import Facts

/// The choices that facts leave open and that settings, which are facts too, make.
public struct PanelRules: Hashable, Sendable {
  /// Where days begin and end.
  public var zone: Zone
  /// How many days a subscription whose payment failed counts as active, from the day it failed on.
  public var graceDays: Int32

  /// Days of UTC and thirty days of grace, unless given.
  public init(zone: Zone = .utc, graceDays: Int32 = 30) {
    self.zone = zone
    self.graceDays = graceDays
  }
}
