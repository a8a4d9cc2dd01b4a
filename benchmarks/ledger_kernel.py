"""The yardstick: the sums of the ledger in one compiled pass over plain arrays, for the terms of the benchmark only.

It knows yearly compounding, the convention `line`, interest before principal claim by claim, and payments that name no
claim. It reads no ids, checks nothing and keeps no lines: about what the machine can do at best.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

_DIVISOR = np.uint64(365 * 1_000_000)
_HALF = np.uint64(365 * 1_000_000 // 2)


class Arrays(NamedTuple):
    """Claims and payments by dossier, and rates by series; days are counted from 1 January 1970."""

    claim_start: np.ndarray
    principal: np.ndarray
    interest_from: np.ndarray
    series: np.ndarray
    counts_day: np.ndarray
    payment_start: np.ndarray
    payment_day: np.ndarray
    payment_amount: np.ndarray
    rate_start: np.ndarray
    rate_day: np.ndarray
    rate_ppm: np.ndarray


class Sums(NamedTuple):
    """Per claim what is open and how much interest there was; per payment where it went."""

    principal: np.ndarray
    accrued: np.ndarray
    capital: np.ndarray
    interest: np.ndarray
    to_interest: np.ndarray
    to_principal: np.ndarray


class _Place(NamedTuple):
    """How far each claim is: the day, its next anniversary and the number of that, the rate in force."""

    until: np.ndarray
    anniversary: np.ndarray
    years: np.ndarray
    rate: np.ndarray


def run_kernel(arrays: Arrays, as_of: int) -> tuple[Sums, int]:
    """The sums of a statement, and the number of interest lines that were measured.

    Args:
        arrays: Claims, payments and rates.
        as_of: Day of the statement.
    """
    claims, payments = len(arrays.principal), len(arrays.payment_day)
    sums = Sums(
        arrays.principal.copy(),
        *(np.zeros(claims, np.int64) for _ in range(3)),
        *(np.zeros(payments, np.int64) for _ in range(2)),
    )
    place = _Place(arrays.interest_from.copy(), *(np.ones(claims, np.int64) for _ in range(3)))
    return sums, _pass(arrays, sums, place, as_of)


@njit
def _pass(arrays, sums, place, as_of):
    lines = 0
    for dossier in range(len(arrays.claim_start) - 1):
        first, last = arrays.claim_start[dossier], arrays.claim_start[dossier + 1]
        for claim in range(first, last):
            _open(arrays, place, claim)
        for payment in range(arrays.payment_start[dossier], arrays.payment_start[dossier + 1]):
            day = arrays.payment_day[payment]
            for claim in range(first, last):
                lines += _accrue(arrays, sums, place, claim, day)
            left = arrays.payment_amount[payment]
            for claim in range(first, last):
                if left == 0:
                    break
                left -= _allocate(sums, claim, payment, left)
        for claim in range(first, last):
            lines += _accrue(arrays, sums, place, claim, as_of)
    return lines


@njit
def _open(arrays, place, claim):
    at = arrays.rate_start[arrays.series[claim]]
    while arrays.rate_day[at + 1] <= arrays.interest_from[claim]:
        at += 1
    place.rate[claim] = at
    place.anniversary[claim] = _anniversary(arrays.interest_from[claim], 1)


@njit
def _accrue(arrays, sums, place, claim, day):
    lines = 0
    end = day + arrays.counts_day[claim]
    at, first, anniversary = place.rate[claim], place.until[claim], place.anniversary[claim]
    while True:
        stop = max(first, min(end, anniversary, arrays.rate_day[at + 1]))
        base = sums.principal[claim] + sums.capital[claim]
        if stop > first and base > 0:
            product = np.uint64(base * arrays.rate_ppm[at] * (stop - first))
            added = np.int64((product + _HALF) // _DIVISOR)
            sums.accrued[claim] += added
            sums.interest[claim] += added
            lines += 1
        first = stop
        passes = arrays.rate_day[at + 1] <= stop
        if passes:
            at += 1
        if anniversary <= day and anniversary <= stop:
            sums.capital[claim] += sums.accrued[claim]
            sums.accrued[claim] = 0
            place.years[claim] += 1
            anniversary = _anniversary(arrays.interest_from[claim], place.years[claim])
            passes = True
        if not passes or (stop >= end and anniversary > day):
            place.rate[claim], place.until[claim], place.anniversary[claim] = at, first, anniversary
            return lines


@njit
def _allocate(sums, claim, payment, left):
    off_accrued = min(left, sums.accrued[claim])
    off_capital = min(left - off_accrued, sums.capital[claim])
    interest = off_accrued + off_capital
    principal = min(left - interest, sums.principal[claim])
    sums.accrued[claim] -= off_accrued
    sums.capital[claim] -= off_capital
    sums.principal[claim] -= principal
    sums.to_interest[payment] += interest
    sums.to_principal[payment] += principal
    return interest + principal


@njit
def _anniversary(start, years):
    """Same day some years later; 28 February for 29 February in other years."""
    year, month, day = _civil(start)
    year += years
    if month == 2 and day == 29 and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        day = 28
    return _days(year, month, day)


@njit
def _civil(number):
    """Year, month and day of a day number, counted in eras of 400 years that begin on 1 March."""
    shifted = number + 719_468
    era = shifted // 146_097
    of_era = shifted - era * 146_097
    year_of_era = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    place = (5 * of_year + 2) // 153
    month = place + 3 if place < 10 else place - 9
    return year_of_era + era * 400 + (month <= 2), month, of_year - (153 * place + 2) // 5 + 1


@njit
def _days(year, month, day):
    """Day number of a year, month and day."""
    shifted = year - (month <= 2)
    era = shifted // 400
    year_of_era = shifted - era * 400
    of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + of_year - 719_468
