"""Every page there is, by a name for it."""

from urllib.parse import quote

# What a workspace shows that holds anything.
PAGES = {
  "overview": "/",
  "overview-year": "/?period=2025&against=year",
  "overview-past": "/?as-of=2026-10-31",
  "overview-early": "/?period=1999-01",
  "retention": "/retention",
  "retention-plan": "/retention?by=plan",
  "retention-days": "/retention?from=2026-03-05&to=2026-06-20",
  "retention-churn": "/retention?figure=churn.a",
  "retention-crr": "/retention?figure=crr&by=plan",
  "cohorts": "/retention/cohorts",
  "cohorts-money": "/retention/cohorts?measure=mrr&every=quarter&relative=previous",
  "cohorts-plan": "/retention/cohorts?cohort=plan&every=quarter",
  "cohorts-cell": "/retention/cohorts?cell=2026-01:3",
  "revenue": "/revenue",
  "revenue-plan": "/revenue?by=plan&currency=EUR",
  "revenue-quarter": "/revenue?period=2026-Q3&every=month&currency=EUR",
  "revenue-nrr": "/revenue?figure=nrr",
  "revenue-mrr": "/revenue?figure=mrr&as-of=2026-10-31",
  "usage": "/usage",
  "usage-people": "/usage?unit=people&every=day&period=2026-11",
  "usage-week": "/usage?every=week&event=Signed%20In&event=Report%20Created",
  "usage-active": "/usage?figure=usage.active",
  "usage-paying": "/usage?figure=usage.paying",
  "usage-adoption": "/usage?figure=usage.adoption&feature=Report%20Created",
  "usage-trailing": "/usage?figure=usage.trailing&day=2026-10-20&days=7&unit=people",
  "usage-early": "/usage?period=1999-01",
  "usage-cohorts": "/usage/cohorts",
  "usage-cohorts-week": "/usage/cohorts?unit=people&cohort=week&entry=recurring&start=Signed%20In",
  "usage-cohorts-size": "/usage/cohorts?cohort=size&every=week&return=Report%20Created",
  "usage-cell": "/usage/cohorts?cohort=week&cell=2026-W36:1",
  "accounts": "/accounts",
  "accounts-found": "/accounts?q=juniper&status=paying",
  "accounts-none": "/accounts?q=nobody-is-called-that",
  "account": "/account?id=cus_000001",
  "account-timeline": "/account?id=cus_000002",
  "account-unknown": "/account?id=nobody",
  "intake": "/usage/intake",
  "intake-week": "/usage/intake?last=7d&every=hour",
  "intake-all": "/usage/intake?last=all",
  "apart": "/usage/intake/quarantine",
  "apart-preview": "/usage/intake/quarantine?reason=future&rule=shift&hours=-48",
  "apart-older": "/usage/intake/quarantine?source=web&before=30",
  "names": "/usage/intake/names",
  "names-opened": "/usage/intake/names?name=1",
  "identity": "/usage/intake/identity",
  "definitions": "/definitions",
  "styleguide": "/styleguide",
  "import": "/import",
  "problem": "/?period=yesterday",
  "nowhere": "/nowhere",
  "lens-period": "/retention?lens=period",
  "lens-against": "/retention?lens=against",
  "lens-by": "/retention?lens=by",
  "lens-currency": "/revenue?lens=currency",
  "lens-as-of": "/revenue?lens=as-of",
}

# What a workspace shows before anything was imported.
EMPTY = ["overview", "retention", "retention-churn", "cohorts", "revenue", "usage",
  "usage-cohorts", "accounts", "account", "intake", "apart", "definitions", "import", "problem",
  "lens-period"]

# What shows usage, for a workspace to which some was sent.
USAGE = ["intake", "intake-week", "intake-all", "apart", "apart-preview", "apart-older", "names",
  "names-opened", "identity"]

# Enough to see most faults in a short time.
SHORT = ["overview", "overview-past", "retention", "retention-churn", "cohorts", "cohorts-cell",
  "revenue-plan", "usage", "usage-active", "usage-cohorts", "usage-cell", "accounts", "account",
  "definitions", "import", "problem", "lens-period"]

DOWNLOADS = {
  "figure": "/figure.csv?figure=crr",
  "report": "/report.csv?by=plan",
  "bridge": "/bridge.csv",
  "cohorts": "/cohorts.csv",
  "cell": "/cell.csv?cell=2026-01:3",
  "usage": "/usage.csv?every=week",
  "usage-adoption": "/usage/adoption.csv?unit=people",
  "usage-trailing": "/usage/trailing.csv",
  "usage-figure": "/usage/figure.csv?figure=usage.kept",
  "usage-cohorts": "/usage/cohorts.csv?unit=people",
  "usage-cell": "/usage/cell.csv?cohort=week&cell=2026-W36:1",
  "accounts": "/accounts.csv",
  "account": "/account.csv?id=cus_000001",
  "export": "/export.csv?source=tenure",
  "intake": "/usage/intake.csv",
  "apart": "/usage/intake/quarantine.csv",
  "names": "/usage/intake/names.csv",
  "refusals": "/usage/intake/refusals.csv",
}


def with_names(address, **names):
  """An address with further names behind its `?`."""
  text = "&".join(f"{name}={quote(str(value))}" for name, value in names.items())
  return f"{address}{'&' if '?' in address else '?'}{text}"
