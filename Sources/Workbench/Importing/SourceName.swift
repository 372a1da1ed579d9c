import Facts

/// Who tells of facts, by a name that a person gave.
package struct SourceName {
  package let id: Identifier

  /// The source that settings are recorded under: the person at this machine.
  package static let settings = Identifier("settings")

  /// The source that merges of customers are recorded under, from the same person.
  package static let merges = Identifier("merges")

  /// Those that are Tenure's own; everyone else is a sender.
  package static let own: Set<Identifier> = [settings, merges]

  /// - Throws: ``Refusal`` for what is no name, or is Tenure's own.
  package init(_ name: String) throws {
    guard !name.isEmpty, name.utf8.count <= 64, !SourceName.own.contains(Identifier(name)),
      name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
    else { throw Refusal("source takes a name of at most 64 bytes, not \(Text.safe(name)).") }
    id = Identifier(name)
  }
}
