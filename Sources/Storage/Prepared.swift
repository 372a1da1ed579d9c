import Facts
import GRDB
import GRDBSQLite

/// A prepared statement bound and stepped without the costs of a general one.
///
/// The one loop that writes or reads millions of rows binds integers and texts by position;
/// everything else goes through GRDB.
final class Prepared {
  private let handle: OpaquePointer
  private let connection: OpaquePointer
  /// What is bound as a repeated text, by position: the last text that was.
  private var repeated: [String?] = []

  init(_ database: Database, _ sql: String) throws {
    guard let connection = database.sqliteConnection else {
      throw DatabaseError(resultCode: .SQLITE_MISUSE)
    }
    var handle: OpaquePointer?
    let code = sqlite3_prepare_v3(
      connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
    guard code == SQLITE_OK, let handle else {
      throw DatabaseError(
        resultCode: ResultCode(rawValue: code),
        message: String(cString: sqlite3_errmsg(connection)), sql: sql)
    }
    self.connection = connection
    self.handle = handle
  }

  deinit { sqlite3_finalize(handle) }

  func bind(_ index: Int32, _ number: Int64) { sqlite3_bind_int64(handle, index, number) }

  func bind(_ index: Int32, _ number: Int64?) {
    if let number { bind(index, number) } else { sqlite3_bind_null(handle, index) }
  }

  func bind(_ index: Int32, _ text: String) {
    var text = text
    _ = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        // An empty buffer has no address, and binding no address would bind NULL.
        if let address = $0.baseAddress, !$0.isEmpty {
          sqlite3_bind_text(handle, index, address, Int32($0.count), Prepared.copies)
        } else {
          sqlite3_bind_text(handle, index, "", 0, Prepared.copies)
        }
      }
    }
  }

  func bind(_ index: Int32, _ text: String?) {
    if let text { bind(index, text) } else { sqlite3_bind_null(handle, index) }
  }

  /// Binds bytes, which are copied.
  func bind(_ index: Int32, _ bytes: UnsafeRawBufferPointer) {
    guard let address = bytes.baseAddress, !bytes.isEmpty else {
      sqlite3_bind_zeroblob(handle, index, 0)
      return
    }
    sqlite3_bind_blob64(handle, index, address, UInt64(bytes.count), Prepared.copies)
  }

  /// Binds a text that often is the one of the row before; then the binding stays as it is.
  ///
  /// - Precondition: the position is never bound in another way.
  func bindRepeated(_ index: Int32, _ text: String?) {
    while repeated.count <= Int(index) { repeated.append(Prepared.unbound) }
    let known = repeated[Int(index)]
    if let text, let known, equalBytes(text, known) { return }
    if text == nil, known == nil { return }
    bind(index, text)
    repeated[Int(index)] = text
  }

  /// Steps once; true while there is a row.
  func step() throws -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    guard code == SQLITE_DONE else {
      throw DatabaseError(
        resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
        message: String(cString: sqlite3_errmsg(connection)))
    }
    return false
  }

  /// Runs a statement that gives no rows, and makes it ready for the next values.
  func run() throws {
    defer { reset() }
    _ = try step()
  }

  func reset() { sqlite3_reset(handle) }

  func isNull(_ index: Int32) -> Bool { sqlite3_column_type(handle, index) == SQLITE_NULL }

  func integer(_ index: Int32) -> Int64 { sqlite3_column_int64(handle, index) }

  func optionalInteger(_ index: Int32) -> Int64? { isNull(index) ? nil : integer(index) }

  /// A column's text; nil for NULL and for bytes that are not UTF-8, which no one wrote.
  func text(_ index: Int32) -> String? {
    guard let bytes = sqlite3_column_text(handle, index) else { return nil }
    let count = Int(sqlite3_column_bytes(handle, index))
    return String(validating: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// A text's bytes as they are stored; valid until the next step.
  func bytes(_ index: Int32) -> UnsafeRawBufferPointer {
    let address = sqlite3_column_blob(handle, index)
    return UnsafeRawBufferPointer(
      start: address, count: Int(sqlite3_column_bytes(handle, index)))
  }

  /// No text that is ever bound: NUL is refused at the door.
  private static let unbound = "\0"

  private static let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
