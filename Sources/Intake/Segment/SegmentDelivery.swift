import Facts

/// What a request held.
public struct SegmentDelivery: Sendable {
  /// The key in its body, where libraries of browsers put it.
  public internal(set) var writeKey: String?
  /// The events that can be taken, in order.
  public internal(set) var events: [UsageEvent] = []
  /// The places in the batch of those that cannot, with the reasons.
  public internal(set) var refused: [(index: Int, reason: String)] = []
}

/// Why something can never be taken, as a sentence's end that names what was expected.
public struct SegmentRefusal: Error, Sendable {
  /// Without capital and full stop.
  public let text: String
  /// Whether it is longer than what is read at all.
  public let isTooLarge: Bool

  init(_ text: String, isTooLarge: Bool = false) {
    self.text = text
    self.isTooLarge = isTooLarge
  }
}
