import Facts
import Intake
import Testing

@Suite("The Telco sample")
struct TelcoTests {
  @Test("Every row becomes a fact, without any option")
  func whole() throws {
    guard let bytes = sharedData("telco/telco_as_subscriptions.csv") else { return }
    let result = try imported(bytes)
    #expect(result.format == .tenureSubscriptions)
    #expect(result.rows == 7043)
    #expect(result.rejections.isEmpty)
    #expect(result.facts.count == 7043)
    #expect(result.factRows == Array(0..<7043))
    #expect(
      result.lines.first
        == """
        7590-VHVEG sub_7590-VHVEG#row 2024-12-01 {"currency":"USD","interval":"month",\
        "intervalCount":1,"plan":"Month-to-month","quantity":1,"status":"active",\
        "subscription":"sub_7590-VHVEG","unitAmount":"29.85"}
        """)
    #expect(result.states.count { $0.endsAt != nil } == 1869)
    #expect(try imported(bytes) == result)
  }
}
