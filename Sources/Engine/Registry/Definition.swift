/// What a figure means, in the words that are shown beside it.
public struct Definition: Hashable, Sendable {
  /// How commands, URLs and JSON name it: `churn.a`.
  public let id: String
  /// What a report calls it.
  public let name: String
  /// What one of it is.
  public let unit: String
  /// Whom it is about.
  public let population: String
  /// When it looks.
  public let window: String
  /// What happens where the plain reading ends.
  public let edgeRules: String
  /// The quotient in words, for people; no program evaluates it.
  public let formula: String
  /// Who computes it so.
  public let source: String

  /// The definition of an id, nil where there is none.
  public static func named(_ id: String) -> Definition? {
    all.first { $0.id == id } ?? usage.first { $0.id == id }
  }
}

extension RetentionFigure {
  /// Its definition in the registry.
  public var definition: Definition {
    guard let definition = Definition.named(rawValue) else {
      preconditionFailure("every figure stands in the registry")
    }
    return definition
  }
}
