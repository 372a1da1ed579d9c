import Engine
import Facts

/// What a company aims at for a key figure; a setting, and so a fact with both its times.
package struct Target: Sendable {
  /// The figure that is aimed at, by its id.
  package let figure: String
  /// A share from 0 to 1, or units of the book's currency.
  package let value: Double

  /// The figures that can have one, and whether it is a share.
  private static let figures: [(id: String, isShare: Bool)] = [
    ("tracked", true), ("churn.a", true), ("grr", true), ("nrr", true), ("mrr", false),
  ]

  /// The settings' names: `target_nrr`.
  package static let names = figures.map { "target_" + $0.id }

  /// What a setting of a name takes; nil where it is none of these.
  package static func takes(_ name: String) -> String? {
    guard let figure = figure(name) else { return nil }
    return figure.isShare
      ? "a percentage such as 98.5%" : "an amount a month such as 500000"
  }

  /// Nil where the name is no target's, or the value is none.
  package init?(_ name: String, _ text: String) {
    guard let figure = Target.figure(name) else { return nil }
    var digits = text
    if figure.isShare {
      guard digits.utf8.last == UInt8(ascii: "%") else { return nil }
      digits.removeLast()
    }
    guard let micros = micros(decimalText: digits), micros >= 0,
      !figure.isShare || micros <= 1_000_000_000
    else { return nil }
    self.figure = figure.id
    value = Double(micros) / (figure.isShare ? 100_000_000 : 1_000_000)
  }

  private static func figure(_ name: String) -> (id: String, isShare: Bool)? {
    figures.first { equalBytes("target_" + $0.id, name) }
  }
}

extension Knowledge {
  /// What is aimed at for a figure; nil where nothing is.
  package func target(_ figure: String) -> Double? {
    let name = "target_" + figure
    return settings[name].flatMap { Target(name, $0) }?.value
  }
}
