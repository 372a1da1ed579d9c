import Facts
import Foundation
import Intake
import Storage
import Synchronization
import Workbench

/// A file that was sent and waits to be imported, and what was made of it so far.
final class Upload: Sendable {
  /// Its name in addresses: 32 hexadecimal digits that nobody can guess.
  let id: String
  /// What the sender calls it.
  let name: String
  /// Where it lies.
  let path: String
  let size: Int64
  private let state: Mutex<State>

  struct State: Sendable {
    var form = ImportForm()
    var progress: Progress?
    var summary: ImportSummary?
    /// Why it could not be read.
    var problem: String?
  }

  /// How far reading is.
  struct Progress: Sendable {
    var done: Int64 = 0
  }

  init(id: String, name: String, path: String, size: Int64, form: ImportForm) {
    (self.id, self.name, self.path, self.size) = (id, name, path, size)
    state = Mutex(State(form: form))
  }

  var current: State { state.withLock { $0 } }

  func change(_ body: @Sendable (inout State) -> Void) { state.withLock { body(&$0) } }

  /// Where its rejected rows stand, if there are any.
  var rejectionsPath: String { path + ".rejections.csv" }

  /// Reads the file beside everything else: into the workspace, or nowhere.
  ///
  /// - Parameter load: reads it and says what became of its rows.
  /// - Returns: false where it is being read already.
  func start(_ load: @escaping @Sendable (Upload, ImportForm) throws -> ImportSummary) -> Bool {
    let form = state.withLock { state -> ImportForm? in
      guard state.progress == nil else { return nil }
      state.progress = Progress()
      state.summary = nil
      state.problem = nil
      return state.form
    }
    guard let form else { return false }
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      do {
        let summary = try load(self, form)
        change { state in
          state.progress = nil
          state.summary = summary
        }
      } catch {
        let text = (error as? LedgerError)?.advice ?? "\(error)"
        change { state in
          state.progress = nil
          state.problem = text
        }
      }
    }
    return true
  }
}

/// What was said of how a file is to be read.
struct ImportForm: Sendable {
  /// What each column holds, by its place: a field, `ignore`, or nothing for what its name says.
  var fields: [String] = []
  var columns: [String] = []
  var format: ImportFormat?
  var encoding: TextEncoding?
  var dateOrder: DateOrder?
  var decimal: DecimalMark?
  var currency: Currency?
  var source: Identifier?
  /// The day of the export.
  var exported: Day?

  /// Whether any column was said to hold something.
  var isMapped: Bool { fields.contains { !$0.isEmpty } }

  func options(recorded: Instant) -> ImportOptions {
    var options = ImportOptions(
      version: exported.map { Zone.utc.start(of: $0) } ?? recorded, recorded: recorded)
    options.encoding = encoding
    options.dateOrder = dateOrder
    options.decimal = decimal
    options.currency = currency
    options.source = source
    guard isMapped else {
      options.format = format
      return options
    }
    options.format = .mapped
    options.mapping = zip(columns, fields).compactMap { column, field in
      field.isEmpty ? nil : ColumnMapping(column: column, field: field)
    }
    return options
  }
}
