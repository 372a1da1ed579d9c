extension ActivityBook {
  /// How many events there are of all units, kinds and days.
  ///
  /// What stands for no event, a row of a reserved kind, is not counted.
  public var eventCount: Int {
    chunks.reduce(0) { sum, chunk in
      sum
        + chunk.withView { view in
          var count = 0
          for unit in 0..<view.unitCount {
            let (columns, rows) = view.rows(of: unit)
            for row in rows where columns.kinds[row] >= 0 { count &+= Int(columns.counts[row]) }
          }
          return count
        }
    }
  }
}
