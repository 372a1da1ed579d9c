import Facts
import HTTPTypes
import Hummingbird
import Storage
import Workbench

extension Site {
  /// For those who watch over the process: whether it is there, and whether it can be used.
  func addHealth(to router: Router<BasicRequestContext>) {
    router.get("/health") { _, _ in
      var json = JSONText()
      json.object { $0.member("status", "serving") }
      return Response.json(json, status: .ok)
    }
    router.get("/ready") { _, _ in try await aside { ready() } }
  }

  private func ready() -> Response {
    var json = JSONText()
    let reason = unreadiness()
    json.object { json in
      json.member("ready", reason == nil)
      if let reason { json.member("reason", reason) }
      if let intake = try? usage.intake() {
        json.member("usage_lag_bytes", Int(clamping: intake.lag))
      }
    }
    return Response.json(json, status: reason == nil ? .ok : .serviceUnavailable)
  }

  /// Why pages or usage have to wait; nil where they need not.
  private func unreadiness() -> String? {
    do {
      guard let intake = try usage.intake() else { return "There is no workspace yet." }
      if let problem = intake.problem { return "Usage is not counted: \(problem)" }
      guard try store.hasPresent() else {
        store.prepare(asOf: nil)
        return "The workspace is being read."
      }
      return nil
    } catch let error as LedgerError {
      return error.advice
    } catch {
      return "\(error)"
    }
  }
}
