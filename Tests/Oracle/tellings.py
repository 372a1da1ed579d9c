"""How sources tell of lives: late, wrong at first, said again, taken back."""

from lives import AMOUNTS, PLANS, Life
from moments import day, day_text

# What the customers' ids are made of. Those of one group differ in how accents are composed, in
# case, or in ways that only bytes tell apart.
NAMES = (
  ("acme",), ("globex",), ("initech",), ("hooli",), ("caf\u00e9", "cafe\u0301"),
  ("\u00e5ngstr\u00f6m", "a\u030angstro\u0308m", "\u212bngstr\u00f6m"), ("\u1ec7", "e\u0323\u0302"),
  ("x\u0301\u0301\u0301",), ("\u0600glue",), ('quo"te',), ("com,ma",), ("semi;colon",),
  ("\U0001f469\u200d\U0001f680",), ("=cmd",), ("-1",), ("\ufb01", "fi"), ("\u05d0\u05d1",),
  ("Acme", "ACME"), ("0012", "12"), ("a b",), ("<img>",), ("\u2028line",))


class Assertion:
  """One thing a source says: the row it says from each export on."""

  def __init__(self, since, row):
    self.rows = {since: row}

  def at(self, export):
    """The row that stands at an export, or None."""
    known = [since for since in self.rows if since <= export]
    return self.rows[max(known)] if known else None


class Telling:
  """Everything that is told of the customers of a workspace, by kind of file."""

  def __init__(self, rng, span, days, currencies):
    self.rng, self.span, self.days, self.currencies = rng, span, days, currencies
    self.assertions = {kind: [] for kind in days}

  def customers(self, count):
    """Makes up customers and tells of them."""
    made = group = 0
    while made < count:
      group += 1
      for form in self.rng.choice(NAMES)[:count - made]:
        self.customer(f"{form}-{group}", made)
        made += 1

  def customer(self, customer, number):
    """Tells of one customer."""
    rng = self.rng
    # Most of what a customer has is in one currency.
    home = rng.choice(self.currencies)
    currencies = (home,) if rng.random() < 0.7 else (home, *self.currencies)
    life = None
    for subscription in range(rng.choice((1, 1, 1, 2, 2, 3))):
      # The second differs from the first in bytes alone.
      accent = ("\u00e9", "e\u0301", "e")[subscription]
      name = f"sub_{number}{accent}"
      whole = bool(self.days["whole"]) and rng.random() < 0.3
      if not whole or rng.random() < 0.1:
        life = self.following(life, Life(rng, self.span, customer, name, currencies))
        self.states(life.live())
      if whole:
        self.whole(Life(rng, self.span, customer, name, currencies))
    if rng.random() < 0.85:
      self.profiles(customer)

  def following(self, before, life):
    """The life, sometimes begun on a day of the customer's subscription before it."""
    if before is None or self.rng.random() < 0.5:
      return life
    if before.status == "active" and len(before.rows) < 12 and self.rng.random() < 0.7:
      # A change of plan told as an end and a beginning.
      before.pass_days(self.rng.choice((1, 5, 20)))
      before.say("ended")
      self.state(before.rows[-1], len(before.rows) - 1)
      life.at = before.at
    else:
      life.at = day(self.rng.choice(before.rows)["start_date"][:10])
    return life

  def states(self, rows):
    """A subscription told state by state."""
    rng = self.rng
    for number, row in enumerate(rows):
      self.state(row, number)
    if rng.random() < 0.06:
      # A state that never was, told once and taken back.
      bogus = {**self.garbled(rng.choice(rows)), "state_id": "bogus"}
      assertion = Assertion(0, bogus)
      assertion.rows[1] = {**bogus, "retracted": "yes"}
      self.assertions["states"].append(assertion)

  def state(self, row, number):
    """One state of a subscription."""
    state = f"{number}" if self.rng.random() < 0.9 else f"e\u0301tat {number}"
    self.tell("states", {**row, "state_id": state}, day(row["start_date"][:10]))

  def whole(self, life):
    """A subscription told as one row, which each export words as of its own day."""
    rng, days = self.rng, self.days["whole"]
    life.say(rng.choice(("active", "active", "active", "trialing", "past_due", "paused")))
    row = life.rows[0]
    ends = life.at + rng.choice((1, 2, 20, 31, 60, 90, 200)) if rng.random() < 0.6 else None
    first = self.first_export("whole", life.at)
    assertion = None
    for export in range(first, len(days)):
      told = dict(row)
      if ends is not None and (ends <= days[export] or rng.random() < 0.3):
        told["ended_on"] = day_text(ends - 1)
        told["ended_at"] = self.span.moment(rng, ends)
        told["end_cause"] = rng.choice(("", "", "voluntary", "involuntary"))
      elif export > first and rng.random() < 0.3:
        told["status"] = rng.choice(("active", "past_due", "paused", "trialing"))
      if rng.random() < 0.1:
        told = self.garbled(told)
      if assertion is None:
        assertion = Assertion(export, told)
        self.assertions["whole"].append(assertion)
      else:
        assertion.rows[export] = told

  def profiles(self, customer):
    """What is said of the customer itself, sometimes of several days."""
    rng = self.rng
    for number in range(rng.choice((1, 1, 2, 3))):
      on = self.span.day(rng, rng.randrange(self.span.first - 30, self.span.first + 400))
      dated = number > 0 or rng.random() < 0.4
      row = {
        "customer_id": customer, "state_id": str(number) if number else "",
        "changed_at": self.span.moment(rng, on) if dated else "",
        "attribute.country": rng.choice(("RO", "US", "VN", "WS", "Ro", "")),
        "tier": rng.choice(("gold", "silver", "Gr\u00f6\u00dfe", "Gro\u0308\u00dfe"))}
      if row["attribute.country"] and rng.random() < 0.3:
        row["tier"] = ""
      self.tell("accounts", row, on)

  def first_export(self, kind, on):
    """The export that first tells of something that happened on a day: sometimes late or early."""
    days = self.days[kind]
    since = next((i for i, export in enumerate(days) if export >= on), len(days) - 1)
    if self.rng.random() < 0.2:
      since += self.rng.choice((1, 1, 2, -1))
    return max(0, min(since, len(days) - 1))

  def tell(self, kind, row, on):
    """Tells a row; it may be wrong at first, and may be taken back for a while or for good."""
    rng = self.rng
    since = self.first_export(kind, on)
    assertion = Assertion(since, row)
    chance = rng.random()
    if since + 1 < len(self.days[kind]):
      if chance < 0.18:
        assertion.rows = {since: self.garbled(row), since + 1: row}
      elif chance < 0.21:
        assertion.rows[since + 1] = {**row, "retracted": "yes"}
        if rng.random() < 0.6:
          assertion.rows[since + 2] = row
      elif chance < 0.24:
        assertion.rows = {since: {**row, "retracted": "yes"}, since + 1: row}
    self.assertions[kind].append(assertion)

  def garbled(self, row, but=()):
    """The row with something wrong in it, some columns apart."""
    rng = self.rng
    if "amount" not in row:
      return {**row, "tier": rng.choice(("gold", "silver", "?"))}
    shifted = day(row["start_date"][:10]) + rng.randint(-20, 20)
    wrong = {
      "amount": rng.choice(AMOUNTS),
      "plan": rng.choice(PLANS),
      "start_date": self.span.moment(rng, shifted),
      "status": rng.choice(("active", "ended", "paused", "past_due", "pending")),
      "currency": rng.choice(self.currencies),
      "quantity": rng.choice(("0", "1", "9")),
    }
    what = rng.choice([name for name in wrong if name not in but])
    return {**row, what: wrong[what]}
