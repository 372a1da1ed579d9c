import Engine
import Facts

/// A grid of cohorts with what was asked.
package struct CohortAnswer {
  package let question: Question
  package let grid: CohortGrid
  /// What cohorts are made by, as it was asked: `month`, `plan`, an attribute.
  package let name: String
  package let measure: CohortMeasure
  /// The money that is counted; nil for what is no money, or where nothing was ever paid.
  package let book: Book?

  /// A sum as what it is: a number, or an amount.
  package func quantity(_ number: Int128) -> Quantity {
    measure.isMoney ? .micros(number) : .count(number)
  }

  /// A sum as people read it.
  package func shown(_ number: Int128) -> String {
    book.map { Text.money(number, $0.currency) } ?? Text.count(Int(clamping: number))
  }

  /// The documented JSON; `docs/report-json.md` says what each member is.
  package var json: String {
    var json = JSONText()
    json.object { json in
      writeQuestion(to: &json)
      json.key("cohorts")
      json.array { json in
        for cohort in grid.cohorts {
          json.object { json in
            json.member("label", cohort.label)
            json.member("customers", cohort.customers)
            json.member("start", quantity: quantity(cohort.start))
            json.key("cells")
            json.array { json in
              for cell in cohort.cells { json.object { write(cell, to: &$0) } }
            }
          }
        }
      }
      grid.writeMeans(to: &json)
    }
    return json.text
  }

  /// Writes the members that say what was asked.
  package func writeQuestion(to json: inout JSONText) {
    let asked = grid.question
    json.member("format", 1)
    question.writeMoment(to: &json)
    if let notice = question.notice { json.member("notice", notice) }
    json.member("cohort", name)
    json.member("every", asked.every.rawValue)
    json.member("clock", asked.clock.rawValue)
    json.member("at", asked.sight.rawValue)
    json.member("measure", measure.rawValue)
    json.member("relative", asked.comparison.rawValue)
    json.member("bound", asked.bound.rawValue)
    json.member("currency", book?.currency.code)
  }

  /// Writes a cell's members.
  package func write(_ cell: CohortCell, to json: inout JSONText) {
    json.member("index", cell.index)
    json.member("customers", cell.customers)
    json.member("base", quantity: quantity(cell.base))
    json.member("previous", quantity: quantity(cell.previous))
    json.member("retained", quantity: quantity(cell.retained))
    json.member("complete", cell.isComplete)
    json.member("value", cell.value(grid.question.comparison))
  }

  /// One line a cohort and cell, safe to open in a spreadsheet.
  package var csv: String {
    var csv = CSVText()
    csv.row([
      "cohort", "cohort_customers", "cohort_start", "index", "customers", "base", "previous",
      "retained", "complete", "value", "currency",
    ])
    for cohort in grid.cohorts {
      for cell in cohort.cells {
        csv.cell(cohort.label)
        csv.cell(cohort.customers)
        csv.cell(quantity(cohort.start))
        csv.cell(cell.index)
        csv.cell(cell.customers)
        for sum in [cell.base, cell.previous, cell.retained] { csv.cell(quantity(sum)) }
        csv.cell(cell.isComplete ? "yes" : "no")
        csv.cell(cell.value(grid.question.comparison))
        csv.cell(book?.currency.code)
        csv.endRow()
      }
    }
    return csv.text
  }
}

extension CohortGrid {
  /// Writes the member with what became of all cohorts together, by index.
  func writeMeans(to json: inout JSONText) {
    json.key("mean")
    json.array { json in
      for mean in means {
        json.object { json in
          json.member("index", mean.index)
          json.member("value", mean.value)
          json.member("cohorts", mean.cohorts)
        }
      }
    }
  }
}
