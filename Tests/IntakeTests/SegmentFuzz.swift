import Facts
import Foundation
import Intake
import Testing

/// Throws made-up bodies at the reader of events: `TENURE_FUZZ` says how many.
@Suite("Fuzz of events in Segment's form")
struct SegmentFuzz {
  private static let seeds = [
    #"{"batch":[{"type":"track","userId":"u","event":"e","properties":{"a":[1,2.5,"x"]}}]}"#,
    #"{"writeKey":"k","sentAt":"2026-06-01T15:00:00.123456789Z","batch":[{"type":"identify","#
      + #""userId":9007199254740993,"timestamp":"2026-06-01T14:59:00+02:00"},{"type":"alias","#
      + #""previousId":"a","userId":"b","messageId":"m"}, null, [[]], "caf\u00e9", 1e400]}"#,
    #"{"userId":"u","properties":{"seconds":12.5,"b":{"a":1},"a":[],"b":2},"event":"e","#
      + #""seconds":1}"#,
    #"{"userId":"u","anonymousId":null,"event":"e","context":{"groupId":"g"},"timestamp":"x"}"#,
    #"{"batch":[{"type":"page","anonymousId":"é€😀","name":"\ud83d\ude00"}],"batch":[]}"#,
  ].map { Array($0.utf8) }

  @Test(
    "No body traps or takes long, and nothing is taken that breaks a limit",
    arguments: [UInt64(20_261_127)])
  func everything(seed: UInt64) {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["TENURE_FUZZ"].flatMap { Int($0) } ?? 20_000
    var random = Random(seed: seed)
    let reader = SegmentReader()
    var (taken, rejected, refused) = (0, 0, 0)
    for number in 0..<count {
      let start = secondsOfThisThread()
      let body = mutated(&random)
      let kinds = UsageEvent.Kind.allCases.map(Optional.some) + [nil, nil, nil]
      let kind = kinds[random.below(kinds.count)]
      do {
        let delivery = try reader.read(body, kind, received: noon)
        taken += delivery.events.count
        rejected += delivery.refused.count
        for event in delivery.events {
          let isSound =
            (event.user != nil || event.anonymous != nil)
            && !event.message.text.isEmpty && event.body.count <= SegmentReader.largestEvent
            && event.body.first == UInt8(ascii: "{") && event.body.last == UInt8(ascii: "}")
            && String(validating: event.body, as: UTF8.self) != nil
            && (0...86_400).contains(event.seconds ?? 0) && areSound(event.propertyNames)
          #expect(isSound, "body \(number) of seed \(seed)")
        }
      } catch {
        refused += 1
      }
      let seconds = secondsOfThisThread() - start
      #expect(seconds <= 1, "body \(number) of seed \(seed)")
    }
    print("fuzz: \(count) bodies, \(taken) taken, \(rejected) rejected, \(refused) refused")
    #expect(taken > 1000 && rejected > 1000 && refused > 1000)
  }

  /// Whether names are ended, in order, each there once, and within their limits.
  private func areSound(_ names: [UInt8]) -> Bool {
    guard let last = names.last else { return true }
    let all = names.dropLast().split(separator: 0, omittingEmptySubsequences: false)
    return last == 0 && names.count <= 1024 && all.count <= 64
      && all.allSatisfy { $0.count <= 100 && String(validating: $0, as: UTF8.self) != nil }
      && zip(all, all.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) }
  }

  private func mutated(_ random: inout Random) -> [UInt8] {
    var body = Self.seeds[random.below(Self.seeds.count)]
    let telling = Array(#"{}[]",:\0eE-.ntu \#u{ff}"#.utf8) + [0x00, 0x80, 0xC3, 0xED, 0xFF]
    for _ in 0..<random.below(5) where !body.isEmpty {
      let place = random.below(body.count)
      switch random.below(6) {
      case 0: body[place] = telling[random.below(telling.count)]
      case 1: body[place] = UInt8(truncatingIfNeeded: random.next())
      case 2: body.insert(telling[random.below(telling.count)], at: place)
      case 3: body.removeSubrange(place..<min(body.count, place + 1 + random.below(12)))
      case 4: body.insert(contentsOf: body[place..<min(body.count, place + 40)], at: place)
      default: body.removeSubrange(place...)
      }
    }
    return body
  }
}
