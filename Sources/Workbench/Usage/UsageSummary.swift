import Facts
import Storage

/// What became of the usage that was sent, in short.
package struct UsageSummary: Sendable {
  /// By source: what came in the hour that it is and the 23 before it.
  package let lastDay: IntakeCounts
  /// By source: what came ever.
  package let all: IntakeCounts
  /// What is kept apart, by source and reason, in order.
  package let apart: [(source: Identifier, reason: Quarantine, events: Int)]
  /// What there were too many different ones of.
  package let contained: [Contained]
  /// What was said of who is who and not taken for true.
  package let refusals: UsageRefusals

  /// So many refusals are listed.
  package static let mostRefusals = 100

  package init(of store: UsageStore, in zone: Zone, now: Instant) throws {
    let counts = try store.counts()
    lastDay = IntakeCounts(counts, .day, .hour, in: zone, now: now)
    all = IntakeCounts(counts, .all, .day, in: zone, now: now)
    apart = try store.quarantineCounts().compactMap { choice, events in
      guard let source = choice.source, let reason = choice.reason else { return nil }
      return (source, reason, events)
    }.sorted { one, other in
      one.source != other.source
        ? one.source < other.source : precedes(one.reason.rawValue, other.reason.rawValue)
    }
    contained = try store.contained()
    refusals = try UsageRefusals(of: store, atMost: UsageSummary.mostRefusals)
  }

  package var json: String {
    var json = JSONText()
    json.object { json in
      for (name, counts) in [("last_24_hours", lastDay), ("all", all)] {
        json.key(name)
        json.object { json in
          UsageSummary.write(counts.total, to: &json)
          json.key("sources")
          json.array { json in
            for (source, count) in counts.sources {
              json.object { json in
                json.member("source", source.text)
                UsageSummary.write(count, to: &json)
              }
            }
          }
        }
      }
      json.key("kept_apart")
      json.array { json in
        for (source, reason, events) in apart {
          json.object { json in
            json.member("source", source.text)
            json.member("reason", reason.rawValue)
            json.member("events", events)
          }
        }
      }
      json.key("contained")
      json.array { json in
        for each in contained {
          json.object { json in
            json.member("what", each.what)
            json.member("events", each.events)
            json.member("last_received", each.last.description)
          }
        }
      }
      json.key("refused")
      json.object { writeRefusals(to: &$0) }
    }
    return json.text
  }

  private static func write(_ count: UsageCount, to json: inout JSONText) {
    json.member("accepted", count.accepted)
    json.member("stored", count.stored)
    json.member("duplicate", count.duplicate)
    json.member("quarantined", count.quarantined)
    json.member("conflict", count.conflict)
  }

  private func writeRefusals(to json: inout JSONText) {
    json.member("anonymous_count", refusals.anonymousCount)
    json.key("anonymous")
    json.array { json in
      for (id, users) in refusals.anonymous {
        json.object { json in
          json.member("id", id.text)
          json.key("users")
          json.array { json in for user in users { json.value(user.text) } }
        }
      }
    }
    json.member("alias_count", refusals.aliasCount)
    json.key("aliases")
    json.array { json in
      for alias in refusals.aliases {
        json.object { json in
          json.member("user", alias.user.text)
          json.member("previous", alias.previous.text)
        }
      }
    }
  }
}
