import Engine
import Facts

/// Every count and figure of a period, in total and by slice.
package struct Answer {
  package let question: Question
  package let slicing: Slicing?
  /// The total first, its slice nil; a tally is nil where nothing can be said.
  package let tallies: [(slice: String?, tally: RetentionTally?)]
  package let inSeveralSlices: Int
  package let revenue: RevenueAnswer

  package init(_ question: Question, by slicing: Slicing?, currency: String?) throws {
    revenue = try RevenueAnswer(question, by: slicing, currency: currency)
    self.question = question
    self.slicing = slicing
    let retention = question.retention(by: slicing)
    tallies = [(nil, retention?.total)] + (retention?.slices ?? []).map { ($0.value, $0.tally) }
    inSeveralSlices = retention?.inSeveralSlices ?? 0
  }

  /// The counts that are shown, by the ids of their definitions.
  package static let counts:
    [(id: String, json: String, count: @Sendable (RetentionTally) -> Int)] = [
      ("opening", "opening", { $0.opening }),
      ("new", "new", { $0.new }),
      ("closing", "closing", { $0.closing }),
      ("reactivated", "reactivated", { $0.reactivated }),
      ("new_lost", "newLost", { $0.newLost }),
      ("paused", "paused", { $0.paused }),
      ("free", "free", { $0.free }),
      ("churned", "churned", { $0.churned }),
      ("churn_events", "churnEvents", { $0.churnEvents }),
    ]

  /// The documented JSON; `docs/report-json.md` says what each member is.
  package func json(withRows: Bool) -> String {
    var json = JSONText()
    json.object { json in
      json.member("format", 1)
      json.key("period")
      question.writePeriod(to: &json)
      question.writeMoment(to: &json)
      json.member("by", slicing?.name)
      if let notice = question.notice { json.member("notice", notice) }
      json.key("counts")
      json.array { json in
        for (slice, tally) in tallies {
          json.object { json in
            json.member("slice", slice)
            for (_, name, count) in Answer.counts {
              json.key(name)
              if let tally { json.value(count(tally)) } else { json.null() }
            }
          }
        }
      }
      json.key("figures")
      json.array { json in
        for (slice, tally) in tallies {
          for figure in RetentionFigure.allCases {
            figure.value(of: tally).write(to: &json, id: figure.rawValue, slice: slice)
          }
        }
      }
      json.member("inSeveralSlices", inSeveralSlices)
      if withRows {
        let figures = RetentionFigure.allCases.map(AnyFigure.customers)
        question.writeRows(of: figures, nil, to: &json)
      }
      revenue.write(to: &json, withRows: withRows)
      json.key("definitions")
      json.object { json in
        for definition in Definition.all {
          json.key(definition.id)
          definition.write(to: &json)
        }
      }
    }
    return json.text
  }

  /// One line a figure, line of the bridge and slice, safe to open in a spreadsheet.
  package var csv: String {
    var csv = CSVText()
    csv.row([
      "slice", "figure", "name", "numerator", "denominator", "value", "low", "high", "currency",
    ])
    for (slice, tally) in tallies {
      for figure in RetentionFigure.allCases {
        let value = figure.value(of: tally)
        csv.cell(slice)
        csv.cell(figure.rawValue)
        csv.cell(figure.definition.name)
        csv.cell(value.numerator)
        csv.cell(value.denominator)
        csv.cell(value.value)
        csv.cell(value.interval?.low)
        csv.cell(value.interval?.high)
        csv.cell(String?.none)
        csv.endRow()
      }
    }
    revenue.write(to: &csv)
    return csv.text
  }
}

extension FigureValue {
  /// Writes the figure as a JSON object; what is undefined is null.
  package func write(to json: inout JSONText, id: String, slice: String?) {
    json.object { json in
      json.member("id", id)
      json.member("slice", slice)
      json.key("numerator")
      if let numerator { json.value(numerator) } else { json.null() }
      json.key("denominator")
      if let denominator { json.value(denominator) } else { json.null() }
      json.member("value", value)
      WilsonInterval.writeMember(interval, to: &json)
    }
  }
}

extension WilsonInterval {
  /// Writes the member `interval`; null where there is none.
  package static func writeMember(_ interval: WilsonInterval?, to json: inout JSONText) {
    json.key("interval")
    guard let interval else { return json.null() }
    json.object { json in
      json.member("low", interval.low)
      json.member("high", interval.high)
      json.member("level", level)
      json.member("method", "wilson")
    }
  }
}

extension Question {
  /// Writes the member `rows`: by figure, what each customer adds above and below the line.
  package func writeRows(of figures: [AnyFigure], _ book: Book?, to json: inout JSONText) {
    json.key("rows")
    json.object { json in
      for figure in figures {
        let weights = FigureReading(figure, self, book).weights
        json.key(figure.id)
        json.array { json in
          let named = weights.map { (accounts[$0.key], $0.value) }.sorted { $0.0 < $1.0 }
          for (account, weight) in named {
            json.object { json in
              json.member("account", account.text)
              json.member("numerator", quantity: figure.quantity(weight.numerator, .numerator))
              json.member(
                "denominator", quantity: figure.quantity(weight.denominator, .denominator))
            }
          }
        }
      }
    }
  }

  /// Writes the members that say from where a question looks.
  package func writeMoment(to json: inout JSONText) {
    json.member("today", today.description)
    json.member("asOf", asOf?.description)
    json.member("zone", rules.zone.name)
  }

  package func writePeriod(to json: inout JSONText) {
    json.object { json in
      json.member("from", period.from.description)
      json.member("to", period.to.description)
      json.member("label", period.label)
      json.member("complete", isComplete)
    }
  }
}
