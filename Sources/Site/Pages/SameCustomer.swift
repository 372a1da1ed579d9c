import Engine
import Facts
import Hummingbird
import Storage
import Workbench

/// Which accounts are one customer, as an account's page tells it and lets one say it.
struct SameCustomer {
  private let ask: Ask
  private let knowledge: Knowledge
  private let account: Int

  init(_ ask: Ask, _ knowledge: Knowledge, _ account: Int) {
    self.ask = ask
    self.knowledge = knowledge
    self.account = account
  }

  var model: Model {
    let survivor = knowledge.panel.merged.survivor(of: account)
    let isMerged = survivor != account
    let others = isMerged ? [] : knowledge.panel.merged.merged(into: account)
    return [
      "into": isMerged ? entry(survivor) : false, "others": others.map(entry),
      "showsSame": !isMerged && (!others.isEmpty || ask.lens.asOf == nil),
      "id": knowledge.accounts[account].text,
      // What was known on an earlier day is as it was.
      "canSay": ask.lens.asOf == nil, "canMerge": !isMerged && ask.lens.asOf == nil,
    ]
  }

  private func entry(_ other: Int) -> Model {
    let (id, name) = (knowledge.accounts[other], ask.name(other))
    return [
      "account": id.text, "name": name, "address": ask.account(id),
      "sub": equalBytes(name, id.text) ? false : id.text,
    ]
  }
}

extension Site {
  /// Says that an account is another one's customer, or takes that back, as a form asks.
  func merge(_ request: Request) async throws -> Response {
    let sent = try await request.form()
    guard let account = sent.filled("account").map({ Identifier($0) }) else {
      throw Refusal("account names the customer that is another one.")
    }
    let into = sent.filled("into").map { Identifier($0) }
    let (workspace, now) = (configuration.workspace, configuration.now())
    try await aside {
      guard workspace.exists else { throw Problem.noWorkspace }
      let merging = Merging(try Ledger.writing(workspace), now: now)
      if let into {
        try merging.merge(account, into: into)
      } else {
        try merging.undo(account)
      }
    }
    return .redirect(to: "/account?id=" + Query.encoded((into ?? account).text))
  }
}
