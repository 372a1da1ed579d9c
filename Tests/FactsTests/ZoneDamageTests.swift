import Chance
import Facts
import Testing

@Suite("Damaged zone files")
struct ZoneDamageTests {
  /// Zones with an offset of zero, one whose rule can be flipped into another, and none.
  private static let names =
    ["America/Adak", "Europe/London", "Pacific/Honolulu", "UTC"]
    + (Oracle.isFull ? ["Asia/Gaza", "Europe/Bucharest", "Europe/Dublin"] : [])

  @Test("A file that ends early is refused, wherever it ends", arguments: names)
  func truncated(name: String) throws {
    let bytes = try IANA.bytes(name)
    var accepted: [Int] = []
    for count in bytes.indices {
      if (try? Zone(name: name, tzif: Array(bytes.prefix(count)))) != nil { accepted.append(count) }
    }
    #expect(accepted == [])
  }

  @Test("Whatever byte is damaged, the file is refused or its days hold together", arguments: names)
  func flipped(name: String) throws {
    let bytes = try IANA.bytes(name)
    let masks: [UInt8] = Oracle.isFull ? Array(1...255) : [0x04, 0x08, 0x80, 0xff]
    var refused = 0
    var apart: [String] = []
    for index in bytes.indices {
      for mask in masks {
        var damaged = bytes
        damaged[index] ^= mask
        guard let zone = try? Zone(name: name, tzif: damaged) else {
          refused += 1
          continue
        }
        if !holdsTogether(zone) { apart.append("byte \(index) with \(mask) flipped") }
      }
    }
    #expect(apart == [])
    #expect(refused > 100)
  }

  @Test("Bytes of chance, with the start of a real file and without, are refused or hold together")
  func chance() throws {
    var rng = SplitMix64(seed: 8)
    let real = try IANA.bytes("Europe/Bucharest")
    var apart = 0
    for _ in 0..<1000 {
      let kept = Int.random(in: 0...real.count, using: &rng)
      let made = (0..<Int.random(in: 0...300, using: &rng)).map { _ in
        UInt8.random(in: 0...255, using: &rng)
      }
      for bytes in [Array(real.prefix(kept)) + made, Array("TZif2".utf8) + made] {
        guard let zone = try? Zone(name: "Made/Up", tzif: bytes) else { continue }
        if !holdsTogether(zone) { apart += 1 }
      }
    }
    #expect(apart == 0)
  }

  @Test("What is not a TZif file of version 2 or later is told from one that is damaged")
  func notTZif() throws {
    let real = try IANA.bytes("Europe/Bucharest")
    let oldVersions = [0, 0x30, 0x31].map { [UInt8](real[..<4]) + [$0] + real[5...] }
    for bytes in [[], Array("TZif2".utf8), Array("{}".utf8) + real] + oldVersions {
      #expect(throws: ZoneError.notTZif) { try Zone(name: "Made/Up", tzif: bytes) }
    }
    var secondHeader = real
    let second = try #require(
      real.indices.dropFirst(4).first { real[$0...].starts(with: real[..<4]) })
    secondHeader[second] ^= 1
    for bytes in [Array(real.dropLast()), secondHeader] {
      #expect(throws: ZoneError.damaged) { try Zone(name: "Made/Up", tzif: bytes) }
    }
  }

  /// 27 of them since 1972: read as they are, days in 2027 would begin 27 seconds late.
  @Test("A file that counts leap seconds is refused")
  func leapSeconds() throws {
    let counted = TZifBytes(leaps: [(78_796_800, 1)]).bytes
    #expect(throws: ZoneError.leapSeconds) { try Zone(name: "Made/Up", tzif: counted) }
  }

  @Test("An offset may be the largest that RFC 9636 has", arguments: [93_599, -89_999] as [Int32])
  func farOffset(seconds: Int32) throws {
    let zone = try Zone(name: "Made/Up", tzif: TZifBytes(kinds: [seconds]).bytes)
    let start = zone.start(of: Day(number: 0))
    #expect(start.microseconds == -Int64(seconds) * 1_000_000)
    #expect(zone.day(of: start).number == 0)
  }

  @Test("A file that contradicts itself is damaged")
  func contradictions() {
    let contradictions = [
      // No kind of time, a kind that is not there, times that run backwards or stand still.
      TZifBytes(kinds: []), TZifBytes(transitions: [(0, 1)], kinds: [0]),
      TZifBytes(transitions: [(10, 0), (5, 0)]), TZifBytes(transitions: [(5, 0), (5, 0)]),
      TZifBytes(transitions: [(.min, 0)]),
      // More than a day from UTC, and the one offset whose magnitude is no Int32.
      TZifBytes(kinds: [93_600]), TZifBytes(kinds: [-90_000]), TZifBytes(kinds: [.max]),
      TZifBytes(kinds: [.min]),
    ]
    for file in contradictions {
      #expect(throws: ZoneError.damaged) { try Zone(name: "Made/Up", tzif: file.bytes) }
    }
  }

  /// Days start within two days of their midnight in UTC, one after another, and show themselves.
  private func holdsTogether(_ zone: Zone) -> Bool {
    var before = Int64.min
    for number in stride(from: Day.first.number, through: Day.last.number, by: 73_001) {
      let start = zone.start(of: Day(number: number))
      let shown = zone.day(of: start).number
      let midnight = Int64(number) * 86_400_000_000
      guard start.microseconds > before, abs(start.microseconds - midnight) < 172_800_000_000,
        (number...number + 2).contains(shown)
      else { return false }
      before = start.microseconds
    }
    return true
  }
}
