import Facts
import Storage

extension Mend {
  /// More hours than any clock is wrong by.
  package static let mostHours = 100_000

  /// The rule that a form or a command names.
  ///
  /// - Parameters:
  ///   - isReceipt: whether events are to be taken to have happened when they came.
  ///   - hours: else, by how many hours they are moved.
  /// - Throws: ``Refusal``.
  package init(isReceipt: Bool, shiftHours hours: String?) throws {
    guard !isReceipt else {
      self = .receipt
      return
    }
    guard let hours, let number = Int64(hours), number != 0,
      number.magnitude <= UInt64(Mend.mostHours)
    else {
      throw Refusal(
        "A shift takes whole hours from -\(Mend.mostHours) to \(Mend.mostHours), and not 0, "
          + "such as -48; not \(Text.safe(hours ?? "none")).")
    }
    self = .shift(seconds: number * 3600)
  }
}

extension UsageStore.QuarantineChoice {
  /// The events that a form or a command names.
  ///
  /// - Throws: ``Refusal`` for a reason that there is not.
  package init(reason: String?, source: String?) throws {
    var named: Quarantine?
    if let reason {
      named = Quarantine(rawValue: reason)
      guard named != nil else {
        let known = Quarantine.allCases.map(\.rawValue).joined(separator: ", ")
        throw Refusal("A reason is one of \(known), not \(Text.safe(reason)).")
      }
    }
    self.init(reason: named, source: source.map { Identifier($0) })
  }
}
