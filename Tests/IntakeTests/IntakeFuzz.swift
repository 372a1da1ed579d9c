import Facts
import Foundation
import Intake
import Testing

/// Throws made-up files at the importer.
///
/// `TENURE_FUZZ` says how many, `TENURE_FUZZ_FROM` from which number on: a file depends on its
/// number only, so a run that trapped is narrowed down by running parts of it.
@Suite("Fuzz")
struct IntakeFuzz {
  @Test("No file traps, hangs, loses a row or reads differently in blocks")
  func everything() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["TENURE_FUZZ"].flatMap { Int($0) } ?? 10_000
    let first = environment["TENURE_FUZZ_FROM"].flatMap { Int($0) } ?? 0
    var tally = Tally()
    for number in first..<(first + count) {
      let start = secondsOfThisThread()
      if let fault = tally.run(number) { Issue.record("file \(number): \(fault)") }
      let seconds = secondsOfThisThread() - start
      if seconds > 1 { Issue.record("file \(number) took \(seconds) s") }
      if (number + 1) % 1_000_000 == 0 { print("fuzz: \(number + 1) files, \(tally)") }
    }
    print("fuzz: \(count) files from \(first), \(tally)")
    #expect(tally.facts > 0 && tally.events > 0 && tally.rejections > 0 && tally.refused > 0)
  }
}

/// The processor's time that this thread has had: a busy machine makes no file slow.
func secondsOfThisThread() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// What became of the files so far.
private struct Tally: CustomStringConvertible {
  var facts = 0
  var events = 0
  var rejections = 0
  var refused = 0

  var description: String {
    "\(facts) facts, \(events) events, \(rejections) rejections, \(refused) files refused"
  }

  /// Reads one file; says what is wrong with what it came to.
  mutating func run(_ number: Int) -> String? {
    var mutator = Mutator(seed: UInt64(number))
    let (bytes, options) = mutator.next()
    let whole = read(bytes, [bytes.count], options)
    if number % 4 == 0 {
      let cut = mutator.cut(bytes.count)
      guard read(bytes, [cut, bytes.count], options) == whole else { return "differs in blocks" }
    }
    guard case .success(let result) = whole else {
      refused += 1
      return nil
    }
    facts += result.batch.facts.count
    events += result.batch.events.count
    rejections += result.batch.rejections.count
    if let fault = fault(result) { return fault }
    return number % 4 == 1 ? faultOfRejections(result, options) : nil
  }

  private struct Reading: Equatable {
    var batch: Batch
    var format: ImportFormat?
    var file: [UInt8]
    var delimiter: UInt8
  }

  private struct Batch: Equatable {
    var rows = 0
    var facts: [Fact] = []
    var factRows: [Int32] = []
    var events: [UsageEvent] = []
    var particulars: [Particulars] = []
    var rejections: [Rejection] = []
  }

  private func read(
    _ bytes: [UInt8], _ ends: [Int], _ options: ImportOptions
  ) -> Result<Reading, ImportError> {
    var importer = Importer(options: options)
    var batch = Translation()
    var start = 0
    for (index, end) in ends.enumerated() {
      do {
        try bytes[start..<end].withUnsafeBytes { block in
          try importer.read(block, isLast: index == ends.count - 1, into: &batch)
        }
      } catch {
        return .failure(error as? ImportError ?? .empty)
      }
      start = end
    }
    let file = RejectionsFile(of: importer)
    return .success(
      Reading(
        batch: Batch(
          rows: batch.rows, facts: batch.facts, factRows: batch.factRows, events: batch.events,
          particulars: batch.particulars, rejections: batch.rejections),
        format: importer.format, file: file.header + file.rows(batch.rejections),
        delimiter: importer.delimiter))
  }

  /// Every row is facts, an event or a rejection, and whatever is in it can be kept.
  private func fault(_ result: Reading) -> String? {
    let batch = result.batch
    let made = Set(batch.factRows).count
    guard made + batch.events.count + batch.rejections.count == batch.rows else {
      return "a row is lost or doubled"
    }
    for event in batch.events {
      guard event.user != nil || event.anonymous != nil, (1...200).contains(event.name.utf8.count),
        (1...255).contains(event.message.text.utf8.count), event.propertyNames.count <= 1 << 10,
        event.body.count <= SegmentReader.largestEvent, (0...86_400).contains(event.seconds ?? 0)
      else { return "a bad event" }
    }
    for fact in batch.facts {
      if case .rates(let sheet) = fact.body {
        guard fact.account == "", fact.key.object == "rates",
          sheet.quotes.values.allSatisfy({ (1...Money.largestMicros).contains($0) })
        else { return "a bad sheet" }
        continue
      }
      let texts = [fact.account.text, fact.key.object.text]
      guard texts.allSatisfy({ (1...255).contains($0.utf8.count) && isClean($0) }) else {
        return "a bad id"
      }
      if case .subscription(let state) = fact.body {
        let total = state.unitAmount.micros.multipliedReportingOverflow(by: state.quantity)
        guard !total.overflow, (0...Money.largestMicros).contains(total.partialValue),
          (1...1000).contains(state.interval.count)
        else { return "a bad amount" }
      }
    }
    for rejection in batch.rejections {
      guard rejection.line >= 1, rejection.value.utf8.count <= 200, isClean(rejection.value),
        !rejection.expected.isEmpty
      else { return "a bad rejection" }
    }
    return nil
  }

  /// The file of rejections has one row for each of them, in the same format.
  private func faultOfRejections(_ result: Reading, _ options: ImportOptions) -> String? {
    var options = options
    options.encoding = .utf8
    options.delimiter = result.delimiter
    switch read(result.file, [result.file.count], options) {
    case .failure(let error): return "its rejections are refused: \(error)"
    case .success(let again):
      guard again.format == result.format else { return "its rejections are of another format" }
      guard again.batch.rows == result.batch.rejections.count else {
        return "its rejections are \(again.batch.rows) rows"
      }
      return fault(again)
    }
  }

  private func isClean(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
  }
}
