import Chance
import Engine
import Testing

@Suite("What people and accounts did")
struct UsageBookTests {
  @Test("What is followed step by step is what is made anew of everything", arguments: 0..<40)
  func follows(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let kinds = ["a", "b", "c"]
    var actors: [Int: UsageBook.Actor] = [:]
    var rows: [ActivityRow] = []
    var identities = Identities()
    var links: [Int32: [Identities.Link]] = [:]
    var memberships: [Int32: [Identities.Membership]] = [:]
    var book = UsageBook(kinds: [])
    for step in 0..<60 {
      let before = book
      if Bool.random(using: &random) {
        var new: [Int: UsageBook.Actor] = [:]
        for _ in 0..<Int.random(in: 0...2, using: &random) where actors.count < 20 {
          let actor = UsageBook.Actor(
            identity: Int32.random(in: 1...10, using: &random),
            account: Bool.random(using: &random) ? nil : Int32.random(in: 30...33, using: &random))
          guard !actors.values.contains(actor) else { continue }
          actors[actors.count + 1] = actor
          new[actors.count] = actor
        }
        guard !actors.isEmpty else { continue }
        let more = (0..<Int.random(in: 0...6, using: &random)).map { _ in
          ActivityRow(
            unit: Int.random(in: 1...actors.count, using: &random),
            day: Int32.random(in: 0...9, using: &random),
            kind: Int32.random(in: 0...2, using: &random),
            count: Int32.random(in: 1...3, using: &random),
            seconds: Int32.random(in: 0...9, using: &random))
        }
        rows += more
        book.add(kinds: kinds, actors: new, rows: more)
      } else {
        let identity = Int32.random(in: 1...10, using: &random)
        let stamp = Identities.Stamp(at: Int64.random(in: 0..<9, using: &random), tie: Int64(step))
        if identity > 4 {
          let user = Int32.random(in: 1...4, using: &random)
          links[identity, default: []].append(Identities.Link(user: user, stamp: stamp))
          identities.set(links: links[identity]!, of: identity)
        } else {
          memberships[identity, default: []].append(
            Identities.Membership(
              account: Int32.random(in: 30...33, using: &random), day: Int32(stamp.at), stamp: stamp
            ))
          identities.set(memberships: memberships[identity]!, of: identity)
        }
        book.set(identities: identities, changed: [identity])
      }
      let anew = UsageBook(kinds: kinds, identities: identities, actors: actors, rows: rows)
      for (one, other) in [
        (book.people, anew.people), (book.accounts, anew.accounts),
        (book.unassigned, anew.unassigned),
      ] {
        #expect(contents(one) == contents(other), "seed \(seed), step \(step)")
      }
      // Everything is somebody's, and some account's or none's.
      #expect(sum(book.people) == rows.reduce(0) { $0 + Int($1.entry.count) })
      #expect(sum(book.people) == sum(book.accounts) + sum(book.unassigned))
      // A reader's copy stays as it was.
      #expect(sum(before.people) <= sum(book.people))
    }
  }

  private func contents(_ book: ActivityBook) -> [Int: [ActivityEntry]] {
    var contents: [Int: [ActivityEntry]] = [:]
    for unit in 0..<book.unitCount where !book.entries(of: unit).isEmpty {
      contents[unit] = book.entries(of: unit)
    }
    return contents
  }

  private func sum(_ book: ActivityBook) -> Int {
    contents(book).values.joined().reduce(0) { $0 + Int($1.count) }
  }
}
