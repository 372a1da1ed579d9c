import Facts
import Intake
import Storage

/// What became of the rows of one file; they add up.
package struct ImportSummary {
  package let file: String
  package var format = ""
  package var rows = 0
  /// Rows that said something for the first time.
  package var accepted = 0
  /// Rows that said only what was known.
  package var unchanged = 0
  /// Rows that changed what was known.
  package var revised = 0
  package var rejected = 0
  /// Events whose time cannot be believed.
  package var keptApart = 0
  /// Events that a server has to count yet.
  package var waiting = 0
  package var ignoredColumns: [String] = []
  /// Rates that were passed over, by the code of a currency that is no more.
  package var formerRates: [String: Int] = [:]
  /// The first rejections, to show; the file of rejections has all.
  package var firstRejections: [Rejection] = []
  package var rejectionsPath: String?
  /// What was read was usage, not facts.
  package var isOfUsage = false
  /// Nothing was kept.
  package var isDryRun = false

  package init(file: String) {
    self.file = file
  }

  /// How many rejections are kept to be shown.
  private static let shown = 100

  /// Counts a batch by what the ledger made of its facts.
  package mutating func count(
    _ batch: Translation, facts: [Outcome], particulars: [Outcome]
  ) {
    var best = [Outcome?](repeating: nil, count: batch.rows)
    for (row, outcome) in zip(batch.factRows, facts) {
      best[Int(row)] = max(best[Int(row)] ?? .unchanged, outcome)
    }
    for (row, outcome) in zip(batch.particularRows, particulars) where outcome != .unchanged {
      // A name that was not known before changes what is known of a row that was.
      best[Int(row)] = max(best[Int(row)] ?? .unchanged, .revised)
    }
    for outcome in best {
      switch outcome {
      case .stored?: accepted += 1
      case .revised?: revised += 1
      case .unchanged?: unchanged += 1
      case nil: break
      }
    }
    rows += batch.rows
    rejected += batch.rejections.count
    formerRates.merge(batch.formerRates, uniquingKeysWith: +)
    firstRejections += batch.rejections.prefix(ImportSummary.shown - firstRejections.count)
  }

  /// Whether every row is in exactly one of them.
  package var addsUp: Bool {
    rows == accepted + unchanged + revised + rejected + keptApart + waiting
  }

  package var text: String {
    let dryRun = isDryRun ? ", dry run: nothing was kept, and what is known was not looked up" : ""
    var text = "\(Text.safe(file)) (\(format))\(dryRun)\n"
    let isOfRates = format == ImportFormat.ecbRates.name
    var counts = [
      [isOfRates ? "  days" : "  rows", Text.count(rows)],
      [isOfRates ? "  stored" : "  accepted", Text.count(accepted)],
      ["  unchanged", Text.count(unchanged)], ["  revised", Text.count(revised)],
      ["  rejected", Text.count(rejected)],
    ]
    if keptApart > 0 { counts.append(["  kept apart", Text.count(keptApart)]) }
    if waiting > 0 { counts.append(["  not counted yet", Text.count(waiting)]) }
    text += Text.columns(counts)
    if !ignoredColumns.isEmpty {
      let names = ignoredColumns.prefix(20).map(Text.safe).joined(separator: ", ")
      text += "  columns not used: \(names)\(ignoredColumns.count > 20 ? ", …" : "")\n"
    }
    if keptApart > 0 {
      text += "  kept apart: times that cannot be believed; `tenure usage` lists and mends them\n"
    }
    if waiting > 0 {
      text += "  not counted yet: the server has them, and counts them when it can\n"
    }
    if !formerRates.isEmpty {
      let counts = formerRates.sorted { precedes($0.key, $1.key) }.map {
        "\(Text.safe($0.key)) \(Text.count($0.value))"
      }
      text += "  rates in currencies that are no more, not used: "
      text += counts.joined(separator: ", ") + "\n"
    }
    for rejection in firstRejections.prefix(10) {
      let place = rejection.column.isEmpty ? "" : ", \(Text.safe(rejection.column))"
      let value = rejection.value.isEmpty ? "" : " “\(Text.safe(rejection.value))”"
      text += "  line \(rejection.line)\(place):\(value) expected \(rejection.expected)\n"
    }
    if rejected > 10 { text += "  and \(Text.count(rejected - 10)) more\n" }
    if let rejectionsPath, rejected > 0 {
      text += "  the rejected rows are in \(rejectionsPath): mend them and import that file\n"
    } else if rejected > 0 {
      text += "  --rejections FILE writes them to a CSV to mend and import again\n"
    }
    return text
  }

  package static func json(_ summaries: [ImportSummary]) -> String {
    var json = JSONText()
    json.object { json in
      json.key("files")
      json.array { json in for summary in summaries { summary.write(to: &json) } }
      for (name, count) in ImportSummary.counts {
        json.member(name, summaries.reduce(0) { $0 + count($1) })
      }
    }
    return json.text
  }

  private static let counts: [(String, @Sendable (ImportSummary) -> Int)] = [
    ("rows", { $0.rows }), ("accepted", { $0.accepted }), ("unchanged", { $0.unchanged }),
    ("revised", { $0.revised }), ("rejected", { $0.rejected }),
    ("keptApart", { $0.keptApart }), ("waiting", { $0.waiting }),
  ]

  private func write(to json: inout JSONText) {
    json.object { json in
      json.member("file", file)
      json.member("format", format)
      for (name, count) in ImportSummary.counts { json.member(name, count(self)) }
      json.key("ignoredColumns")
      json.array { json in for column in ignoredColumns { json.value(column) } }
      json.key("rejections")
      json.array { json in
        for rejection in firstRejections {
          json.object { json in
            json.member("line", rejection.line)
            json.member("column", rejection.column)
            json.member("value", rejection.value)
            json.member("expected", rejection.expected)
          }
        }
      }
    }
  }
}
