import Facts
import Hummingbird
import Storage
import Workbench

extension Site {
  /// Mends the time of events that are kept apart, as a form says, and shows what came of it.
  func mend(_ request: Request) async throws -> Response {
    let sent = try await request.form()
    let asked = try MendQuery(sent)
    guard let rule = asked.rule else { throw Refusal("rule takes receipt or shift.") }
    let now = configuration.now()
    let done = try await aside { try usage.mend(asked.choice, by: rule, at: now) }
    guard let done else { throw Problem.noWorkspace }
    return .redirect(to: "\(IntakeFrame.Part.quarantine.path)?mended=\(done.number)")
  }
}
