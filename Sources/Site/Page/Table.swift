/// A table as pages show it: names left, numbers right.
struct Table {
  /// A column's head.
  struct Head {
    let text: String
    let isNumber: Bool
    /// Left away where there is little room: what it says is said elsewhere too.
    var isForWide = false

    /// The class of its cells; nil for none.
    fileprivate var kind: String? {
      switch (isNumber, isForWide) {
      case (true, true): "n hide-narrow"
      case (true, false): "n"
      case (false, true): "hide-narrow"
      case (false, false): nil
      }
    }

    static func name(_ text: String) -> Head { Head(text: text, isNumber: false) }
    static func wideName(_ text: String) -> Head {
      Head(text: text, isNumber: false, isForWide: true)
    }
    static func number(_ text: String) -> Head { Head(text: text, isNumber: true) }
  }

  /// One cell.
  struct Cell {
    var text: String
    /// Where it leads.
    var address: String?
    /// A second, smaller line.
    var sub: String?
    /// Drawn before the text; it is HTML already.
    var mark = ""
    /// Whether the text is what somebody told, which no catalogue has.
    var isData = false

    init(_ text: String, address: String? = nil, sub: String? = nil, mark: String = "") {
      self.text = text
      self.address = address
      self.sub = sub
      self.mark = mark
    }

    /// A cell with what somebody told.
    static func data(_ text: String, address: String? = nil) -> Cell {
      var cell = Cell(text, address: address)
      cell.isData = true
      return cell
    }
  }

  /// Keeps a mark on the line of the word that it stands before.
  private static let joiner = "\u{2060}"

  /// What a screen reader calls it.
  let label: String
  let heads: [Head]
  var rows: [[Cell]] = []
  /// The rows that are set apart.
  var picked: Set<Int> = []
  /// The last line, which the others add up to.
  var foot: [Cell]?

  init(_ label: String, _ heads: [Head]) {
    self.label = label
    self.heads = heads
  }

  func html(_ ask: Ask) -> String {
    var table: Model = [
      "label": label,
      "heads": heads.map {
        ["text": $0.text, "kind": $0.kind ?? false] as Model
      },
      "rows": rows.enumerated().map { index, row in
        ["cells": cells(row), "isPicked": picked.contains(index)] as Model
      },
    ]
    if let foot { table["foot"] = ["cells": cells(foot)] as Model }
    return ask.site.templates.page("table", ["table": table])
  }

  private func cells(_ row: [Cell]) -> [Model] {
    row.enumerated().map { column, cell in
      var model: Model = [
        "text": cell.text, "kind": heads[column].kind ?? false, "isHead": column == 0,
        "mark": cell.mark.isEmpty ? "" : cell.mark + Self.joiner, "isData": cell.isData,
      ]
      // What is not named here would be looked for further out.
      model["address"] = cell.address ?? false
      model["sub"] = cell.sub ?? false
      return model
    }
  }
}
