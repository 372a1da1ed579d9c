import Facts
import HTTPTypes
import Hummingbird

/// What a client library is told, as Segment's API tells it.
struct IntakeAnswer: Error {
  let status: HTTPResponse.Status
  /// Why nothing was taken; nil where something was.
  var error: String?
  /// The places in the batch of events that can never be taken, with the reasons.
  var rejected: [(index: Int, reason: String)] = []
  /// After so many seconds it is worth another try.
  var retryAfterSeconds: Int?
  /// Whether the connection is closed: what still comes on it is not read.
  var isLast = false

  /// Nothing is kept, and will not be however often it is sent.
  static func refused(_ status: HTTPResponse.Status, _ error: String) -> IntakeAnswer {
    IntakeAnswer(status: status, error: error)
  }

  /// Nothing is kept now.
  static func later(_ error: String, seconds: Int = 5) -> IntakeAnswer {
    IntakeAnswer(status: .serviceUnavailable, error: error, retryAfterSeconds: seconds)
  }

  /// More comes than there is room for.
  static let tooMany = IntakeAnswer(
    status: .tooManyRequests, error: "Too many requests are being taken.", retryAfterSeconds: 1)

  static func tooLarge(_ limit: Int, _ how: String = "") -> IntakeAnswer {
    var answer = refused(.contentTooLarge, "A body is at most \(limit) bytes\(how).")
    answer.isLast = true
    return answer
  }

  var response: Response {
    var json = JSONText()
    json.object { json in
      json.member("success", error == nil)
      if let error { json.member("error", error) }
      guard !rejected.isEmpty else { return }
      json.key("rejected")
      json.array { json in
        for each in rejected {
          json.object { json in
            json.member("index", each.index)
            json.member("reason", each.reason)
          }
        }
      }
    }
    var response = Response.json(json, status: status)
    if status == .unauthorized { response.headers[.wwwAuthenticate] = "Basic realm=\"tenure\"" }
    if isLast { response.headers[.connection] = "close" }
    if let retryAfterSeconds { response.headers[.retryAfter] = String(retryAfterSeconds) }
    return response
  }
}

extension Response {
  /// A text of JSON, or of a kind of it.
  static func json(
    _ json: JSONText, status: HTTPResponse.Status, as type: String = "application/json"
  ) -> Response {
    Response(
      status: status, headers: [.contentType: type],
      body: ResponseBody(byteBuffer: ByteBuffer(string: json.text)))
  }
}
