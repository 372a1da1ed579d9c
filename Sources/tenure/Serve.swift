import ArgumentParser
import Facts
import Foundation
import Site
import Storage
import Workbench

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the workspace as pages in a browser, on this machine alone.",
    discussion: """
      Answers to this machine only, under its own names: access from elsewhere needs people and \
      roles, which are not there yet. What other commands import meanwhile shows on the next page. \
      Ctrl-C ends it.
      """)

  @OptionGroup var place: WorkspaceOptions

  @Option(help: "The port; 0 takes one that is free.")
  var port = 8080

  @Option(help: ArgumentHelp("Take this day for today.", visibility: .hidden))
  var today: String?

  @Option(
    help: ArgumentHelp("Take this moment for that of receiving usage.", visibility: .hidden))
  var now: String?

  @Flag(help: ArgumentHelp("Show also what helps those who work on Tenure.", visibility: .hidden))
  var development = false

  @Flag(
    help: ArgumentHelp(
      "With --development, escape as Mustache does: the control of the tests of escaping.",
      visibility: .hidden))
  var stockEscaping = false

  func validate() throws {
    guard (0...65_535).contains(port) else {
      throw ValidationError("--port takes a number from 0 to 65535, not \(port).")
    }
    _ = try today.map { try Day($0, for: "--today") }
    _ = try moment()
  }

  /// The moment that is taken for now; nil for that of the clock.
  private func moment() throws -> Instant? {
    guard let now else { return nil }
    guard let moment = Instant(now) else {
      throw ValidationError("--now takes a moment such as 2025-01-31T12:00:00Z, not \(now).")
    }
    return moment
  }

  func run() async throws {
    let moment = try moment()
    var configuration = Site.Configuration(
      workspace: place.folder, port: port, now: { moment ?? .now })
    configuration.today = try today.map { try Day($0, for: "--today") }
    configuration.isDevelopment = development
    configuration.escapesAsMustache = stockEscaping
    do {
      try await Site(configuration).serve { port in
        // Whoever starts it from a script waits for this line.
        FileHandle.standardOutput.write(Data("Tenure is at http://localhost:\(port)\n".utf8))
      }
    } catch let error as LedgerError {
      throw Failure(error.advice)
    } catch let error as any CustomStringConvertible & Error
      where "\(error)".utf8.starts(with: "bind".utf8)
    {
      throw Failure("Port \(port) cannot be taken: \(error). --port names another.")
    }
  }
}
