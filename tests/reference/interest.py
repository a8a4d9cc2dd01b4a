"""Interest of one claim: days cut into lines, compounding, and the two rounding conventions."""

import calendar
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.reference.case import ONE_DAY, Claim
from tests.reference.money import rounded
from tests.reference.rates import rate_in_force


@dataclass(frozen=True)
class Line:
    """Consecutive days with one base and one rate."""

    claim_id: str
    first_day: date
    end: date
    rate_pct: Fraction
    base: int
    interest: int


@dataclass
class Account:
    """What is open on one claim while the facts are replayed. Amounts are cents, interest may be a fraction."""

    claim: Claim
    rounding: str
    principal: int = 0
    accrued: Fraction = Fraction(0)
    capitalised: Fraction = Fraction(0)
    interest_total: Fraction = Fraction(0)
    accrued_until: date = date.min
    months_capitalised: int = 0
    lines: list[Line] = field(default_factory=list)
    principal_paid: int = 0
    principal_credited: int = 0
    interest_paid: int = 0

    def __post_init__(self) -> None:
        self.principal = self.claim.principal
        self.accrued_until = self.claim.interest_from

    @property
    def interest_open(self) -> int:
        """Unpaid interest, capitalised or not, as it is shown."""
        return rounded(self.accrued + self.capitalised)


def closing_day(claim: Claim, day: date) -> date:
    """The end of the half-open span that a payment or a statement on a day closes (section 1)."""
    return day + ONE_DAY if claim.interest.payment_day_counts else day


def accrue(account: Account, end: date, *, day: date) -> None:
    """Accrue a claim to `end`; anniversaries and months on or before `day` capitalise, later ones do not (8.4)."""
    while True:
        _capitalise(account, day)
        first_day = account.accrued_until
        if first_day >= end:
            return
        cuts = [end, _next_boundary(account.claim, first_day)]
        base = _base(account)
        if base > 0:  # 8.4: a line exists where base and days are above zero; no other day asks for a rate
            rate_pct, rate_ends_on = _rate(account.claim, first_day)
            account.accrued_until = _earliest([*cuts, rate_ends_on])
            _add_line(account, first_day, base, rate_pct)
        else:
            account.accrued_until = _earliest(cuts)


def settle_fractions(account: Account) -> None:
    """Round the unpaid interest, which happens just before a cent reaches the claim (8.6)."""
    interest_open = rounded(account.accrued + account.capitalised)
    account.interest_total += interest_open - account.accrued - account.capitalised
    account.capitalised = Fraction(rounded(account.capitalised))
    account.accrued = interest_open - account.capitalised


def after_months(first_day: date, months: int) -> date:
    """The day a number of months later: same day number, else the last day of that month (section 3, 8.4)."""
    year, month = divmod(first_day.year * 12 + first_day.month - 1 + months, 12)
    return date(year, month + 1, min(first_day.day, calendar.monthrange(year, month + 1)[1]))


def _capitalise(account: Account, day: date) -> None:
    """On an anniversary (or month) the unpaid accrued interest starts to bear interest; it stays interest."""
    step = _months_between_capitalisations(account.claim)
    if step is None or account.accrued_until > day:
        return
    months = _whole_months(account.claim.interest_from, account.accrued_until)
    is_boundary = after_months(account.claim.interest_from, months) == account.accrued_until
    if is_boundary and months % step == 0 and months > account.months_capitalised:
        account.capitalised += account.accrued
        account.accrued = Fraction(0)
        account.months_capitalised = months


def _months_between_capitalisations(claim: Claim) -> int | None:
    return {"none": None, "monthly": 1, "yearly": 12}[claim.interest.compounding]


def _whole_months(first_day: date, day: date) -> int:
    months = (day.year - first_day.year) * 12 + day.month - first_day.month
    return months if after_months(first_day, months) <= day else months - 1


def _rate(claim: Claim, day: date) -> tuple[Fraction, date | None]:
    """The rate in force, surcharge included, and the next day on which it changes."""
    regime = claim.interest.regime
    if regime == "none":
        return Fraction(0), None
    if regime == "contract":
        return claim.interest.rate_pct + claim.interest.surcharge_pct, None
    rate_pct, changes_on = rate_in_force(regime, day, claim.contract_date)
    return rate_pct + claim.interest.surcharge_pct, changes_on


def _next_boundary(claim: Claim, day: date) -> date | None:
    """The next cut by anniversary (section 2) or by month (section 3, 8.3)."""
    step = 1 if claim.interest.per == "month" else _months_between_capitalisations(claim)
    if step is None:
        return None
    periods = _whole_months(claim.interest_from, day) // step
    return after_months(claim.interest_from, (periods + 1) * step)


def _earliest(days: list[date | None]) -> date:
    return min(day for day in days if day is not None)


def _base(account: Account) -> Fraction:
    """What bears interest: the open principal, and the capitalised interest when it compounds (section 3)."""
    return account.principal + account.capitalised  # without compounding nothing is ever capitalised


def _add_line(account: Account, first_day: date, base: Fraction, rate_pct: Fraction) -> None:
    end = account.accrued_until
    interest = base * rate_pct / 100 * _share_of_period(account.claim, first_day, end)
    if account.rounding == "line":
        interest = Fraction(rounded(interest))
    shown_before = rounded(account.interest_total)
    account.interest_total += interest
    account.accrued += interest
    shown = rounded(account.interest_total) - shown_before  # 8.6; under `line` just the interest
    account.lines.append(Line(account.claim.claim_id, first_day, end, rate_pct, rounded(base), shown))


def _share_of_period(claim: Claim, first_day: date, end: date) -> Fraction:
    """The part of a year, or of a month for a rate per month, that a line covers."""
    if claim.interest.per == "month":
        months = _whole_months(claim.interest_from, first_day)
        opens = after_months(claim.interest_from, months)
        if claim.interest.part_month == "full":
            return Fraction(int(first_day == opens))  # 8.3
        return Fraction((end - first_day).days, (after_months(claim.interest_from, months + 1) - opens).days)
    if claim.interest.day_count == "act_365":
        return Fraction((end - first_day).days, 365)
    share = Fraction(0)  # act_act: each day with its own calendar year (8.5)
    for year in range(first_day.year, end.year + 1):
        start, stop = max(first_day, date(year, 1, 1)), min(end, date(year + 1, 1, 1))
        share += Fraction(max((stop - start).days, 0), 366 if calendar.isleap(year) else 365)
    return share
