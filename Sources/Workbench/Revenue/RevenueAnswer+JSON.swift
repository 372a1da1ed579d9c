import Engine
import Facts

extension RevenueAnswer {
  /// Writes the member `books` of a report.
  package func write(to json: inout JSONText, withRows: Bool) {
    json.key("books")
    json.array { json in
      for (number, answer) in books.enumerated() {
        json.object { json in
          answer.book.writeMembers(to: &json, missing: answer.missing)
          guard answer.missing.isEmpty else { return }
          json.key("bridge")
          json.array { json in
            guard let bridge = answer.bridge else { return }
            for (slice, cell) in bridge.rows(of: 0) { cell.write(to: &json, slice: slice) }
          }
          json.key("figures")
          json.array { json in
            for (slice, figure, value) in answer.figures {
              value.write(to: &json, id: figure.rawValue, slice: slice)
            }
            guard number == 0 else { return }
            for trial in trials { trial.value.write(to: &json, id: trial.id, slice: nil) }
          }
          guard withRows else { return }
          var subjects = MovementKind.allCases.compactMap { RevenueSubject("mrr." + $0.name) }
          subjects += RevenueFigure.allCases.map(RevenueSubject.figure)
          if number == 0 { subjects += TrialConversion.windows.map(RevenueSubject.trials) }
          question.writeRows(of: subjects.map(AnyFigure.money), answer.book, to: &json)
        }
      }
    }
  }
}

extension Book {
  package func writeMembers(
    to json: inout JSONText, missing: [(currency: Currency, month: Month)]
  ) {
    json.member("currency", currency.code)
    json.member("converted", isConverted)
    guard !missing.isEmpty else { return }
    json.key("missingRates")
    json.array { json in
      for (currency, month) in missing {
        json.object { json in
          json.member("currency", currency.code)
          json.member("month", month.description)
        }
      }
    }
  }
}

extension BridgeCell {
  package func write(to json: inout JSONText, slice: String?) {
    json.object { json in
      json.member("slice", slice)
      json.member("opening", decimalText(micros: opening))
      json.key("lines")
      json.object { json in
        for kind in MovementKind.allCases {
          json.member(kind.name, decimalText(micros: self[kind]))
        }
      }
      json.member("closing", decimalText(micros: closing))
      json.key("customers")
      json.object { json in
        json.member("opening", openingCustomers)
        json.member("closing", closingCustomers)
        json.member("new", newCustomers)
      }
    }
  }
}

extension RevenueValue {
  /// Writes the figure as a JSON object; what is undefined is null.
  package func write(
    to json: inout JSONText, id: String, slice: String?, _ interval: WilsonInterval? = nil
  ) {
    json.object { json in
      json.member("id", id)
      json.member("slice", slice)
      json.member("numerator", quantity: numerator)
      json.member("denominator", quantity: denominator)
      if let amount {
        json.member("value", decimalText(micros: amount))
      } else {
        json.member("value", value)
      }
      WilsonInterval.writeMember(interval, to: &json)
    }
  }
}

extension JSONText {
  /// A number of something as a number, an amount as a text.
  package mutating func member(_ name: String, quantity: Quantity?) {
    switch quantity {
    case nil:
      key(name)
      null()
    case .count(let number): member(name, Int(clamping: number))
    case .micros(let micros): member(name, decimalText(micros: micros))
    }
  }
}
