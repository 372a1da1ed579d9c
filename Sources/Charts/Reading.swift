/// What can be read at one place of a chart, by hovering, by keyboard and by a screen reader.
public struct Reading: Sendable {
  /// The whole read-out in words, as in "Oct: +18.4k new, −9.2k churn".
  public var text: String
  /// A shorter one for narrow charts; nil leaves the read-out away where it does not fit.
  public var narrowText: String?
  /// Where the rows behind it are, nil if there are none.
  public var href: String?

  /// A read-out and the address that it opens.
  public init(_ text: String, narrow narrowText: String? = nil, href: String? = nil) {
    self.text = text
    self.narrowText = narrowText
    self.href = href
  }
}

/// One period of a chart's axis: its label and what can be read there.
public struct ChartPeriod: Sendable {
  /// What stands under the axis, as in "Oct"; labels are thinned where they do not fit.
  public var label: String
  /// The year that the label leaves out, written where another one begins; empty for none.
  public var year: String
  /// What can be read there.
  public var reading: Reading

  /// A label with its read-out.
  public init(_ label: String, year: String = "", reading: Reading) {
    self.label = label
    self.year = year
    self.reading = reading
  }
}
