import Facts
import HTTPTypes
import Hummingbird
import Storage
import Workbench

/// What every request passes and every answer leaves through.
///
/// There are no people and roles yet, so whoever reaches the port may do everything; the gate sees
/// to it that only this machine's own pages do. A page from elsewhere that a browser here has open
/// could send requests too: those that change something must come from a page of ours, and a name
/// that was made to point at this machine (DNS rebinding) is not answered. Usage comes from
/// programs, and from the product's own pages, each with a key that can do nothing but send it.
struct Gate: RouterMiddleware {
  typealias Context = BasicRequestContext
  let site: Site

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let began = ContinuousClock.now
    let route = RouteClass(path: request.uri.path)
    var response: Response
    var reason: String?
    do {
      try Gate.check(request)
      response = try await next(request, context)
    } catch let answer as IntakeAnswer {
      reason = answer.error
      response = answer.response
    } catch {
      let problem = Problem(error)
      reason = problem.name
      response = problem.response(Ask(anyOf: request, site: site))
    }
    if route == .usage { Gate.openToPages(&response) }
    for (name, value) in Gate.headers where response.headers[name] == nil {
      response.headers[name] = value
    }
    let took = ContinuousClock.now - began
    response.headers[Gate.timing] = Gate.text(took)
    site.meter.count(route, response.status.code, seconds: took.inSeconds)
    site.requestLog.answered(route, response.status.code, took, reason: reason)
    return response
  }

  /// Lets pages from elsewhere, whose script sends usage with a key in the body, read how it went:
  /// without cookies and the like, of which there are none here.
  private static func openToPages(_ response: inout Response) {
    response.headers[.accessControlAllowOrigin] = "*"
    response.headers[Gate.resourcePolicy] = "cross-origin"
  }

  /// - Throws: ``Problem`` where a request may not come in.
  static func check(_ request: Request) throws {
    let host = request.head.authority ?? ""
    guard isLoopback(host) else { throw Problem.foreignHost }
    switch request.method {
    case .get, .head: return
    case .post where Site.usagePaths[request.uri.path] != nil: return
    case .post:
      guard let origin = request.headers[.origin], equalBytes(origin, "http://" + host) else {
        throw Problem.foreignOrigin
      }
    default: throw Problem.unknownMethod
    }
  }

  /// Whether a host, with or without a port, is a name of this machine.
  static func isLoopback(_ host: String) -> Bool {
    var name = host.utf8[...]
    if let colon = name.lastIndex(of: UInt8(ascii: ":")), name.last != UInt8(ascii: "]") {
      let port = name[name.index(after: colon)...]
      guard (1...5).contains(port.count), port.allSatisfy({ (0x30...0x39).contains($0) }) else {
        return false
      }
      name = name[..<colon]
    }
    return ["localhost", "127.0.0.1", "[::1]"].contains { $0.utf8.elementsEqual(name) }
  }

  static let resourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
  private static let timing = HTTPField.Name("Server-Timing")!

  /// How long an answer was in the making, in milliseconds, as browsers show it.
  private static func text(_ duration: Duration) -> String {
    let micros =
      duration.components.seconds * 1_000_000
      + duration.components.attoseconds / 1_000_000_000_000
    return "total;dur=\(decimalText(micros: Int128(micros) * 1000))"
  }

  private static let headers: [(HTTPField.Name, String)] = [
    (.cacheControl, "no-store"),
    (.contentSecurityPolicy, Response.policy(nonce: nil)),
    (.xContentTypeOptions, "nosniff"),
    (HTTPField.Name("X-Frame-Options")!, "DENY"),
    // The strictest with which browsers still name the origin of a form.
    (HTTPField.Name("Referrer-Policy")!, "same-origin"),
    (HTTPField.Name("Cross-Origin-Opener-Policy")!, "same-origin"),
    (resourcePolicy, "same-origin"),
    (HTTPField.Name("Permissions-Policy")!, "camera=(), geolocation=(), microphone=()"),
  ]
}

extension Response {
  /// A page of HTML.
  static func page(
    _ html: String, _ ask: Ask, status: HTTPResponse.Status = .ok
  ) -> Response {
    Response(
      status: status,
      headers: [
        .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy: policy(nonce: ask.nonce),
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
  }

  /// Nothing from elsewhere, nothing inline, in nobody's frame; scripts by their secret alone.
  fileprivate static func policy(nonce: String?) -> String {
    let script = nonce.map { "'nonce-\($0)'" } ?? "'none'"
    return "default-src 'none'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
      + "script-src \(script); form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
  }
}
