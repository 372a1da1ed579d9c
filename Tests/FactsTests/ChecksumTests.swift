import Chance
import Facts
import Testing

@Suite("Checksums")
struct ChecksumTests {
  /// Values from `Tests/Oracle/siphash.py`: another process has to find the same.
  @Test("The same in every process")
  func pinned() {
    #expect(Checksum().value == 8_311_880_745_070_694_900)
    #expect(checksum { $0.add(0) } == -8_262_843_128_002_614_637)
    #expect(
      checksum {
        $0.add(1)
        $0.add("abc")
      } == -2_420_529_388_220_435_506)
    #expect(checksum { $0.add("") } == 8_069_473_152_503_425_449)
    #expect(
      checksum {
        $0.add(-5)
        $0.add([1, 2, 3, 4, 5, 6, 7, 8])
        $0.add(.max)
      } == -2_076_603_016_661_050_151)
  }

  @Test("The rounds are those of the paper, for any fields")
  func paper() async throws {
    var rng = SplitMix64(seed: 4)
    var question = ""
    var values: [Int64] = []
    for _ in 0..<2000 {
      var checksum = Checksum()
      for _ in 0..<Int.random(in: 0...5, using: &rng) {
        if Bool.random(using: &rng) {
          let number = Int64.random(in: .min...(.max), using: &rng)
          checksum.add(number)
          question += "n\(number) "
        } else {
          // Now and then longer than the byte in which the length stands.
          let longest = Int.random(in: 0..<20, using: &rng) == 0 ? 600 : 40
          let bytes = (0..<Int.random(in: 0...longest, using: &rng)).map { _ in
            UInt8.random(in: 0...255, using: &rng)
          }
          checksum.add(bytes)
          let digits = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
          question += "b" + digits.joined() + " "
        }
      }
      question += "\n"
      values.append(checksum.value)
    }
    let answer = try await Oracle.run("siphash.py", input: Array(question.utf8))
    let expected = String(decoding: answer, as: UTF8.self).split(separator: "\n").map { Int64($0) }
    #expect(values == expected)
  }

  @Test("Every bit of every byte matters", arguments: [1, 7, 8, 9, 15, 16, 17, 300])
  func everyBit(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    var seen: Set<Int64> = [checksum { $0.add(bytes) }]
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << bit
        seen.insert(checksum { $0.add(damaged) })
      }
    }
    #expect(seen.count == 8 * count + 1)
  }

  @Test("Every bit of a number matters")
  func everyBitOfNumber() {
    let values = (0..<64).map { bit in checksum { $0.add(Int64(bitPattern: 1 << bit)) } }
    #expect(Set(values).count == 64)
  }

  @Test("Texts cannot trade a letter, nor zeros, nor their order")
  func boundaries() {
    let told: [[String]] = [
      ["ab", "c"], ["a", "bc"], ["abc", ""], ["", "abc"], ["abc"], ["c", "ab"], ["abc", "", ""],
      [], [""], ["", ""], ["\u{0}"], ["\u{0}", ""], ["", "\u{0}"], ["\u{0}\u{0}"],
      ["acme1234", ""], ["", "acme1234"], ["acme1234"], ["acme", "1234"], ["acme1234\u{0}"],
    ]
    let values = told.map { texts in checksum { for text in texts { $0.add(text) } } }
    #expect(Set(values).count == told.count)
  }

  @Test("A text is its bytes")
  func text() {
    let nfc = "caf\u{e9}"
    let nfd = "cafe\u{301}"
    #expect(checksum { $0.add(nfc) } == checksum { $0.add(Array(nfc.utf8)) })
    #expect(checksum { $0.add(nfc) } != checksum { $0.add(nfd) })
  }

  @Test("Asking for the value changes nothing")
  func value() {
    var asked = Checksum()
    asked.add("acme")
    let once = asked.value
    #expect(asked.value == once)
    asked.add("globex")
    #expect(
      asked.value
        == checksum {
          $0.add("acme")
          $0.add("globex")
        })
    #expect(asked.value != once)
  }

  private func checksum(_ fields: (inout Checksum) -> Void) -> Int64 {
    var checksum = Checksum()
    fields(&checksum)
    return checksum.value
  }
}
