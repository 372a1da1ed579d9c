import Facts
import Foundation
import Intake
import Storage

/// One file on its way into the ledger.
///
/// One thread reads and translates, the other writes; a few batches lie between them, so that
/// memory does not grow with the file.
struct ImportRun {
  let file: String
  let options: ImportOptions
  let rejectionsPath: String?
  let showsProgress: Bool

  private static let blockSize = 1 << 20
  /// Rows in a batch, about; a batch is a transaction once the ledger is not empty.
  private static let batchRows = 1 << 15

  /// When the file was last changed, the version of an export that names none.
  static func modified(_ file: String) throws -> Instant {
    var status = stat()
    guard stat(file, &status) == 0 else {
      throw Failure("\(file): there is no such file, or it cannot be read.")
    }
    return Instant(
      microseconds: Int64(status.st_mtim.tv_sec) * 1_000_000
        + Int64(status.st_mtim.tv_nsec) / 1000)
  }

  /// Reads the file; into the ledger, or nowhere for a dry run.
  func load(into ledger: Ledger?) throws -> ImportSummary {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
      throw Failure("\(file): there is no such file, or it cannot be read.")
    }
    defer { close(descriptor) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw Failure("\(file): this is a folder. Name the files in it.")
    }
    let channel = BatchChannel()
    let size = Int64(status.st_size)
    let reader = Thread { [self] in translate(descriptor, size: size, to: channel) }
    reader.stackSize = 8 << 20
    reader.start()
    defer { channel.abandon() }
    var summary = ImportSummary(file: file)
    summary.isDryRun = ledger == nil
    var sink = try RejectionsSink(path: rejectionsPath)
    guard let ledger else {
      while let batch = try channel.next() {
        let nothing = [Outcome](repeating: .stored, count: batch.translation.facts.count)
        let told = [Outcome](repeating: .unchanged, count: batch.translation.particulars.count)
        summary.count(batch.translation, facts: nothing, particulars: told)
        try sink.write(batch)
      }
      return finish(&summary, channel, &sink)
    }
    let arrival = Arrival(
      source: try channel.source(), version: options.version, recorded: options.recorded)
    try ledger.append(arrival) { appender in
      while let batch = try channel.next() {
        let made = batch.translation
        let outcomes = try appender.append(made.facts, made.particulars)
        summary.count(made, facts: outcomes.facts, particulars: outcomes.particulars)
        try sink.write(batch)
      }
    }
    return finish(&summary, channel, &sink)
  }

  private func finish(
    _ summary: inout ImportSummary, _ channel: BatchChannel, _ sink: inout RejectionsSink
  ) -> ImportSummary {
    summary.format = channel.format
    summary.ignoredColumns = channel.ignoredColumns
    summary.rejectionsPath = rejectionsPath
    sink.close()
    return summary
  }

  private func translate(_ descriptor: Int32, size: Int64, to channel: BatchChannel) {
    var importer = Importer(options: options)
    var batch = Translation()
    let block = UnsafeMutableRawBufferPointer.allocate(
      byteCount: ImportRun.blockSize, alignment: 16)
    defer { block.deallocate() }
    var progress = Progress(isShown: showsProgress, file: file, size: size)
    do {
      while true {
        let count = read(descriptor, block.baseAddress, block.count)
        guard count >= 0 else {
          throw Failure("\(file): reading failed: \(String(cString: strerror(errno))).")
        }
        try importer.read(
          UnsafeRawBufferPointer(rebasing: block[0..<count]), isLast: count == 0, into: &batch)
        progress.advance(by: Int64(count))
        if batch.rows >= ImportRun.batchRows || count == 0 {
          guard channel.send(batch, from: importer) else { break }
          batch = Translation()
        }
        if count == 0 { break }
      }
      channel.finish(nil)
    } catch {
      channel.finish(error)
    }
    progress.end()
  }
}

/// A bar of how far the reading is, on standard error.
private struct Progress {
  let isShown: Bool
  let file: String
  let size: Int64
  private var done: Int64 = 0
  private var shownPercent: Int64 = -1

  init(isShown: Bool, file: String, size: Int64) {
    self.isShown = isShown && size > 0
    self.file = file
    self.size = size
  }

  mutating func advance(by count: Int64) {
    done += count
    let percent = min(100, done * 100 / max(1, size))
    guard isShown, percent != shownPercent else { return }
    shownPercent = percent
    let filled = Int(percent) * 30 / 100
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
    FileHandle.standardError.write(Data("\r\(Text.safe(file)) \(bar) \(percent) %".utf8))
  }

  func end() {
    if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
