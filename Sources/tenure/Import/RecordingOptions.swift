import ArgumentParser
import Facts
import Workbench

/// When Tenure learns of what it is told.
struct RecordingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("When Tenure learns of it.", visibility: .hidden))
  var recordedAt: String?

  /// What was named, or else the present.
  var instant: Instant { recordedAt.flatMap(Instant.init) ?? .now }

  func validate() throws {
    guard let recordedAt, Instant(recordedAt) == nil else { return }
    throw ValidationError("--recorded-at takes an instant such as 2025-01-31T00:00:00Z.")
  }
}

/// Of when a file is: its version, which decides between it and others.
struct ExportOptions: ParsableArguments {
  @Option(
    help: "The date of the export; later exports revise earlier ones (default: the file's own).")
  var exportedAt: String?

  func validate() throws {
    _ = try version()
  }

  /// What was named; nil where that is for the file to say.
  func version() throws -> Instant? {
    guard let exportedAt else { return nil }
    switch Moment(exportedAt) {
    case .day(let day): return Zone.utc.start(of: day)
    case .instant(let instant): return instant
    case nil:
      throw ValidationError("--exported-at takes a date such as 2025-01-31, not \(exportedAt).")
    }
  }
}
