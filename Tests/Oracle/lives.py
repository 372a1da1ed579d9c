"""Made-up lives of subscriptions: what really happened, told as rows of tenure.subscriptions."""

from datetime import date

from moments import Zone, day_text, instant_text, months_after

PLANS = (
  "Basic", "Pro", "Team", "Pro, yearly", 'the "big" one', "Gr\u00f6\u00dfe", "Gro\u0308\u00dfe",
  "=SUM(1)", "")
# The currencies of a workspace, the common ones told more than once.
CURRENCIES = (
  ("USD",), ("EUR",), ("USD", "USD", "EUR"), ("EUR", "EUR", "USD", "GBP", "JPY"),
  ("USD", "USD", "USD", "EUR", "EUR", "GBP", "JPY", "VND"), ("KWD", "EUR", "JPY"))
AMOUNTS = (
  "10", "10", "29", "29.99", "49.5", "99", "0.1", "19.999999", "123.456789", "1000000", "0.01",
  # On either side of half a millionth a month: only exact half-even rounding tells who pays.
  "0.000001", "0.000005", "0.000006", "0.000007", "0.000018")
TERMS = (
  ("month", 1), ("month", 1), ("month", 1), ("month", 1), ("month", 3), ("month", 6),
  ("year", 1), ("year", 1), ("year", 2), ("week", 1), ("week", 2), ("day", 1), ("day", 30),
  ("month", 12))
GAPS = (0, 1, 1, 2, 3, 5, 7, 10, 14, 20, 28, 29, 30, 31, 45, 60, 90, 120)
MOVES = {
  "pending": {"begin": 4, "end": 1},
  "trialing": {"convert": 4, "lapse": 2, "extend": 1, "leave": 2},
  "active": {
    "plan": 3, "seats": 3, "price": 3, "comp": 1, "discount": 3, "mix": 3, "paid_again": 2,
    "free": 1, "term": 2, "currency": 1, "pause": 2, "past_due": 3, "schedule": 3, "end": 3,
    "restart": 1, "blip": 2, "echo": 1, "leave": 2},
  "paused": {"resume": 4, "end": 2, "echo": 1, "leave": 1},
  "past_due": {"recover": 4, "recover_late": 2, "end": 2, "echo": 1, "leave": 2},
  "scheduled": {"withdraw": 3, "withdraw_late": 1, "confirm": 2, "leave": 3},
  "ended": {"back_soon": 4, "back_late": 3, "leave": 4},
}


def draw(rng, weights):
  """A key of {key: weight}."""
  return rng.choices(list(weights), list(weights.values()))[0]


class Span:
  """The days lives are lived on, in a zone, with those days that trip calendars up."""

  def __init__(self, first, zone_name):
    self.first = first
    self.last = months_after(first, 14)
    self.zone = Zone(zone_name)
    self.traps = [on for on in range(self.first, self.last) if self._is_trap(on)]
    # Days that never were: their length is nothing.
    self.skipped = [on for on in self.traps if self._length(on) == 0]

  def _is_trap(self, on):
    month_ends = date.fromordinal(on + 1).day == 1
    odd_length = self._length(on) != 86_400_000_000
    return month_ends or odd_length or date.fromordinal(on).day in (1, 29, 30)

  def _length(self, on):
    return self.zone.first_instant(on + 1) - self.zone.first_instant(on)

  def day(self, rng, on, chance=0.25):
    """A day near `on`, with some chance a trap."""
    if self.skipped and on <= self.skipped[0] and rng.random() < 0.1:
      return self.skipped[0]
    if rng.random() < chance:
      return next((trap for trap in self.traps if trap >= on), on)
    return on

  def moment(self, rng, on):
    """A moment of the day: mostly the day itself, else an instant, mostly at its edges."""
    if rng.random() < 0.65:
      return day_text(on)
    start, end = self.zone.first_instant(on), self.zone.first_instant(on + 1)
    if end <= start:
      return day_text(on)
    at = rng.choice((
      start, start + 1, start - 1, end - 1, start + 3_600_000_000, end - 3_600_000_001,
      rng.randrange(start, end)))
    text = instant_text(at)
    return text.replace(".000000Z", "Z") if rng.random() < 0.5 else text


class Life:
  """One subscription: a walk through its states, row by row."""

  def __init__(self, rng, span, customer, subscription, currencies):
    self.rng, self.span, self.currencies = rng, span, currencies
    self.rows = []
    self.fixed = {"customer_id": customer, "subscription_id": subscription}
    interval, count = rng.choice(TERMS)
    self.terms = {
      "plan": rng.choice(PLANS), "amount": rng.choice(AMOUNTS),
      "currency": currencies[0] if rng.random() < 0.85 else rng.choice(currencies),
      "quantity": rng.choice(("1", "1", "1", "2", "5", "40")),
      "interval": interval, "interval_count": str(count),
      "discount_amount": "", "discount_percent": "", "discount_ends_at": "", **self.tax()}
    self.at = span.day(rng, rng.randrange(span.first - 45, span.first + 330), chance=0.5)
    if rng.random() < 0.25:
      self.terms.update(self.discount())
    if rng.random() < 0.07:
      self.terms["amount"] = "0"
    self.trial_end = self.at

  def tax(self):
    """No tax, one on top, or one that the price contains."""
    found = dict.fromkeys(("tax_percent", "tax_included_percent"), "")
    if self.rng.random() < 0.4:
      found[self.rng.choice(list(found))] = self.rng.choice(("20", "19", "7.25", "33.3333", "0"))
    return found

  def discount(self):
    """A discount: in percent, in money or both, half of them with an end."""
    rng = self.rng
    found = dict.fromkeys(("discount_percent", "discount_amount", "discount_ends_at"), "")
    kind = rng.randrange(5)
    if kind < 3:
      found["discount_percent"] = rng.choice(("10", "33.3333", "50", "99.9999", "100"))
    if kind >= 2:
      found["discount_amount"] = rng.choice(("1", "5", "9.999999", "10", "500"))
    if rng.random() < 0.5:
      ends = self.span.day(rng, self.at + rng.choice((1, 1, 2, 14, 30, 60, 90, 200)))
      found["discount_ends_at"] = self.span.moment(rng, ends)
    return found

  def live(self):
    """Walks until it leaves, or the span is over; gives the rows."""
    self.say(draw(self.rng, {"active": 7, "trialing": 4, "pending": 1, "past_due": 1, "paused": 1}))
    while len(self.rows) < 12:
      move = draw(self.rng, MOVES[self.status])
      if move == "leave" and (self.status != "active" or self.rng.random() < 0.5):
        break
      self.pass_days(self.rng.choice(GAPS))
      if self.at >= self.span.last:
        break
      getattr(self, "do_" + move)()
    return self.rows

  def pass_days(self, count):
    """Goes on by some days, maybe to the next trap."""
    self.at = self.span.day(self.rng, self.at + count)

  def say(self, status, at=None, **moments):
    """Adds the row of a state that holds from now on."""
    self.status = status
    if status == "trialing" and "trial_end" not in moments and self.rng.random() < 0.9:
      self.trial_end = self.at + self.rng.choice((7, 14, 14, 30))
      moments["trial_end"] = self.span.moment(self.rng, self.trial_end)
    if ("cancel_at" in moments and self.rng.random() < 0.7) or self.rng.random() < 0.05:
      asked = self.span.day(self.rng, self.at + self.rng.choice((0, 0, 1, 3, 14, 30, 45)))
      # Not before the start, which is refused: a day of a zone may begin in another one.
      moments["canceled_at"] = self.span.moment(self.rng, asked) if asked > self.at + 1 else (
        at or day_text(self.at))
    ending = status in ("ended", "past_due") or "cancel_at" in moments
    if ending and self.rng.random() < 0.4:
      moments["end_cause"] = self.rng.choice(("voluntary", "involuntary"))
    self.rows.append({
      **self.fixed, **self.terms, "status": "active" if status == "scheduled" else status,
      "start_date": at or self.span.moment(self.rng, self.at), **moments})

  def change(self, **terms):
    """Says the same status under other terms."""
    self.terms.update(terms)
    self.say(self.status)

  def do_leave(self):
    self.say(self.status)

  do_echo = do_leave

  def do_begin(self):
    self.say(draw(self.rng, {"active": 2, "trialing": 1}))

  def do_resume(self):
    self.say("active")

  do_withdraw = do_recover = do_resume

  def do_end(self):
    self.say("ended")

  def do_convert(self):
    self.at = max(self.trial_end + self.rng.choice((-3, 0, 0, 0, 1, 4)), self.at)
    self.say("active")

  def do_lapse(self):
    self.at = max(self.trial_end + self.rng.choice((-2, 0, 0, 1)), self.at)
    self.say("ended")

  def do_extend(self):
    self.say("trialing")

  def do_plan(self):
    self.change(plan=self.rng.choice(PLANS), amount=self.rng.choice(AMOUNTS))

  def do_seats(self):
    self.change(quantity=self.rng.choice(("0", "1", "2", "3", "7", "100")))

  def do_price(self):
    self.change(amount=self.rng.choice(AMOUNTS))

  def do_comp(self):
    self.change(**{**self.discount(), "discount_percent": "100"})

  def do_discount(self):
    none = dict.fromkeys(("discount_percent", "discount_amount", "discount_ends_at"), "")
    self.change(**(none if self.rng.random() < 0.4 else self.discount()))

  def do_mix(self):
    """Changes several things at once."""
    rng = self.rng
    found = {}
    for chance, terms in (
        (0.4, {"plan": rng.choice(PLANS)}), (0.6, {"amount": rng.choice(AMOUNTS)}),
        (0.6, {"quantity": rng.choice(("1", "2", "3", "7"))}), (0.5, self.discount()),
        (0.3, self.tax())):
      found.update(terms if rng.random() < chance else {})
    self.change(**found)

  def do_paid_again(self):
    self.change(
      discount_percent="", discount_amount="", discount_ends_at="", quantity="1",
      amount=self.rng.choice(AMOUNTS))

  def do_free(self):
    self.change(plan="Free", amount="0")

  def do_term(self):
    interval, count = self.rng.choice(TERMS)
    self.change(interval=interval, interval_count=str(count))

  def do_currency(self):
    self.change(currency=self.rng.choice(self.currencies))

  def do_pause(self):
    if self.rng.random() < 0.2:
      self.say("paused", cancel_at=self.span.moment(self.rng, self.at + 40))
    else:
      self.say("paused")

  def do_past_due(self):
    self.say("past_due")

  def do_recover_late(self):
    self.pass_days(self.rng.choice((29, 30, 31, 33, 45)))
    self.say("active")

  def do_schedule(self):
    self.ends = self.at + self.rng.choice((0, 1, 5, 15, 30, 31, 60))
    self.say("scheduled", cancel_at=self.span.moment(self.rng, self.ends))

  def do_withdraw_late(self):
    self.at = max(self.ends + self.rng.choice((0, 1, 3, 20)), self.at)
    self.say("active")

  def do_confirm(self):
    self.at = max(self.ends + self.rng.choice((-1, 0, 0, 1)), self.at)
    self.say("ended")

  def do_restart(self):
    """Cancels and starts again on one day, sometimes at one moment."""
    at = self.span.moment(self.rng, self.at)
    self.say("ended", at)
    self.say("active", at if self.rng.random() < 0.5 else None)

  def do_blip(self):
    """Churns and is back within some days."""
    self.say("ended")
    self.at += self.rng.choice((1, 1, 2, 4, 9, 15))
    self.say("active")

  def do_back_soon(self):
    self.do_begin()

  def do_back_late(self):
    self.pass_days(self.rng.choice((30, 60, 100)))
    self.do_begin()
