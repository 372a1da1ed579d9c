import Engine
import Facts

/// A figure of any kind, by the name that commands know it by.
package enum AnyFigure {
  case customers(RetentionFigure)
  case money(RevenueSubject)

  package init(_ id: String) throws { try self.init(id, besides: []) }

  /// - Parameter others: what else the asker takes.
  package init(_ id: String, besides others: [String]) throws {
    if let figure = RetentionFigure(rawValue: id) {
      self = .customers(figure)
    } else if let subject = RevenueSubject(id) {
      self = .money(subject)
    } else {
      let known = (RetentionFigure.allCases.map(\.rawValue) + RevenueSubject.names + others)
        .joined(separator: ", ")
      throw Refusal("There is no figure \(id). There are: \(known).")
    }
  }

  package var id: String {
    switch self {
    case .customers(let figure): figure.rawValue
    case .money(let subject): subject.id
    }
  }

  package var definition: Definition? {
    switch self {
    case .customers(let figure): figure.definition
    case .money(let subject): subject.definition
    }
  }

  /// Whether its quotient is a share, shown in percent.
  package var isShare: Bool {
    if case .money(let subject) = self { subject.isShare } else { true }
  }

  /// Whether its rows add up to it; not those of a sum of days or a product of months.
  package var isSumOfRows: Bool {
    switch self {
    case .customers(let figure): figure.isSumOfRows
    case .money(let subject): subject.isSumOfRows
    }
  }

  /// Whether it is told in a book.
  package var isMoney: Bool {
    if case .money(let subject) = self { subject.needsBook } else { false }
  }
}

extension AnyFigure {
  package enum Side {
    case numerator, denominator
  }

  /// A number of one side of the figure as what it is.
  package func quantity(_ number: Int128, _ side: Side) -> Quantity {
    switch self {
    case .customers, .money(.trials), .money(.figure(.quantityChurn)): .count(number)
    case .money(.figure(.arpa)), .money(.figure(.asp)):
      side == .numerator ? .micros(number) : .count(number)
    case .money: .micros(number)
    }
  }
}

/// A figure's value with what each customer adds to it.
package struct FigureReading {
  /// A share or a ratio; nil where it is undefined or an amount.
  package var value: Double?
  /// Millionths, for a figure that is an amount.
  package var amount: Int128?
  /// What each customer adds above and below the line, by account.
  package var weights: [Int: Weight] = [:]

  package struct Weight: Hashable {
    package var numerator: Int128 = 0
    package var denominator: Int128 = 0
  }

  /// Reads a figure; a figure of money needs its book.
  package init(_ figure: AnyFigure, _ question: Question, _ book: Book?) {
    guard question.silence == nil else { return }
    switch figure {
    case .customers(let figure):
      value = figure.value(of: question.retention()?.total).value
      let rows =
        Engine.customers(
          of: question.panel, in: question.period, horizon: question.horizon,
          workers: question.workers) ?? []
      for row in rows {
        weights[row.account] = Weight(
          numerator: Int128(figure.numeratorWeight(of: row)),
          denominator: Int128(figure.denominatorWeight(of: row)))
      }
    case .money(let subject):
      if subject.needsBook {
        guard let book, question.missingRates(for: book).isEmpty else { return }
      }
      let found = question.read(subject, book)
      value = found.value.value
      amount = found.value.amount
      for row in found.movements {
        weights[row.account, default: Weight()].numerator += row.micros
      }
      for row in found.weights {
        weights[row.account] = Weight(
          numerator: row.numerator.number, denominator: row.denominator?.number ?? 0)
      }
    }
    weights = weights.filter { $0.value != Weight() }
  }
}

extension AnyFigure {
  /// A value as people read it.
  package func shown(_ reading: FigureReading, _ currency: Currency?) -> String {
    if let amount = reading.amount, let currency {
      return Text.money(amount, currency) + " " + currency.code
    }
    switch self {
    case .customers: return Text.percent(reading.value)
    case .money(let subject): return subject.shown(reading.value, currency)
    }
  }
}
