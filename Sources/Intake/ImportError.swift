import Facts

/// Why a file as a whole cannot be read.
///
/// Nothing of it was taken.
public enum ImportError: Error, Equatable, Sendable {
  case empty
  /// It is something else than a text, by its first bytes.
  case notText(FileKind)
  /// Bytes that are not UTF-8, first at this line and at this byte of the file, both from 1.
  case unknownEncoding(line: Int, byte: Int)
  /// Blank lines only.
  case noHeader
  /// A quote in the header that is closed wrongly or never.
  case brokenHeader(line: Int)
  /// The first line goes on for more than a mebibyte.
  case headerTooLong
  case tooManyColumns(limit: Int)
  case duplicateColumns([String])
  /// The header fits no format; for each, the columns that were missing.
  case unknownHeader(columns: [String], missing: [MissingColumns])
  /// The header lacks columns of the format that was asked for.
  case missingColumns(MissingColumns)
  /// The header fits several formats equally well.
  case ambiguousHeader([ImportFormat])
  /// A mapped column that the file has not.
  case columnNotFound(String, columns: [String])
  /// A mapping to a field that does not exist.
  case unknownField(String)
  /// A mapping to something that Tenure works out or sets itself.
  case computedField(String)
  /// A mapping to a field of customers in a file of subscriptions, or the like.
  case fieldOfOtherFormat(String, ImportFormat)
  case severalColumns(field: String, columns: [String])
  /// The header is that of a file of rates, which was not asked for.
  case ratesFile
  /// The header is not that of a file of rates.
  case notRates(columns: [String])
}

/// Columns that a format needs and a file has not.
public struct MissingColumns: Hashable, Sendable {
  /// The format that was looked at.
  public var format: ImportFormat
  /// Its columns that the header lacks.
  public var columns: [String]

  /// Columns by the names that the format has for them.
  public init(format: ImportFormat, columns: [String]) {
    self.format = format
    self.columns = columns
  }
}

extension ImportError: CustomStringConvertible {
  /// One sentence for people that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .empty: "The file is empty."
    case .notText(let kind): "This is \(kind.title), not a CSV text: \(kind.advice)."
    case .unknownEncoding(let line, let byte):
      "Line \(line) is not UTF-8 (byte \(byte) of the file): save the file as UTF-8, or name its "
        + "encoding with --encoding windows-1252 or latin1."
    case .noHeader: "The file has blank lines only: its first line must name the columns."
    case .brokenHeader(let line):
      "A quote in the header, line \(line), is not closed before its comma or the line's end: a "
        + "quote inside quotes is written twice."
    case .headerTooLong:
      "The first line is longer than a mebibyte: it must name the columns and end."
    case .tooManyColumns(let limit): "The header has more than \(limit) columns."
    case .duplicateColumns(let names):
      "The header has \(listed(names)) twice: rename or remove one of each."
    default: mappingDescription
    }
  }

  private var mappingDescription: String {
    switch self {
    case .unknownHeader(let columns, let missing):
      "The columns \(listed(columns)) fit no format; the nearest: "
        + nearest(missing).map(\.description).joined(separator: "; ")
        + ". Name the columns one by one with --map COLUMN=FIELD."
    case .missingColumns(let missing):
      "\(missing.description): say which columns they are with --map COLUMN=FIELD."
    case .ambiguousHeader(let formats):
      "The columns fit \(formats.map(\.name).joined(separator: " and ")): name one with --format."
    case .columnNotFound(let name, let columns):
      "The file has no column \(quoted(name)); it has \(listed(columns))."
    case .unknownField(let name):
      "There is no field \(quoted(name)); there are "
        + Layout.fieldNames.joined(separator: ", ") + ", attribute.NAME and ignore."
    case .computedField(let name):
      "\(quoted(name)) is not a field to fill: Tenure works it out or sets it itself."
    case .fieldOfOtherFormat(let name, let format):
      "The field \(quoted(name)) does not belong to a file of the format \(format.name)"
        + ", as the other fields make it: import it from a file of its own."
    case .severalColumns(let field, let columns):
      "The columns \(listed(columns)) are all \(quoted(field)): keep one, or name it with --map."
    case .ratesFile:
      "These are exchange rates and tell of no customer: bring them in with tenure rates import."
    case .notRates(let columns):
      "The columns \(listed(columns)) are not those of rates per euro: one is Date, the others are "
        + "codes of other currencies such as USD."
    default: ""
    }
  }
}

extension MissingColumns: CustomStringConvertible {
  /// `stripe.subscriptions lacks "Amount" and "Status"`.
  public var description: String {
    let note = columns.contains("currency") ? " (a currency for all rows: --currency)" : ""
    return "\(format.name) lacks \(listed(columns))\(note)"
  }
}

/// The formats that lack the fewest columns.
private func nearest(_ missing: [MissingColumns]) -> ArraySlice<MissingColumns> {
  let lacking = missing.filter { !$0.columns.isEmpty }
  return lacking.sorted { $0.columns.count < $1.columns.count }.prefix(3)
}

/// Names in quotes, the first dozen of them.
private func listed(_ names: [String]) -> String {
  let shown = names.prefix(12).map(quoted).joined(separator: ", ")
  return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
}

/// A name as it can stand in a sentence, whatever bytes it has.
private func quoted(_ name: String) -> String {
  var copy = name
  return "\"" + copy.withUTF8 { readable(UnsafeRawBufferPointer($0), limit: 100) } + "\""
}
