import Engine
import Facts
import Testing

@Suite("Settings of the rules")
struct RuleSettingTests {
  private func setting(_ name: String) throws -> RuleSetting {
    try #require(RuleSetting.all.first { equalBytes($0.name, name) })
  }

  @Test("Each has a name of its own, and its standard is what holds without it")
  func standards() {
    let names = RuleSetting.all.map(\.name)
    #expect(names == Set(names).sorted())
    for setting in RuleSetting.all where !setting.standard.isEmpty {
      var rules = PanelRules()
      #expect(setting.set(setting.standard, in: &rules), "\(setting.name)")
      #expect(rules == PanelRules(), "\(setting.name)")
    }
  }

  @Test(
    "A value that it takes changes the rules",
    arguments: [
      ("cancellations", "announced"), ("currency", "EUR"), ("events_kept_days", "30"),
      ("free", "churn"), ("grace_days", "0"),
      ("grace_days", "365"), ("grace_days", "unlimited"), ("mrr_basis", "charges"),
      ("mrr_one_off", "included"), ("mrr_refunds", "subtracted"), ("mrr_tax", "included"),
      ("mrr_usage", "trailing3"),
      ("mrr_day", "30.4375"), ("mrr_day", "30"), ("mrr_discounts", "forever"),
      ("mrr_discounts", "none"), ("mrr_rounding", "minor"), ("mrr_trials", "included"),
      ("mrr_week", "4.33"), ("mrr_week", "4.348"), ("mrr_week", "4"), ("pauses", "churn"),
      ("pauses", "active"), ("reactivation_days", "1"), ("reactivation_days", "3650"),
    ])
  func taken(name: String, value: String) throws {
    var rules = PanelRules()
    #expect(try setting(name).set(value, in: &rules))
    #expect(rules != PanelRules())
    #expect(PanelRules(zone: .utc, settings: [name: value]) == rules)
  }

  @Test(
    "Any other value changes nothing",
    arguments: [
      ("cancellations", "asked"), ("grace_days", "Unlimited"), ("mrr_tax", "yes"),
      ("mrr_basis", "invoices"), ("mrr_usage", "on"),
      ("currency", "eur"), ("currency", "XAU"), ("currency", "EURO"), ("currency", ""),
      ("events_kept_days", "29"), ("events_kept_days", "3651"), ("events_kept_days", "none"),
      ("free", "Churn"), ("grace_days", "-1"), ("grace_days", "366"), ("grace_days", "007"),
      ("grace_days", "+7"), ("grace_days", "7.0"), ("grace_days", "99999999999"),
      ("mrr_day", "31"), ("mrr_discounts", ""), ("mrr_rounding", "cent"), ("mrr_trials", "yes"),
      ("mrr_week", "4.33 "), ("mrr_week", "52 / 12"), ("pauses", "on hold"),
      ("reactivation_days", "0"), ("reactivation_days", "3651"), ("reactivation_days", "never"),
    ])
  func refused(name: String, value: String) throws {
    var rules = PanelRules()
    #expect(try !setting(name).set(value, in: &rules))
    #expect(rules == PanelRules())
    #expect(PanelRules(zone: .utc, settings: [name: value]) == rules)
  }
}
