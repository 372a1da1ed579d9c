"""Made-up lines of bills in the form of tenure.charges, and the files that tell of them."""

from fractions import Fraction

from calendar_units import later
from lives import AMOUNTS, PLANS
from moments import day, day_text, instant, months_after
from steps import Import
from tellings import Telling

CHARGES = "tenure.charges"
COLUMNS = (
  "charge_id", "customer_id", "billed_on", "type", "amount", "currency", "tax_amount",
  "period_start", "period_end", "interval", "interval_count", "subscription_id", "plan",
  "quantity", "refunds", "retracted")
# Periods, the common ones more than once.
PERIODS = (
  ("month", 1), ("month", 1), ("month", 1), ("month", 1), ("month", 3), ("year", 1), ("year", 1),
  ("week", 1), ("week", 2), ("day", 30), ("month", 6), ("month", 12))
WORDS = {
  ("month", 1): ("monthly", "month"), ("month", 3): ("quarterly", "every 3 months"),
  ("year", 1): ("yearly", "annual"), ("week", 1): ("weekly",), ("week", 2): ("2 weeks",)}
MOVES = {
  "go on": 9, "price": 2, "plan": 2, "seats": 2, "prorate": 3, "switch": 2, "gap": 3, "overlap": 2,
  "credit": 1, "moment": 1, "interval": 1, "currency": 1, "free": 1}
# How often a contract renews at most, and how many charges one may have.
RENEWALS, MOST = 14, 22


def decimal(number):
  """A number of at most six decimals, as a file writes it."""
  micros = round(number * 1_000_000)
  whole, part = divmod(abs(micros), 1_000_000)
  text = f"{whole}.{part:06d}".rstrip("0").rstrip(".")
  return ("-" if micros < 0 else "") + text


def is_after(start, end):
  """Whether a moment is after another one in whatever zone."""
  if len(start) != len(end) and 10 in (len(start), len(end)):
    return day(end[:10]) - day(start[:10]) >= 2
  return end > start if len(start) == 10 else instant(end) > instant(start)


class Bills(Telling):
  """What is billed to the customers of a workspace, and told late, wrong, or taken back."""

  def __init__(self, rng, span, currencies, imports):
    first, length = span.first, span.last - span.first
    count = rng.choice((2, 3, 3, 4))
    days = [first + length * (i + 1) // count + rng.randint(-30, 20) for i in range(count)]
    # Days far enough from one another that each tells which export a version is of.
    super().__init__(rng, span, {"bills": [on - on % 9 for on in days]}, currencies)
    self.imports = imports
    known = {}
    for step in imports:
      for row in step.rows:
        known.setdefault(row["customer_id"], set()).add(row.get("subscription_id"))
    for customer in sorted(known):
      if rng.random() < 0.8:
        self.bill(customer, sorted(known[customer] - {None}))
    # Some have nothing but bills.
    for number in range(1 + len(known) // 12):
      accent = rng.choice(("e\u0301", "\u00e9", "x"))
      self.bill(f"billed {accent}-{number}", [])

  def bill(self, customer, subscriptions):
    """Makes up all that is billed to a customer, and tells of it."""
    rng = self.rng
    self.rows, self.customer_id = [], customer
    self.home = rng.choice(self.currencies)
    self.rate = rng.choice(("", "", "0.19", "0.2", "0.0725"))
    own = [*subscriptions, "", "b-1", "b-2"]
    for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3))):
      Contract(self, rng.choice(own)).live()
    if rng.random() < 0.4:
      self.usage()
    for _ in range(rng.choice((0, 0, 1, 2, 4))):
      on = self.any_day()
      self.add("one_off", on, rng.choice(AMOUNTS))
    for _ in range(rng.choice((0, 0, 1, 2, 3)) if self.rows else 0):
      self.refund()
    for row in self.rows:
      self.tell("bills", row, day(row["billed_on"][:10]))

  def any_day(self):
    """A day of the span, sometimes one that trips calendars up."""
    return self.span.day(self.rng, self.rng.randrange(self.span.first - 30, self.span.last))

  def add(self, kind, on, amount, **more):
    """Adds a charge that is billed on a day."""
    tax = Fraction(amount) * Fraction(self.rate or 0)
    row = {
      "charge_id": f"c{len(self.rows)}", "customer_id": self.customer_id,
      "billed_on": self.span.moment(self.rng, on), "type": kind, "amount": amount,
      "currency": self.home, "tax_amount": decimal(tax) if round(tax * 1_000_000) else "",
      **more}
    self.rows.append(row)
    return row

  def usage(self):
    """What was used, month by month: none in some, twice in others, now and then a credit."""
    rng = self.rng
    month, currency = months_after(self.span.first, rng.randrange(9)), rng.choice(self.currencies)
    for number in range(rng.choice((1, 2, 4, 7, 10))):
      for _ in range(rng.choice((0, 1, 1, 1, 2))):
        start = self.span.day(rng, months_after(month, number) + rng.randrange(28))
        amount = rng.choice(AMOUNTS)
        sign = "-" if rng.random() < 0.12 else ""
        said = rng.choice(("", "start", "both"))
        period = self.period(start, start + rng.choice((1, 7, 30)))
        self.add(
          "usage", start + rng.choice((0, 5, 31)), sign + amount,
          period_start=period["period_start"] if said else "",
          period_end=period["period_end"] if said == "both" else "",
          currency=currency if rng.random() < 0.85 else rng.choice(self.currencies))

  def refund(self):
    """Pays back a charge, a part of it, more than all, or one that nobody knows."""
    rng = self.rng
    of = rng.choice(self.rows)
    part = rng.choice((Fraction(1), Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction(3, 2)))
    amount = decimal(abs(Fraction(of["amount"])) * part)
    on = day(of["billed_on"][:10]) + rng.choice((0, 1, 3, 10, 20, 40, 90, -5))
    self.add(
      "refund", self.span.day(rng, on), amount if Fraction(amount) else "1",
      refunds="c999" if rng.random() < 0.07 else of["charge_id"],
      currency=of["currency"] if rng.random() < 0.95 else rng.choice(self.currencies))

  def period(self, start, end):
    """The columns of a period, as days or as moments; as days where moments say no period."""
    found = [self.span.moment(self.rng, on) for on in (start, end)]
    if not is_after(*found):
      found = [day_text(on) for on in (start, end)]
    return dict(zip(("period_start", "period_end"), found))

  def garbled(self, row, but=()):
    """The row with something wrong in it; its day stays, for it is what it is ordered by."""
    rng = self.rng
    wrong = {"amount": rng.choice(AMOUNTS), "currency": rng.choice(self.currencies)}
    if row["type"] == "recurring":
      wrong.update(plan=rng.choice(PLANS), quantity=rng.choice(("0", "1", "9")))
      wrong["subscription_id"] = rng.choice(("", "b-1", "b-2"))
      start, end = (row[name][:10] for name in ("period_start", "period_end"))
      wrong["period_end"] = day_text(max(day(start) + 2, day(end) + rng.randint(-20, 20)))
    if "billed_on" not in but:
      shifted = day(row["billed_on"][:10]) + rng.randint(-20, 20)
      wrong["billed_on"] = self.span.moment(rng, shifted)
    what = rng.choice(list(wrong))
    return {**row, what: wrong[what], **({"tax_amount": ""} if what == "amount" else {})}

  def files(self):
    """[(before which import, file)]: each export, mostly in order, some of them twice."""
    rng = self.rng
    exports = list(range(len(self.days["bills"])))
    if rng.random() < 0.4:
      i, j = (rng.choice(exports) for _ in range(2))
      exports[i], exports[j] = exports[j], exports[i]
    exports += [rng.choice(exports)] if rng.random() < 0.3 else []
    made = {export: self._file(export) for export in sorted(set(exports))}
    found, recorded = [], 0
    for export in exports:
      recorded = max(recorded + 1, self.days["bills"][export] + rng.randint(0, 3))
      step = made[export]._replace(recorded_at=f"{day_text(recorded)}T09:00:00Z")
      place = sum(each.recorded_at < step.recorded_at for each in self.imports)
      found.append((place, step))
    return found

  def _file(self, export):
    """What one export says: everything or only what is new, with holes and doubles."""
    rng = self.rng
    last = export == len(self.days["bills"]) - 1
    full = last or rng.random() < 0.5
    rows = []
    for assertion in self.assertions["bills"]:
      row = assertion.at(export) if full else assertion.rows.get(export)
      if row is None or rng.random() < 0.03:
        continue
      rows.append(self._worded(row))
      if rng.random() < 0.02:
        rows.append(rows[-1])
      if rng.random() < 0.01:
        rows.append(self._worded(self.garbled(row, but=("billed_on",))))
    columns = list(COLUMNS)
    if not any(row.get("retracted") for row in rows) and rng.random() < 0.5:
      columns.remove("retracted")
    if rng.random() < 0.5:
      rng.shuffle(rows)
      rng.shuffle(columns)
    # Two sources may tell of the same charges, which are then two.
    source = "ledger" if last and rng.random() < 0.2 else "bills"
    return Import(
      f"bills-{export}.csv", tuple(columns), rows, CHARGES, day_text(self.days["bills"][export]),
      "", source, rng.choice(("\n", "\r\n")))

  def _worded(self, row):
    """The row with what goes without saying left out, or its interval in another word."""
    rng, told = self.rng, dict(row)
    for name, default in (("type", "recurring"), ("quantity", "1"), ("interval_count", "1")):
      if told.get(name) == default and rng.random() < 0.4:
        told[name] = ""
    term = told.get("interval"), int(told.get("interval_count") or 1)
    if term in WORDS and rng.random() < 0.5:
      told["interval"], told["interval_count"] = rng.choice(WORDS[term]), ""
    return told


class Contract:
  """A recurring thing that is billed period by period: a walk of its own."""

  def __init__(self, bills, subscription):
    rng = self.rng = bills.rng
    self.bills, self.subscription = bills, subscription
    self.plan, self.amount = rng.choice(PLANS), rng.choice(AMOUNTS)
    self.quantity = rng.choice(("1", "1", "2", "5", "0"))
    self.currency = bills.home
    self.anchor = bills.span.day(
      rng, rng.randrange(bills.span.first - 45, bills.span.first + 330), chance=0.5)
    self.times = 0
    self.choose_term()

  def choose_term(self):
    """Another period, its interval named or not."""
    self.term = self.rng.choice(PERIODS)
    self.is_named = self.rng.random() < 0.5

  def days(self, times):
    """The first day of a period, counted from the anchor."""
    unit, count = self.term
    return later(self.anchor, times * count, unit)

  def charge(self, start, end, amount, named=None):
    """Bills an amount for some days."""
    rng, bills = self.rng, self.bills
    is_named = self.is_named if named is None else named
    bills.add(
      "recurring", start + rng.choice((0, 0, 0, -5, 3, 14, 30)), amount,
      **bills.period(start, end), currency=self.currency, subscription_id=self.subscription,
      plan=self.plan, quantity=self.quantity, interval=self.term[0] if is_named else "",
      interval_count=str(self.term[1]) if is_named else "")

  def live(self):
    """Bills period after period."""
    rng = self.rng
    for _ in range(rng.randint(1, RENEWALS)):
      start, end = self.days(self.times), self.days(self.times + 1)
      if start >= self.bills.span.last or len(self.bills.rows) >= MOST:
        return
      move = rng.choices(list(MOVES), list(MOVES.values()))[0]
      self.happen(move, start, end)
      self.times += 1

  def happen(self, move, start, end):
    """Bills a period in which something happens."""
    rng, middle = self.rng, self.rng.randrange(start + 1, end) if end - start > 1 else start
    if move in ("price", "plan", "free"):
      self.amount = "0" if move == "free" else rng.choice(AMOUNTS)
    if move in ("plan", "switch"):
      self.plan = rng.choice(PLANS)
    elif move == "seats":
      self.quantity = rng.choice(("1", "2", "3", "7", "0"))
    elif move == "currency":
      self.currency = rng.choice(self.bills.currencies)
    elif move in ("gap", "interval"):
      self.anchor = start + (rng.choice((1, 5, 31, 60)) if move == "gap" else 0)
      self.times = 0
      self.choose_term() if move == "interval" else None
      start, end = self.anchor, self.days(1)
      middle = start + (end - start) // 2
    if move == "moment":
      # It is over on the day on which it begins, in most zones.
      self.bills.add(
        "recurring", start, self.amount, subscription_id=self.subscription, plan=self.plan,
        quantity="1", currency=self.currency, period_start=f"{day_text(start)}T10:00:00Z",
        period_end=f"{day_text(start)}T10:00:01Z")
    self.charge(start, end + (rng.choice((1, 3, 10)) if move == "overlap" else 0), self.amount)
    part = decimal(Fraction(self.amount) * Fraction(end - middle, end - start))
    if move == "credit":
      self.charge(start, end, "-" + self.amount if Fraction(self.amount) else "0")
    elif move == "switch" and middle > start:
      # The rest of it is given back, and another plan billed for these days.
      self.charge(middle, end, "-" + part if Fraction(part) else "0", named=rng.random() < 0.3)
      self.plan = rng.choice(PLANS)
      self.charge(middle, end, rng.choice(AMOUNTS), named=False)
    elif move == "prorate" and middle > start:
      self.quantity = str(int(self.quantity) + 2)
      self.charge(middle, end, part, named=rng.random() < 0.3)
