"""The law that the year is held against, written down once more: holidays, terms of notices, the scale of costs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

HOLIDAYS: Final = {
    "nl": {
        *(date(2025, 1, 1), date(2025, 4, 18), date(2025, 4, 20), date(2025, 4, 21), date(2025, 4, 26)),
        *(date(2025, 5, 5), date(2025, 5, 29), date(2025, 6, 8), date(2025, 6, 9), date(2025, 12, 25)),
        *(date(2025, 12, 26), date(2026, 1, 1)),
    },
    "be": {
        *(date(2025, 1, 1), date(2025, 4, 20), date(2025, 4, 21), date(2025, 5, 1), date(2025, 5, 29)),
        *(date(2025, 6, 8), date(2025, 6, 9), date(2025, 7, 21), date(2025, 8, 15), date(2025, 11, 1)),
        *(date(2025, 11, 11), date(2025, 12, 25), date(2026, 1, 1)),
    },
}
"""Public holidays, as the calendar of the year has them."""

_SATURDAY, _SUNDAY, _MONDAY = 5, 6, 0
_SCALE: Final = ((250_000, 15), (250_000, 10), (500_000, 5), (19_000_000, 1))


def is_closed(country: str, day: date) -> bool:
    """Return whether nobody may be written to: on Sundays and public holidays."""
    return day.weekday() == _SUNDAY or day in HOLIDAYS[country]


def costs_from(country: str, channel: str, sent: date) -> date:
    """Return the first day after the fourteen days that a notice leaves.

    *Source*: article 6:96 lid 6 BW, HR 25 November 2016 (Fa-Med); article XIX.2 WER.
    """
    if country == "nl":
        arrived = sent + timedelta(days=1)
        if channel == "print":
            arrived = _nth(country, sent, 2, without=(_SUNDAY, _MONDAY))
        last = arrived + timedelta(days=14)
        while last.weekday() in (_SATURDAY, _SUNDAY) or last in HOLIDAYS[country]:
            last += timedelta(days=1)
        return last + timedelta(days=1)
    first = sent + timedelta(days=1)
    if channel == "print":
        first = _nth(country, sent, 3, without=(_SATURDAY, _SUNDAY))
    return first + timedelta(days=14)


def scale_cents(principal_cents: int) -> int:
    """Return the collection costs on a principal, by the decree of 2012: at least 40 euros."""
    left, costs = principal_cents, 0
    for width, pct in _SCALE:
        part = min(left, width)
        costs += part * pct
        left -= part
    return max(4_000, (costs + 50) // 100)


def _nth(country: str, sent: date, count: int, without: tuple[int, ...]) -> date:
    """The n-th day after a day that counts."""
    day = sent
    while count:
        day += timedelta(days=1)
        if day.weekday() not in without and day not in HOLIDAYS[country]:
            count -= 1
    return day
