import Facts
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Storage
import Workbench

/// The pages of a workspace, served on this machine alone.
package struct Site: Sendable {
  /// What is shown and where.
  package struct Configuration: Sendable {
    package var workspace: Workspace
    package var port: Int
    /// The day that is taken for today; nil for that of the clock.
    package var today: Day?
    /// The clock.
    package var now: @Sendable () -> Instant
    /// As many bytes of usage may wait to be counted; more is refused until some was.
    package var usageCapacityBytes = IntakeLog.usualCapacity
    /// What others may take of the process.
    package var limits = Limits()
    /// Takes what is logged, a line at a time.
    package var log: @Sendable ([UInt8]) -> Void = JSONLog.toStandardError
    /// Whether pages for those who work on Tenure are there too, and words are marked.
    package var isDevelopment = false
    /// Whether, in development, texts are escaped as Mustache does it: tests must see what that
    /// lets through.
    package var escapesAsMustache = false

    package init(workspace: Workspace, port: Int, now: @escaping @Sendable () -> Instant) {
      self.workspace = workspace
      self.port = port
      self.now = now
    }
  }

  let configuration: Configuration
  let store: KnowledgeStore
  let templates: Templates
  let uploads: UploadFolder
  let usage: UsageDoor
  let readers = ReaderPool()
  let admission: Admission
  let lag = LagClock()
  let meter = Meter()
  let connections: Connections
  let logger: Logger
  let requestLog: RequestLog

  /// - Throws: what is wrong with a template.
  package init(_ configuration: Configuration) throws {
    self.configuration = configuration
    store = KnowledgeStore(
      configuration.workspace, today: configuration.today, now: configuration.now)
    templates =
      try configuration.isDevelopment && configuration.escapesAsMustache
      ? Templates(contentType: "HTML") : Templates()
    uploads = UploadFolder(configuration.workspace)
    usage = UsageDoor(
      configuration.workspace, configuration.usageCapacityBytes, now: configuration.now)
    admission = Admission(
      requests: configuration.limits.usageRequests, bytes: configuration.limits.usageBytes)
    connections = Connections(
      most: Limits.connections(atMost: configuration.limits.connections))
    logger = Site.logger(JSONLog(now: configuration.now, write: configuration.log))
    requestLog = RequestLog(logger)
  }

  static func logger(_ log: JSONLog) -> Logger { Logger(label: "tenure") { _ in log } }

  /// Takes usage; a command that counts something has it for some seconds, another server for good.
  private func openUsage() async throws {
    let attempts = 20
    for attempt in 1...attempts {
      do {
        _ = try usage.intake()
        return
      } catch LedgerError.served(let path, let process) {
        guard attempt < attempts else { throw LedgerError.served(path, process: process) }
        try await Task.sleep(for: .milliseconds(100))
      } catch {
        // Pages are shown whatever is wrong with usage; /ready says what it is.
        return
      }
    }
  }

  /// Serves until it is told to stop.
  ///
  /// Only this machine reaches it: access from elsewhere needs people and roles, which are not
  /// there yet.
  ///
  /// - Parameter isReady: called with the port once requests are taken.
  /// - Throws: ``LedgerError/served(_:process:)`` where another server has the workspace.
  package func serve(isReady: @escaping @Sendable (Int) -> Void) async throws {
    try await openUsage()
    defer { usage.close() }
    store.whenRead { warmUp() }
    store.prepare(asOf: nil)
    let limits = configuration.limits
    let application = Application(
      router: routes(),
      server: .http1(configuration: connectionSettings),
      configuration: ApplicationConfiguration(
        address: .hostname("127.0.0.1", port: configuration.port), backlog: 4096),
      onServerRunning: { channel in isReady(channel.localAddress?.port ?? 0) },
      logger: logger)
    let draining = Draining(connections: connections, seconds: limits.drainingSeconds)
    // The last is told to stop first.
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [
          .init(service: application),
          .init(service: draining, successTerminationBehavior: .ignore),
        ],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
  }

  private var connectionSettings: HTTP1Channel.Configuration {
    let (connections, limits) = (connections, configuration.limits)
    return HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionHandler(connections, limits)],
      idleTimeout: .seconds(limits.idleSeconds),
      // A head is kept until it is whole, on each of many connections.
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: 32 << 10, maxHeaderListSize: 64 << 10, maxHeaderFieldCount: 100))
  }

  /// Asks what is asked first, so that who asks it does not wait: what is counted is kept.
  private func warmUp() {
    guard let ask = try? Ask("/", site: self), let knowledge = try? ask.knowledge() else { return }
    let thisMonth = knowledge.horizon.month
    for back in 0..<3 {
      guard let month = thisMonth.advanced(by: -back),
        let ask = try? Ask("/?period=\(month)", site: self)
      else { continue }
      // What cannot be shown is told to whoever asks for it.
      _ = try? OverviewPage(ask)
      _ = try? RetentionPage(ask)
      _ = try? RevenuePage(ask)
    }
    _ = try? UsagePage(ask)
    _ = try? store.directory(of: knowledge)
  }
}
