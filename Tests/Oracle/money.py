"""The figures of money of a period, in each book."""

from fractions import Fraction

from amounts import MICRO, text
from bridge import Bridge, Side, Window, head
from figures import wilson
from followers import follow, retention
from moments import month_start, months_after
from rates import MissingRate, books

AMOUNTS = ("mrr", "arr", "cmrr")
RETENTION = (
  "grr", "nrr", "grr.without_price", "nrr.without_price", "nrr.with_reactivation",
  "quantity_churn")
OF_LINES = (
  "grr.movements", "nrr.movements", "mrr_churn.gross", "mrr_churn.lost", "mrr_churn.net",
  "mrr_churn.net_expansion", "arpa", "asp", "quick_ratio", "quick_ratio.reactivation")
TRAILING = ("grr.trailing12", "nrr.trailing12", "grr.compounded12", "nrr.compounded12")
TRIALS = {"trial_conversion.14": 14, "trial_conversion.30": 30, "trial_conversion.90": 90}
FIGURES = (*AMOUNTS, *RETENTION, *OF_LINES, *TRAILING, *TRIALS)
# Figures whose denominator counts customers; those of whole numbers are under COUNTED.
PER_CUSTOMER = ("arpa", "asp")
COUNTED = ("quantity_churn", *TRIALS)


def of_lines(figure, side, opening):
  """(numerator, denominator) of a figure made of a slice's lines."""
  gain = side.total("expansion")
  loss = -side.total("contraction", "churn")
  back = side.total("reactivation")
  return {
    "grr.movements": (opening - loss, opening),
    "nrr.movements": (opening + gain + back - loss, opening),
    "mrr_churn.gross": (loss, opening),
    "mrr_churn.lost": (-side.total("churn"), opening),
    "mrr_churn.net": (loss - gain - back, opening),
    "mrr_churn.net_expansion": (loss - gain, opening),
    "arpa": (side.closing, len(side.customers["closing"])),
    "asp": (side.total("new"), len(side.customers["new"])),
    "quick_ratio": (side.total("new") + gain, loss),
    "quick_ratio.reactivation": (side.total("new") + gain + back, loss),
  }[figure]


def quotient(figure, numerator, denominator):
  """The value of a figure; None where there is nothing to divide by."""
  if not denominator:
    return None
  return Fraction(numerator, denominator * (MICRO if figure in PER_CUSTOMER else 1))


def trial_rows(knowledge, period, horizon, days):
  """{account: (numerator, denominator)} of trials that began in the period and are old enough."""
  found = {}
  for customer in knowledge.customers:
    on, paid = customer.first_trial, customer.first_paid
    if on is None or not period.first <= on < period.end or on + days > horizon:
      continue
    if paid is None or paid >= on:
      found[customer.account] = (int(paid is not None and paid <= on + days), 1)
  return found


class MoneyAnswer:
  """Everything that is said of money in one book and period."""

  def __init__(self, answer, book):
    self.answer, self.book = answer, book
    self.knowledge, self.period = answer.knowledge, answer.period
    closing = min(self.period.end - 1, answer.horizon)
    self.window = Window(self.period.first - 1, closing)
    self.knows_end = self.period.end - 1 >= answer.horizon
    self.missing = book.missing(*self.window)
    self._bridges, self._followers = {}, {}

  def bridge(self, by=None):
    """The bridge, in slices."""
    if by not in self._bridges:
      self._bridges[by] = Bridge(self.book, self.window, by)
    return self._bridges[by]

  def followers(self, by=None):
    """Every customer, followed from the opening to the closing."""
    if by not in self._followers:
      self._followers[by] = follow(self.book, self.window, by)
    return self._followers[by]

  def twelve_months(self):
    """The window of the twelve months up to the closing."""
    closing = self.window.closing
    following = closing + 1
    if month_start(following) == following:
      return Window(months_after(following, -12) - 1, closing)
    return Window(months_after(closing, -12), closing)

  def months(self):
    """The windows of the twelve calendar months up to the closing; None within a month."""
    following = self.window.closing + 1
    if month_start(following) != following:
      return None
    return [
      Window(months_after(following, -back - 1) - 1, months_after(following, -back) - 1)
      for back in range(12)]

  def compounded(self, figure):
    """The product of twelve monthly values, or None."""
    product = Fraction(1)
    for window in self.months() or [None]:
      if window is None:
        return None
      rows = [retention(figure, each) for each in follow(self.book, window)]
      numerator, denominator = (sum(part) for part in zip((0, 0), *rows))
      if not denominator:
        return None
      product *= Fraction(numerator, denominator)
    return product

  def amount_rows(self, figure):
    """{account: millionths} of an amount; None where it is not known."""
    if figure == "cmrr":
      return self.committed() if self.knows_end else None
    closing, found = self.window.closing, {}
    for customer in self.knowledge.customers:
      held = customer.holdings(closing).values()
      if figure == "mrr":
        found[customer.account] = sum(self.book.worth(each, closing) for each in held)
      else:
        found[customer.account] = sum(self.book.yearly(each, closing) for each in held)
    return found

  def committed(self):
    """{account: millionths} once all that is agreed has happened."""
    found = {}
    for customer in self.knowledge.customers:
      agreed = (item.committed(self.answer.horizon) for item in customer.items)
      found[customer.account] = sum(
        self.book.value(amount, currency, self.window.closing) for currency, amount in agreed)
    return found

  def rows(self, figure):
    """{account: (numerator, denominator)} that add up to a figure's."""
    if figure in AMOUNTS or figure == "mrr.opening":
      return {}
    if figure in TRIALS:
      return trial_rows(self.knowledge, self.period, self.answer.horizon, TRIALS[figure])
    if figure in OF_LINES:
      return self.line_rows(figure)
    name, followers = figure, self.followers()
    if figure in TRAILING:
      name, followers = figure.split(".")[0], follow(self.book, self.twelve_months())
    return {each.account: retention(name, each) for each in followers}

  def line_rows(self, figure):
    """The same of a figure made of lines: each customer's own lines."""
    bridge = self.bridge()
    total, sides = bridge.sides[None], {each.account: Side() for each in self.followers()}
    for account, side in sides.items():
      side.closing = bridge.closings.get(account, 0)
      side.customers = {
        name: {account} & accounts for name, accounts in total.customers.items()}
    for each in bridge.movements:
      sides[each.account].lines[each.name] += each.amount
    return {
      account: of_lines(figure, side, bridge.openings.get(account, 0))
      for account, side in sides.items()}

  def ratio(self, figure, name, by):
    """(numerator, denominator) of a slice."""
    if figure in OF_LINES:
      side = self.bridge(by).sides[name]
      return of_lines(figure, side, side.opening)
    if figure in RETENTION:
      rows = [retention(figure, each) for each in self.followers(by) if name in each.slices]
    else:
      rows = self.rows(figure).values()
    return tuple(sum(part) for part in zip((0, 0), *rows))

  def amount(self, figure, name, by):
    """An amount of a slice; None where it is not known."""
    if name is None:
      rows = self.amount_rows(figure)
      return None if rows is None else sum(rows.values())
    if figure == "mrr":
      return self.bridge(by).sides[name].closing
    return sum(each.yearly_in.get(name, 0) for each in self.followers(by))

  def figure(self, figure, name=None, by=None):
    """The JSON of a figure of a slice, its value exact."""
    found = {"id": figure, "slice": name, "numerator": None, "denominator": None,
      "value": None, "interval": None}
    try:
      return {**found, **self.valued(figure, name, by)}
    except MissingRate:
      # The period has its rates; what lies outside it lacks one, and is not known.
      return found

  def valued(self, figure, name, by):
    """What the JSON of a figure says besides its name."""
    if figure in AMOUNTS:
      amount = self.amount(figure, name, by)
      return {"value": None if amount is None else text(amount)}
    if figure in ("grr.compounded12", "nrr.compounded12"):
      return {"value": self.compounded(figure.split(".")[0])}
    numerator, denominator = self.ratio(figure, name, by)
    proportion = figure in TRIALS and denominator
    return {
      "interval": wilson(numerator, denominator) if proportion else None,
      "numerator": numerator if figure in COUNTED else text(numerator),
      "denominator":
        denominator if figure in COUNTED + PER_CUSTOMER else text(denominator),
      "value": quotient(figure, numerator, denominator)}

  def figures(self, by=None, trials=True):
    """The figures of the total, then of each slice."""
    found = [self.figure(each) for each in FIGURES if trials or each not in TRIALS]
    sliced = [each for each in FIGURES if each in ("mrr", "arr", *RETENTION, *OF_LINES)]
    for name in self.bridge(by).values()[1:]:
      found += [self.figure(each, name, by) for each in sliced]
    return found


def money_report(answer, by=None):
  """The member `books` of `tenure report --format json`."""
  found = []
  for number, book in enumerate(books(answer.knowledge) if answer.visible else []):
    money = MoneyAnswer(answer, book)
    shown = head(book, money.missing)
    if not money.missing:
      shown["bridge"] = money.bridge(by).shown()
      shown["figures"] = money.figures(by, trials=number == 0)
    found.append(shown)
  return found


def is_line(figure):
  """Whether a figure is a line of the bridge, or several of them."""
  return figure.startswith("mrr.") and figure != "mrr.opening"


def explained(money, figure):
  """The rows of `tenure explain` of a figure of money; those that say nothing left out."""
  if is_line(figure):
    return money.bridge().rows(figure.removeprefix("mrr."))
  if figure in AMOUNTS:
    pairs = {account: (amount, 0) for account, amount in (money.amount_rows(figure) or {}).items()}
  elif figure == "mrr.opening":
    pairs = {account: (amount, 0) for account, amount in money.bridge().openings.items()}
  else:
    pairs = money.rows(figure)
  shown = (str, str) if figure in COUNTED else (text, str if figure in PER_CUSTOMER else text)
  return [
    {"account": account, "numerator": shown[0](pair[0]), "denominator": shown[1](pair[1])}
    for account, pair in sorted(pairs.items(), key=lambda each: each[0].encode()) if any(pair)]
