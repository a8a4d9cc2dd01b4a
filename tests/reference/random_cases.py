"""Random valid cases in the form of ledger.md section 7, over all regimes and all dates since 1995.

The dates crowd around due dates, anniversaries, rate changes and the day of the statement, because that is where two
engines part ways.
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.reference import rates
from tests.reference.case import DEFAULT_ORDER
from tests.reference.interest import after_months

FIRST_DAY = {
    "nl_consumer": date(1995, 1, 1),
    "nl_commercial": date(2002, 12, 1),
    "nl_government": date(2013, 3, 16),
    "be_civil": date(1996, 9, 1),
    "be_commercial": date(2002, 7, 1),
    "contract": date(1995, 1, 1),
    "none": date(1995, 1, 1),
}
REGIMES = {
    "nl": ("nl_consumer", "nl_consumer", "nl_commercial", "nl_commercial", "nl_government", "contract", "none"),
    "be": ("be_civil", "be_civil", "be_commercial", "be_commercial", "contract", "none"),
}
LAST_START = date(2026, 9, 30)
CONTRACT_DATES = ("2001-01-01", "2013-03-15", "2013-03-15", "2013-03-16", "2020-05-05")
IDS = ("A", "B", "a", "b", "9", "10", "A-1", "é", "Z", "_")


def random_case(rng: Random) -> dict[str, Any]:
    """A valid case; the same state of the generator gives the same case."""
    country = rng.choice(("nl", "be"))
    terms = _terms(rng, country)
    own_blocks = [
        _interest(rng, country) if rng.random() < 0.2 else None for _ in range(rng.choice((1, 1, 2, 2, 3, 4)))
    ]
    blocks = [block for block in (terms["interest"], *own_blocks) if block]
    start = _day_between(rng, max(FIRST_DAY[block["regime"]] for block in blocks), LAST_START)
    claims = [
        _claim(rng, claim_id, block, start)
        for claim_id, block in zip(_ids(rng, len(own_blocks)), own_blocks, strict=True)
    ]
    as_of = _as_of(rng, start, claims, is_heavy=any(block.get("compounding") == "monthly" for block in blocks))
    days = _notable_days(claims, as_of)
    if rng.random() < 0.25:
        days = _crowded(rng, days)
    total = sum(_cents(claim["principal"]) for claim in claims)
    drawn = (_cost(rng, cost_id, country, claims, days) for cost_id in _ids(rng, rng.choice((0, 0, 1, 1, 2, 3))))
    costs = [cost for cost in drawn if cost is not None]
    days += [date.fromisoformat(cost["due_date"]) for cost in costs]
    payments = [
        _payment(rng, payment_id, claims, days, total) for payment_id in _ids(rng, rng.choice((0, 1, 1, 2, 3, 4, 6)))
    ]
    return {
        "as_of": as_of.isoformat(),
        "country": country,
        "terms": terms,
        "claims": claims,
        "costs": costs,
        "payments": payments,
        "credit_notes": [_credit_note(rng, claims, days) for _ in range(rng.choice((0, 0, 0, 1, 1, 2)))],
        "reversals": [_reversal(rng, payment, days) for payment in payments if rng.random() < 0.1],
    }


def _terms(rng: Random, country: str) -> dict[str, Any]:
    terms: dict[str, Any] = {"interest": _interest(rng, country)}
    if rng.random() < 0.7:
        terms["rounding"] = rng.choice(("line", "exact"))
    if rng.random() < 0.7:
        terms["across"] = rng.choice(("claim_by_claim", "bucket_by_bucket"))
    if rng.random() < 0.4:
        terms["order"] = rng.sample(DEFAULT_ORDER[country], 3)
    return terms


def _interest(rng: Random, country: str) -> dict[str, Any]:
    regime = rng.choice(REGIMES[country])
    block: dict[str, Any] = {"regime": regime}
    if regime == "none":
        return block
    if regime == "contract":
        block["per"] = rng.choice(("year", "month", "month"))
        yearly = ("0", "4", "5.5", "7.25", "8", "10", "12.3456", "15")
        block["rate_pct"] = rng.choice(yearly if block["per"] == "year" else ("0.5", "1", "1", "1.25", "1.5", "0.3333"))
        if block["per"] == "month" and rng.random() < 0.7:
            block["part_month"] = rng.choice(("pro_rata", "full"))
    elif rng.random() < 0.25:
        block["surcharge_pct"] = rng.choice(("0", "0.5", "1", "2.75", "3", "0.0625"))
    if rng.random() < 0.3:
        block["payment_day_counts"] = rng.random() < 0.5
    if rng.random() < 0.3:
        block["day_count"] = rng.choice(("act_365", "act_act"))
    if rng.random() < 0.4:
        block["compounding"] = rng.choice(("none", "yearly", "monthly"))
    return block


def _as_of(rng: Random, start: date, claims: list[dict[str, Any]], *, is_heavy: bool) -> date:
    """Mostly a few years on; a long run of monthly compounding would only make the fractions long."""
    years = rng.choice((0.1, 1, 1, 3, 5) if is_heavy else (0.1, 1, 1, 3, 5, 12, 31))
    day = start + timedelta(days=rng.randint(0, int(365 * years)))
    if rng.random() < 0.3:  # next to an anniversary or the end of a month period
        anniversary = after_months(_first_day(rng.choice(claims)), rng.choice((1, 2, 12, 12, 24, 36)))
        day = anniversary + timedelta(days=rng.choice((-2, -1, -1, 0, 0, 1)))
    return min(day, rates.LAST_COVERED_DAY)


def _claim(rng: Random, claim_id: str, block: dict[str, Any] | None, start: date) -> dict[str, Any]:
    day = _near(rng, start, rng.choice((0, 0, 40, 400)))
    first_day = max(start, min(_to_odd_day(rng, day), rates.LAST_COVERED_DAY))
    claim = {"claim_id": claim_id, "principal": _amount(rng), "due_date": (first_day - timedelta(days=1)).isoformat()}
    if rng.random() < 0.3:
        claim["contract_date"] = rng.choice(CONTRACT_DATES)
    if rng.random() < 0.5:
        claim["interest_from"] = first_day.isoformat()
        claim["due_date"] = _near(rng, first_day, rng.choice((0, 3, 60))).isoformat()
    return claim if block is None else {**claim, "interest": block}


def _to_odd_day(rng: Random, day: date) -> date:
    """Now and then a 29 February or the last day of a month."""
    if rng.random() < 0.08:
        return date(min(2024, day.year - day.year % 4 + 4), 2, 29)
    if rng.random() < 0.15:
        return after_months(day.replace(day=1), 1) - timedelta(days=1)
    return day


def _notable_days(claims: list[dict[str, Any]], as_of: date) -> list[date]:
    days = [as_of, as_of]
    for claim in claims:
        days += [date.fromisoformat(claim["due_date"]), _first_day(claim)]
        days += [after_months(_first_day(claim), months) for months in (1, 2, 12, 24)]
    changes = {day for table, _ in rates.TABLES.values() for day in table if min(days) < day <= as_of}
    return days + sorted(changes)[-8:]


def _crowded(rng: Random, days: list[date]) -> list[date]:
    """The same days, with most of the weight on two that follow each other, so that many facts share a day."""
    day = rng.choice(days)
    return days + [day, day, day + timedelta(days=1)] * 20


def _first_day(claim: dict[str, Any]) -> date:
    """The first day that bears interest, given or by default."""
    given = claim.get("interest_from")
    return date.fromisoformat(given or claim["due_date"]) + timedelta(days=0 if given else 1)


def _cost(
    rng: Random, cost_id: str, country: str, claims: list[dict[str, Any]], days: list[date]
) -> dict[str, Any] | None:
    """A cost, or None where the law does not yet know the kind that was drawn."""
    kind = rng.choice(("amount", "nl_bik" if country == "nl" else "be_clause"))
    due_date = _event_day(rng, days)
    claim_ids = [claim["claim_id"] for claim in claims]
    cost: dict[str, Any] = {"cost_id": cost_id, "kind": kind, "due_date": due_date.isoformat()}
    if kind == "amount":
        cost["amount"] = _amount(rng, largest=50_000)
        return {**cost, "claim_id": rng.choice(claim_ids)} if rng.random() < 0.6 else cost
    if kind == "nl_bik":
        named = rng.sample(claim_ids, rng.randint(1, len(claim_ids)))
        return {**cost, "claim_ids": named, "vat": rng.random() < 0.5} if due_date >= rates.NL_BIK_FROM else None
    is_consumer = due_date >= rates.BE_CLAUSE_FROM and rng.random() < 0.8
    clause = {
        "clause_pct": rng.choice(("0", "5", "10", "12.5", "15")),
        "clause_min": rng.choice(("0.00", "20.00", "75.00")),
    }
    return {**cost, "claim_id": rng.choice(claim_ids), **clause, "consumer": is_consumer}


def _payment(
    rng: Random, payment_id: str, claims: list[dict[str, Any]], days: list[date], total: int
) -> dict[str, Any]:
    cents = {
        "part": max(1, total * rng.randint(1, 45) // 100),
        "all": total,
        "more": total * rng.randint(100, 160) // 100,
        "one": _cents(rng.choice(claims)["principal"]),
        "tiny": rng.randint(1, 5_000),
    }[rng.choice(("part", "part", "part", "part", "tiny", "tiny", "one", "all", "more"))]
    payment = {"payment_id": payment_id, "date": _event_day(rng, days).isoformat(), "amount": _euros(cents)}
    return {**payment, "claim_id": rng.choice(claims)["claim_id"]} if rng.random() < 0.3 else payment


def _credit_note(rng: Random, claims: list[dict[str, Any]], days: list[date]) -> dict[str, Any]:
    claim = rng.choice(claims)
    cents = max(1, _cents(claim["principal"]) * rng.choice((1, 5, 25, 50, 100, 130)) // 100)
    note = {"claim_id": claim["claim_id"], "date": _event_day(rng, days).isoformat(), "amount": _euros(cents)}
    return note if rng.random() < 0.4 else {**note, "from_start": rng.random() < 0.6}


def _reversal(rng: Random, payment: dict[str, Any], days: list[date]) -> dict[str, Any]:
    return {"payment_id": payment["payment_id"], "date": _event_day(rng, days).isoformat()}


def _event_day(rng: Random, days: list[date]) -> date:
    """A day on or next to a notable one, or just any day from shortly before the first to shortly after the last."""
    if rng.random() < 0.6:
        day = rng.choice(days) + timedelta(days=rng.choice((-1, 0, 0, 0, 1)))
    else:
        day = _day_between(rng, min(days) - timedelta(days=30), days[0] + timedelta(days=20))
    return min(day, rates.LAST_COVERED_DAY)


def _near(rng: Random, day: date, distance: int) -> date:
    return day + timedelta(days=rng.randint(-distance, distance))


def _day_between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))


def _ids(rng: Random, count: int) -> list[str]:
    return rng.sample(IDS, count)


def _amount(rng: Random, *, largest: int = 500_000_000) -> str:
    return _euros(
        min(
            largest,
            rng.choice(
                (
                    rng.randint(1, 300),
                    rng.randint(1, 50_000),
                    rng.randint(1, 500_000),
                    rng.randint(1, 40) * 2_500,
                    rng.randint(1, 500) * 10_000,
                    rng.randint(1, 500_000_000),
                )
            ),
        )
    )


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _cents(euros: str) -> int:
    return int(euros.replace(".", ""))
