import Engine

/// What of a cohort is counted.
package enum CohortMeasure: String, CaseIterable {
  case customers, mrr, grr, seats

  package var isMoney: Bool { self == .mrr || self == .grr }

  /// As the engine is asked; amounts without a book are those of nobody.
  package func asked(in book: Book?) -> CohortQuestion.Measure {
    switch self {
    case .customers: .customers
    case .seats: .seats
    case .mrr: book.map { .mrr($0) } ?? .customers
    case .grr: book.map { .grr($0) } ?? .customers
    }
  }
}
