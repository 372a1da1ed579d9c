import HTTPTypes
import Hummingbird

extension Site {
  /// Where the script is that pages of the product load.
  static let scriptPath = "/tenure.js"

  /// The script that sends usage from the product's own pages, for pages of elsewhere.
  func addScript(to router: Router<BasicRequestContext>) {
    router.get(RouterPath(Site.scriptPath)) { request, _ in
      guard let script = Asset.all["script/tenure.js"] else { throw HTTPError(.notFound) }
      let tag = "\"\(script.version)\""
      var response = Response(
        status: .ok,
        headers: [
          .contentType: "text/javascript; charset=utf-8",
          // Its address stays when it changes, so browsers ask again after an hour.
          .cacheControl: "public, max-age=3600", .eTag: tag, .accessControlAllowOrigin: "*",
          Gate.resourcePolicy: "cross-origin",
        ])
      if request.headers[.ifNoneMatch] == tag {
        response.status = .notModified
      } else {
        response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: script.bytes))
      }
      return response
    }
  }
}
