import Engine
import Facts
import Testing

@testable import Site

@Suite("Numbers as pages show them")
struct ShownTests {
  private let euro = Currency("EUR")!
  private let krona = Currency("SEK")!

  @Test("A share is shown in percent, rounded half to even, and nothing is a dash")
  func percent() {
    #expect(Shown.percent(0.967) == "96.7\u{202F}%")
    #expect(Shown.percent(1) == "100.0\u{202F}%")
    #expect(Shown.percent(-0.125, decimals: 0) == "−12\u{202F}%")
    #expect(Shown.percent(0.96718, decimals: 2) == "96.72\u{202F}%")
    #expect(Shown.percent(nil) == "–")
    #expect(Shown.percent(.nan) == "–")
    #expect(Shown.percent(.infinity) == "–")
    #expect(Shown.bare(-0.0001) == "0.0")
  }

  @Test("A change carries its sign, but not where it is shown as zero")
  func points() {
    #expect(Shown.points(0.004) == "+0.4")
    #expect(Shown.points(-0.004) == "−0.4")
    #expect(Shown.points(0) == "0.0")
    #expect(Shown.points(0.0004) == "0.0")
    #expect(Shown.points(-0.0004) == "0.0")
    #expect(Shown.points(.nan) == nil)
  }

  @Test("Money is rounded once, half to even")
  func money() {
    #expect(Shown.money(432_750_000_000, euro) == "€432,750")
    #expect(Shown.money(2_500_000, euro) == "€2")
    #expect(Shown.money(3_500_000, euro) == "€4")
    #expect(Shown.money(-2_500_000, euro) == "−€2")
    #expect(Shown.money(-400_000, euro) == "€0")
    #expect(Shown.money(1_005_000, euro, withMinor: true) == "€1.00")
    #expect(Shown.money(1_015_000, euro, withMinor: true) == "€1.02")
    #expect(Shown.money(7_000_000, euro, isSigned: true) == "+€7")
    #expect(Shown.money(0, euro, isSigned: true) == "€0")
    #expect(Shown.money(1_000_000, krona) == "SEK\u{202F}1")
    #expect(Shown.money(nil, euro) == "–")
    #expect(Shown.whole(-1_500_000) == "−2")
  }

  @Test("Where there is little room, money has a letter")
  func short() {
    #expect(Shown.shortMoney(399_200_000_000, euro) == "€399.2k")
    #expect(Shown.shortMoney(-1_250_000_000_000, euro) == "−€1.2M")
    #expect(Shown.short(9_999) == "9,999")
    #expect(Shown.short(10_000) == "10.0k")
    #expect(Shown.short(.infinity) == "–")
  }

  @Test("A figure is whole until it is too long for its cell")
  func figure() {
    #expect(Shown.figure(9_999_999_000_000, euro) == "€9,999,999")
    #expect(Shown.figure(2_050_428_259_000_000, euro) == "€2.05bn")
    #expect(Shown.figure(-170_869_022_000_000, euro, isSigned: true) == "−€170.87M")
    #expect(Shown.figure(12_000_000_000_000, euro, isSigned: true) == "+€12.00M")
  }

  @Test("Shares on an axis have the decimals that tell them apart")
  func percentTicks() {
    #expect(Shown.percentTick(0.96) == Shown.percent(0.96, decimals: 0))
    #expect(Shown.percentTick(0.965) == Shown.percent(0.965, decimals: 1))
    #expect(Shown.percentTick(0.9675) == Shown.percent(0.9675, decimals: 2))
  }

  @Test("Neighbours on an axis never read the same")
  func ticks() {
    #expect(Shown.tick(0) == "0")
    #expect(Shown.tick(-410_000) == "−410k")
    #expect(Shown.tick(1_500) == "1.5k")
    for step in [0.05, 0.25, 0.5, 1, 25, 250, 2_500, 25_000, 500_000, 2_500_000] {
      let ticks = (0..<6).map { Shown.tick(Double($0) * step) }
      #expect(Set(ticks).count == ticks.count, "\(ticks)")
    }
  }

  @Test("Sizes of files")
  func bytes() {
    #expect(Shown.bytes(0) == "0\u{202F}B")
    #expect(Shown.bytes(1023) == "1023\u{202F}B")
    #expect(Shown.bytes(1536) == "1.5\u{202F}kB")
    #expect(Shown.bytes(1 << 30) == "1.0\u{202F}GB")
  }

  @Test("Days and periods are in the words of the catalogue")
  func days() throws {
    let shown = Shown(words: .english)
    let day = try #require(Day("2026-11-21"))
    #expect(shown.day(day) == "21 Nov 2026")
    #expect(shown.longDay(day) == "Saturday 21 November 2026")
    #expect(shown.period(try Lens.period(named: "2026-Q3")) == "Q3 2026")
    #expect(shown.period(try Lens.period(named: "2026-10")) == "October 2026")
  }
}
