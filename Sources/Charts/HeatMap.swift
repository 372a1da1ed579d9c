/// A table whose cells are shaded by their value, as for cohorts: HTML, not a picture.
public struct HeatMap: Sendable {
  /// One cell.
  public struct Cell: Sendable {
    /// What shades it; NaN and infinities shade nothing: nothing to divide by.
    public var value: Double
    /// What stands in it, "–" where the value is undefined.
    public var label: String
    /// What a screen reader adds to the label, as in " %, so far".
    public var spoken: String
    /// What pointing at it tells, as in "38 of 52".
    public var title: String
    /// Where its rows are, nil if there are none.
    public var href: String?
    /// Whether it is over; a cell that is not is hatched instead of shaded.
    public var isComplete: Bool

    /// A cell with its words.
    public init(
      _ value: Double, label: String, spoken: String = "", title: String = "",
      href: String? = nil, isComplete: Bool = true
    ) {
      self.value = value
      self.label = label
      self.spoken = spoken
      self.title = title
      self.href = href
      self.isComplete = isComplete
    }
  }

  /// One row.
  public struct Row: Sendable {
    /// Its head, as in "Dec 2025".
    public var head: String
    /// Where the head leads, nil for nowhere.
    public var href: String?
    /// How many it is of, in words.
    public var size: String
    /// Its cells from the first column on; nil is a cell that is not there yet.
    public var cells: [Cell?]

    /// A row with its cells.
    public init(_ head: String, href: String? = nil, size: String, cells: [Cell?]) {
      self.head = head
      self.href = href
      self.size = size
      self.cells = cells
    }
  }

  /// What a screen reader says first.
  public var title: String
  /// The head of the rows' heads, as in "Cohort".
  public var corner: String
  /// The head of the sizes, as in "Size"; empty leaves that column away.
  public var sizeHead: String
  /// The heads of the columns.
  public var columns: [String]
  /// The rows from top to bottom.
  public var rows: [Row]
  /// A last row, as for the mean of each column.
  public var mean: Row?
  /// The values of the lightest and the darkest shade, in tenths between them; beyond them
  /// the shade stays.
  public var scale: ClosedRange<Double>

  /// A table of shares, shaded from 50 to 100 % unless a scale says otherwise.
  public init(
    title: String, corner: String, sizeHead: String, columns: [String], rows: [Row],
    mean: Row? = nil, scale: ClosedRange<Double> = 0.5...1
  ) {
    self.title = title
    self.corner = corner
    self.sizeHead = sizeHead
    self.columns = columns
    self.rows = rows
    self.mean = mean
    self.scale = scale
  }

  /// Whether there is no row; ``html`` is then the heads alone.
  public var isEmpty: Bool { rows.isEmpty }

  /// The table, in a frame of its own that scrolls sideways.
  public var html: String {
    var markup = Markup(reserving: 1024 + rows.count * (200 + columns.count * 90))
    markup.add("<div class=\"scroll\" tabindex=\"0\" role=\"region\"")
    markup.attribute("aria-label", text: title)
    markup.add("><table class=\"heat\"><thead><tr>")
    head(corner, "", into: &markup)
    if !sizeHead.isEmpty { head(sizeHead, "size", into: &markup) }
    for column in columns { head(column, "", into: &markup) }
    markup.add("</tr></thead><tbody>")
    for row in rows { write(row, into: &markup) }
    markup.add("</tbody>")
    if let mean {
      markup.add("<tfoot>")
      write(mean, into: &markup)
      markup.add("</tfoot>")
    }
    markup.add("</table></div>")
    return markup.text
  }

  /// The shades in order between the words for their ends, and what the hatch means.
  public static func key(low: String, high: String, partial: String) -> String {
    var markup = Markup(reserving: 512)
    markup.add("<span class=\"scale\">")
    markup.escaped(low)
    markup.add("<span class=\"steps\" aria-hidden=\"true\">")
    for step in 0..<10 {
      markup.add("<i")
      markup.classes(shade(step))
      markup.add("></i>")
    }
    markup.add("</span>")
    markup.escaped(high)
    markup.add("</span><span class=\"scale\"><i class=\"partkey\" aria-hidden=\"true\"></i>")
    markup.escaped(partial)
    markup.add("</span>")
    return markup.text
  }

  private func head(_ text: String, _ name: StaticString, into markup: inout Markup) {
    markup.add("<th scope=\"col\"")
    if name.utf8CodeUnitCount > 0 { markup.classes(name) }
    markup.add(">")
    markup.escaped(text)
    markup.add("</th>")
  }

  private func write(_ row: Row, into markup: inout Markup) {
    markup.add("<tr><th scope=\"row\">")
    linked(row.href, title: "", into: &markup) { $0.escaped(row.head) }
    markup.add("</th>")
    if !sizeHead.isEmpty {
      markup.add("<td class=\"size\">")
      markup.escaped(row.size)
      markup.add("</td>")
    }
    for index in columns.indices {
      guard index < row.cells.count, let cell = row.cells[index] else {
        markup.add("<td></td>")
        continue
      }
      markup.add("<td")
      markup.classes(shade(of: cell))
      markup.add(">")
      linked(cell.href, title: cell.title, into: &markup) {
        $0.escaped(cell.label)
        guard !cell.spoken.isEmpty else { return }
        $0.add("<span class=\"sr\">")
        $0.escaped(cell.spoken)
        $0.add("</span>")
      }
      markup.add("</td>")
    }
    markup.add("</tr>")
  }

  /// In a link where there is one, else in a span where there is something to tell.
  private func linked(
    _ href: String?, title: String, into markup: inout Markup, _ body: (inout Markup) -> Void
  ) {
    let isBare = href == nil && title.isEmpty
    if let href {
      markup.add("<a")
      markup.attribute("href", text: href)
    } else if !isBare {
      markup.add("<span")
    }
    if !title.isEmpty { markup.attribute("title", text: title) }
    if !isBare { markup.add(">") }
    body(&markup)
    if !isBare { markup.add(href == nil ? "</span>" : "</a>") }
  }

  private func shade(of cell: Cell) -> StaticString {
    guard let value = defined(cell.value) else { return "nil" }
    if !cell.isComplete { return "part" }
    let share = (value - scale.lowerBound) / (scale.upperBound - scale.lowerBound)
    // A scale without a length has one shade; a hair below a step is that step.
    guard share.isFinite else { return Self.shade(0) }
    return Self.shade(Int(min(max(share * 10 + 1e-9, 0), 9)))
  }

  private static func shade(_ step: Int) -> StaticString {
    switch step {
    case ...0: "h0"
    case 1: "h1"
    case 2: "h2"
    case 3: "h3"
    case 4: "h4"
    case 5: "h5"
    case 6: "h6"
    case 7: "h7"
    case 8: "h8"
    default: "h9"
    }
  }
}
