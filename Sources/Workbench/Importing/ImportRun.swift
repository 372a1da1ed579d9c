import Facts
import Foundation
import Intake
import Storage

/// One file on its way into the ledger, or, where it tells of usage, to whoever applies that.
///
/// One thread reads and translates, the other writes; a few batches lie between them, so that
/// memory does not grow with the file.
package struct ImportRun {
  package let file: String
  package private(set) var options: ImportOptions
  package let rejectionsPath: String?
  package let progress: (@Sendable (_ done: Int64, _ size: Int64) -> Void)?

  /// - Parameters:
  ///   - file: its path.
  ///   - rejectionsPath: where the rejected rows go; nil for nowhere.
  ///   - progress: called, now and then, with the bytes read so far and the file's size.
  package init(
    file: String, options: ImportOptions, rejectionsPath: String? = nil,
    progress: (@Sendable (_ done: Int64, _ size: Int64) -> Void)? = nil
  ) {
    self.file = file
    self.options = options
    self.rejectionsPath = rejectionsPath
    self.progress = progress
  }

  private static let blockSize = 1 << 20
  /// Rows in a batch, about; a batch is a transaction once the ledger is not empty.
  private static let batchRows = 1 << 15

  /// When the file was last changed, the version of an export that names none.
  package static func modified(_ file: String) throws -> Instant {
    var status = stat()
    guard stat(file, &status) == 0 else {
      throw Failure("\(file): there is no such file, or it cannot be read.")
    }
    return Instant(
      microseconds: Int64(status.st_mtim.tv_sec) * 1_000_000
        + Int64(status.st_mtim.tv_nsec) / 1000)
  }

  /// Reads the file; into the ledger and its workspace, or nowhere for a dry run.
  package func load(into ledger: Ledger?) throws -> ImportSummary {
    var run = self
    if let ledger { run.options.zone = try ledger.read { try Knowledge.zone($0.settings()) } }
    return try run.bring(into: ledger)
  }

  private func bring(into ledger: Ledger?) throws -> ImportSummary {
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
        summary.accepted += batch.translation.events.count
        try sink.write(batch)
      }
      return finish(&summary, channel, &sink)
    }
    let (source, isOfUsage) = try channel.source()
    if isOfUsage {
      summary.isOfUsage = true
      var handover = try UsageHandover(ledger.workspace, source)
      while let batch = try channel.next() {
        try handover.take(batch.translation.events)
        summary.count(batch.translation, facts: [], particulars: [])
        try sink.write(batch)
      }
      try handover.finish(in: options.zone, &summary)
      return finish(&summary, channel, &sink)
    }
    let arrival = Arrival(source: source, version: options.version, recorded: options.recorded)
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
    var done: Int64 = 0
    do {
      while true {
        let count = read(descriptor, block.baseAddress, block.count)
        guard count >= 0 else {
          throw Failure("\(file): reading failed: \(String(cString: strerror(errno))).")
        }
        try importer.read(
          UnsafeRawBufferPointer(rebasing: block[0..<count]), isLast: count == 0, into: &batch)
        done += Int64(count)
        progress?(done, size)
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
  }
}
