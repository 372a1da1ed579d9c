import Facts
import HTTPTypes
import Hummingbird
import Storage
import Workbench

/// Why a request is not answered with what it asked for.
struct Problem: Error {
  let status: HTTPResponse.Status
  /// The key of its title in the catalogue, and the last part of its type's address.
  let name: String
  /// What was given and what is expected; nil where the title says all.
  var detail: String?

  static let foreignHost = Problem(status: .misdirectedRequest, name: "foreign_host")
  static let foreignOrigin = Problem(status: .forbidden, name: "foreign_origin")
  static let unknownMethod = Problem(status: .methodNotAllowed, name: "unknown_method")
  static let noWorkspace = Problem(status: .notFound, name: "no_workspace")

  static let brokenForm = Problem(status: .badRequest, name: "broken_form")

  static func notFound(_ detail: String? = nil) -> Problem {
    Problem(status: .notFound, name: "not_found", detail: detail)
  }

  static func unusable(_ detail: String) -> Problem {
    Problem(status: .badRequest, name: "unusable", detail: detail)
  }

  private init(status: HTTPResponse.Status, name: String, detail: String? = nil) {
    self.status = status
    self.name = name
    self.detail = detail
  }

  /// The problem behind any error; what people can do nothing about is not told to them.
  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let refusal as Refusal: self = .unusable(refusal.description)
    case let failure as Failure:
      self.init(status: .unprocessableContent, name: "cannot_say", detail: failure.description)
    case let error as LedgerError:
      self.init(status: .internalServerError, name: "ledger", detail: error.advice)
    case let error as HTTPError where error.status == .notFound: self = .notFound()
    case let error as HTTPError where error.status == .contentTooLarge:
      self.init(status: .contentTooLarge, name: "too_large")
    default: self.init(status: .internalServerError, name: "broken")
    }
  }

  /// A page for people, a problem of RFC 9457 for programs.
  func response(_ ask: Ask) -> Response {
    let title = ask.words["problem.\(name).title"]
    guard !ask.wantsJSON else {
      var json = JSONText()
      json.object { json in
        json.member("type", "about:blank#\(name)")
        json.member("title", title)
        json.member("status", status.code)
        json.member("detail", detail)
      }
      return .json(json, status: status, as: "application/problem+json")
    }
    let model: Model = [
      "title": title, "detail": detail ?? "", "advice": ask.words["problem.\(name).advice"],
      "code": String(status.code),
    ]
    let frame = Frame(ask, place: nil, title: title)
    return .page(frame.page("problem", model), ask, status: status)
  }
}
