import Dispatch
import HTTPTypes
import Hummingbird

extension Site {
  /// Every address there is.
  func routes() -> Router<BasicRequestContext> {
    let router = Router(options: [.autoGenerateHeadEndpoints])
    router.add(middleware: Gate(site: self))

    // Reading: pages, and what can be taken away from them.
    page(router, "/") { try OverviewPage($0).html }
    page(router, "/retention") { try RetentionPage($0).html }
    page(router, "/retention/cohorts") { try CohortsPage($0).html }
    page(router, "/revenue") { try RevenuePage($0).html }
    page(router, "/usage") { try UsagePage($0).html }
    page(router, "/usage/cohorts") { try UsageCohortsPage($0).html }
    page(router, "/accounts") { try AccountsPage($0).html }
    page(router, "/account") { try AccountPage($0).html }
    page(router, "/definitions") { try DefinitionsPage($0).html }
    file(router, "/figure.csv") { try Download.figure($0) }
    file(router, "/report.csv") { try Download.report($0) }
    file(router, "/bridge.csv") { try Download.bridge($0) }
    file(router, "/cohorts.csv") { try Download.cohorts($0) }
    file(router, "/cell.csv") { try Download.cell($0) }
    file(router, "/accounts.csv") { try Download.accounts($0) }
    file(router, "/export.csv") { try Download.export($0) }
    file(router, "/account.csv") { try Download.account($0) }

    file(router, "/usage.csv") { try Download.usage($0) }
    file(router, "/usage/adoption.csv") { try Download.adoption($0) }
    file(router, "/usage/trailing.csv") { try Download.trailing($0) }
    file(router, "/usage/figure.csv") { try Download.usageFigure($0) }
    file(router, "/usage/cohorts.csv") { try Download.usageCohorts($0) }
    file(router, "/usage/cell.csv") { try Download.usageCell($0) }

    // Importing: what is sent changes the workspace.
    page(router, "/import") { try ImportPage($0).html }
    router.get("/import/file") { request, _ in
      let ask = try Ask(request, site: self)
      let page = try ImportFilePage(ask)
      var response = Response.page(page.html, ask)
      // Without a script, and without a tag that would move a reader away while they read.
      if page.isRunning { response.headers[.refresh] = "1" }
      return response
    }
    file(router, "/import/rejections.csv") { try Download.rejections($0) }
    router.post("/import") { request, _ in try await receive(request) }
    router.post("/import/file") { request, _ in try await decide(request) }
    router.post("/account/merge") { request, _ in try await merge(request) }

    // What became of usage that was sent; a form mends what is kept apart.
    page(router, "/usage/intake") { try IntakePage($0).html }
    page(router, "/usage/intake/quarantine") { try QuarantinePage($0).html }
    page(router, "/usage/intake/names") { try NamesPage($0).html }
    page(router, "/usage/intake/identity") { try IdentityPage($0).html }
    file(router, "/usage/intake.csv") { try Download.intake($0) }
    file(router, "/usage/intake/quarantine.csv") { try Download.quarantine($0) }
    file(router, "/usage/intake/names.csv") { try Download.names($0) }
    file(router, "/usage/intake/refusals.csv") { try Download.refusals($0) }
    router.post("/usage/intake/mend") { request, _ in try await mend(request) }

    addUsage(to: router)
    addHealth(to: router)
    addMetrics(to: router)

    // For those who work on Tenure.
    if configuration.isDevelopment {
      page(router, "/styleguide") { try StyleguidePage($0).html }
    }

    addScript(to: router)
    router.get("/assets/:name") { _, context in try asset(context.parameters.require("name")) }
    return router
  }

  private func page(
    _ router: Router<BasicRequestContext>, _ path: RouterPath,
    _ make: @escaping @Sendable (Ask) throws -> String
  ) {
    router.get(path) { request, _ in
      let ask = try Ask(request, site: self)
      return Response.page(try await aside { try make(ask) }, ask)
    }
  }

  /// Works on a thread of its own: a page that waits for a ledger to be read must not keep the few
  /// threads that take requests.
  func aside<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global(qos: .userInitiated).async {
        continuation.resume(with: Result(catching: work))
      }
    }
  }

  private func file(
    _ router: Router<BasicRequestContext>, _ path: RouterPath,
    _ make: @escaping @Sendable (Ask) throws -> Download
  ) {
    router.get(path) { request, _ in
      let ask = try Ask(request, site: self)
      return try await aside { try make(ask) }.response
    }
  }

  fileprivate func asset(_ name: String) throws -> Response {
    guard let asset = Asset.all[name], let type = Asset.type(of: name) else {
      throw HTTPError(.notFound)
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: type, .cacheControl: "public, max-age=31536000, immutable",
        .eTag: "\"\(asset.version)\"",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
  }
}

extension HTTPField.Name {
  /// Asks a browser to come back after some seconds.
  fileprivate static var refresh: Self { HTTPField.Name("Refresh")! }
}
