import Engine
import Facts

/// The bridges of a period's pieces, book by book.
package struct BridgeAnswer {
  package let question: Question
  package let before: Question?
  package let every: CalendarUnit?
  package let slicing: Slicing?
  package let netting: Netting
  /// Why there is no answer, where nothing was known on a day that it takes.
  package let notice: String?
  package let books: [(book: Book, missing: [(currency: Currency, month: Month)], bridge: Bridge?)]

  package init(
    _ question: Question, before: Question?, every: CalendarUnit?, by slicing: Slicing?,
    netting: Netting, currency: String?
  ) throws {
    self.question = question
    self.before = before
    self.every = every
    self.slicing = slicing
    self.netting = netting
    notice = question.notice ?? before?.notice
    guard notice == nil else {
      books = []
      return
    }
    let periods = every?.pieces(of: question.period)
    books = try question.books(currency: currency).map { book in
      let missing = question.missingRates(for: book)
      guard missing.isEmpty else { return (book, missing, nil) }
      let asked = question.bridgeQuestion(book, periods, by: slicing, netting: netting)
      var bridge = question.bridge(asked)
      if let before {
        var then = asked
        then.book = before.book(of: book.currency)
        let lacking = before.missingRates(for: then.book)
        guard lacking.isEmpty else { return (book, lacking, nil) }
        bridge.open(asPublished: before.bridge(then))
      }
      return (book, [], bridge)
    }
  }

  /// The documented JSON; `docs/report-json.md` says what each member is.
  package var json: String {
    var json = JSONText()
    json.object { json in
      json.member("format", 1)
      json.key("period")
      question.writePeriod(to: &json)
      question.writeMoment(to: &json)
      json.member("by", slicing?.name)
      json.member("every", every?.rawValue)
      json.member("netting", netting.rawValue)
      json.member("published", before?.asOf?.description)
      if let notice { json.member("notice", notice) }
      json.key("books")
      json.array { json in
        for (book, missing, bridge) in books {
          json.object { json in
            book.writeMembers(to: &json, missing: missing)
            guard missing.isEmpty else { return }
            json.key("periods")
            json.array { json in
              for (number, period) in pieces.enumerated() {
                write(period, number, bridge, to: &json)
              }
            }
          }
        }
      }
    }
    return json.text
  }

  package var pieces: [Period] { every?.pieces(of: question.period) ?? [question.period] }

  private func write(_ period: Period, _ number: Int, _ bridge: Bridge?, to json: inout JSONText) {
    json.object { json in
      json.member("label", period.label)
      json.member("from", period.from.description)
      json.member("to", period.to.description)
      json.member("complete", period.to <= question.horizon)
      json.key("slices")
      json.array { json in
        guard let bridge, bridge.periods.indices.contains(number) else { return }
        for (slice, cell) in bridge.rows(of: number) { cell.write(to: &json, slice: slice) }
      }
    }
  }

  /// One line a book, period, slice and line of the bridge.
  package var csv: String {
    var csv = CSVText()
    csv.row(["currency", "period", "from", "to", "slice", "line", "amount"])
    for (book, _, bridge) in books {
      guard let bridge else { continue }
      for (number, period) in bridge.periods.enumerated() {
        for (slice, cell) in bridge.rows(of: number) {
          let lines = MovementKind.allCases.map { ($0.name, cell[$0]) }
          for (name, micros) in [("opening", cell.opening)] + lines + [("closing", cell.closing)] {
            csv.cell(book.currency.code)
            csv.cell(period.label)
            csv.cell(period.from.description)
            csv.cell(period.to.description)
            csv.cell(slice)
            csv.cell(name)
            csv.cell(micros: micros)
            csv.endRow()
          }
        }
      }
    }
    return csv.text
  }
}
