import Engine
import Facts

extension UsageReport {
  /// One line a piece, safe to open in a spreadsheet.
  package var csv: String {
    var csv = CSVText()
    csv.row([
      "from", "to", "label", "complete", "active", "new", "returning", "resurrected", "dormant",
      "kept", "unit_days", "days", "stickiness", "seconds", "seconds_mean",
    ])
    for piece in pieces {
      csv.cell(piece.period.from.description)
      csv.cell(piece.period.to.description)
      csv.cell(piece.period.label)
      csv.cell(piece.isComplete ? "yes" : "no")
      for group in ActiveUnits.Group.allCases { csv.cell(piece.active.number(of: group)) }
      csv.cell(piece.active.kept.value)
      csv.cell(piece.stickiness.unitDays)
      csv.cell(piece.stickiness.days)
      csv.cell(piece.stickiness.value.value)
      csv.cell(piece.time.seconds)
      csv.cell(piece.time.perUnit.value)
      csv.endRow()
    }
    return csv.text
  }

  /// One line an event.
  package var featuresCSV: String {
    var csv = CSVText()
    csv.row([
      "event", "used", "units", "share", "low", "high", "count", "count_per_user", "unit_days",
      "days_per_user", "used_before", "units_before", "share_before", "change_low", "change_high",
    ])
    for feature in features {
      let (now, before) = (feature.now, feature.before)
      csv.cell(feature.name)
      csv.cell(now.used)
      csv.cell(now.whole)
      csv.cell(now.share.value)
      csv.cell(now.share.interval?.low)
      csv.cell(now.share.interval?.high)
      csv.cell(now.count)
      csv.cell(now.countPerUser.value)
      csv.cell(now.unitDays)
      csv.cell(now.daysPerUser.value)
      csv.cell(before?.used)
      csv.cell(before?.whole)
      csv.cell(before?.share.value)
      csv.cell(feature.change?.interval.lowerBound)
      csv.cell(feature.change?.interval.upperBound)
      csv.endRow()
    }
    return csv.text
  }

  /// One line a day.
  package var trailingCSV: String {
    var csv = CSVText()
    csv.row(["day"] + Self.windows.map { "active_\($0)" })
    for (day, active) in trailing {
      csv.cell(day.description)
      for count in active { csv.cell(count) }
      csv.endRow()
    }
    return csv.text
  }
}
