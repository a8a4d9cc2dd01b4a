"""The daily statement: against the compiled kernel, against the slow reference, and as the stock grows."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import polars as pl

from benchmarks.ledger_arrays import list_arrays
from benchmarks.ledger_kernel import Sums, run_kernel
from benchmarks.measure import Timing, in_child, median, peak_megabytes, timed
from benchmarks.report import Section
from benchmarks.stock import AS_OF, invent_stock
from mappings.law import load_law
from pipelines.ledger.facts import Facts
from pipelines.ledger.list_rates import list_rates
from pipelines.ledger.number_facts import number_facts
from pipelines.ledger.statement import Statement, statement
from pipelines.money import format_cents
from tests.reference.statement import statement as reference_statement

_REPEATS = 5
_SAMPLE = 2_000
_WARM = 1_000


class _Run(NamedTuple):
    """Timings of the engine and of what it is held against, in one process, by turns."""

    engine: Timing
    other: Timing
    lines: int
    megabytes: int


def run(claims: int) -> list[Section]:
    """The tables of the ledger.

    Args:
        claims: Size of the stock for the comparison; growth is measured at a quarter to four times of it.
    """
    kernel = in_child(_beside_kernel, claims)
    reference = in_child(_beside_reference, _SAMPLE)
    return [_compare(claims, kernel, reference), _grow(claims)]


def _compare(claims: int, kernel: _Run, reference: _Run) -> Section:
    rows = [
        _row("engine", claims, kernel.engine, ""),
        _row("compiled kernel", claims, kernel.other, _ratio(kernel.engine, kernel.other)),
    ]
    per_claim = Timing(*(seconds / claims for seconds in kernel.engine))
    slow = Timing(*(seconds / _SAMPLE for seconds in reference.other))
    rows.append(_row("slow reference", _SAMPLE, reference.other, f"{slow.cpu / per_claim.cpu:,.0f} times slower"))
    note = (
        f"Facts in, statement of {AS_OF.isoformat()} out: {claims:,} claims in {claims * 5 // 8:,} dossiers with "
        f"{claims * 6 // 5:,} payments, up to ten years old, yearly compounding, each line rounded: {kernel.lines:,} "
        f"lines. Engine and kernel run by turns in one process, {_REPEATS} times; medians. Every amount of every claim "
        "is the same in both. The kernel gets plain arrays, without ids and checks. The slow reference takes a "
        "sample of such dossiers; ratios to it are per claim, of processor time."
    )
    return Section("Ledger: the daily statement", note, ("", "claims", "wall s", "CPU s", "µs a claim", "ratio"), rows)


def _row(name: str, claims: int, timing: Timing, ratio: str) -> list[str]:
    return [name, f"{claims:,}", f"{timing.wall:.2f}", f"{timing.cpu:.2f}", f"{timing.cpu / claims * 1e6:.2f}", ratio]


def _ratio(engine: Timing, kernel: Timing) -> str:
    return f"engine {engine.wall / kernel.wall:.1f} × (CPU {engine.cpu / kernel.cpu:.1f} ×)"


def _grow(claims: int) -> Section:
    rows = []
    for size, with_costs in [*((claims * part // 4, False) for part in (1, 2, 4, 8, 16)), (claims, True)]:
        done = in_child(_alone, size, with_costs)
        name = f"{size:,}" + (" with costs by the Dutch scale" if with_costs else "")
        micro = f"{done.engine.cpu / size * 1e6:.2f}"
        rows.append(
            [name, f"{done.lines:,}", f"{done.engine.wall:.2f}", f"{done.engine.cpu:.2f}", micro, f"{done.megabytes:,}"]
        )
    note = "One process each, median of three runs. Peak memory is that of the whole process, the facts included."
    columns = ("claims", "lines", "wall s", "CPU s", "CPU µs a claim", "peak MB")
    return Section("Ledger: as the stock grows", note, columns, rows)


def _beside_kernel(claims: int) -> _Run:
    law = load_law()
    rates = list_rates(law)
    facts = invent_stock(claims)
    book = number_facts(facts, rates)
    arrays, as_of = list_arrays(book, rates), (AS_OF - date(1970, 1, 1)).days
    sums, lines = run_kernel(arrays, as_of)
    _assert_same(sums, book.claims["claim_id"], statement(facts, law))
    engine, kernel = [], []
    for _ in range(_REPEATS):
        kernel.append(timed(lambda: run_kernel(arrays, as_of)))
        engine.append(timed(lambda: statement(facts, law)))
    return _Run(median(engine), median(kernel), lines, peak_megabytes())


def _assert_same(sums: Sums, claim_ids: pl.Series, done: Statement) -> None:
    """Asserts that engine and kernel give the same cents for every claim and in total for the payments."""
    of_kernel = pl.DataFrame(
        {
            "claim_id": claim_ids,
            "principal_open_cents": sums.principal,
            "interest_total_cents": sums.interest,
            "interest_open_cents": sums.accrued + sums.capital,
            "interest_capitalised_cents": sums.capital,
        }
    )
    of_engine = done.balances.select(of_kernel.columns)
    assert of_engine.sort("claim_id").equals(of_kernel.sort("claim_id")), "engine and kernel differ"
    paid = dict(done.allocations.group_by("bucket").agg(pl.col("amount_cents").sum()).rows())
    assert (paid["interest"], paid["principal"]) == (sums.to_interest.sum(), sums.to_principal.sum())


def _beside_reference(claims: int) -> _Run:
    facts, law = invent_stock(claims), load_law()
    cases = _list_cases(facts)
    answers: list[dict[str, Any]] = []
    reference = timed(lambda: answers.extend(reference_statement(case) for case in cases))
    engine = timed(lambda: statement(facts, law))
    done = statement(facts, law)
    open_cents = sum(int(answer["totals"]["open"].replace(".", "")) for answer in answers)
    assert open_cents == done.dossiers["open_cents"].sum(), "engine and reference differ"
    return _Run(engine, reference, done.lines.height, peak_megabytes())


def _list_cases(facts: Facts) -> list[dict[str, Any]]:
    """The dossiers as cases of the calculator."""
    cases: dict[str, dict[str, Any]] = {}
    for row in facts.claims.iter_rows(named=True):
        empty = {"claims": [], "payments": [], "costs": [], "credit_notes": [], "reversals": []}
        terms = {"interest": {"regime": row["regime"]}}
        case = {"as_of": AS_OF.isoformat(), "country": "nl", "terms": terms, **empty}
        cases.setdefault(row["dossier_id"], case)["claims"].append(
            {
                "claim_id": row["claim_id"],
                "principal": format_cents(row["principal_cents"]),
                "due_date": row["due_date"].isoformat(),
            }
        )
    for row in facts.payments.iter_rows(named=True):
        cases[row["dossier_id"]]["payments"].append(
            {
                "payment_id": row["payment_id"],
                "date": row["effective_date"].isoformat(),
                "amount": format_cents(row["amount_cents"]),
            }
        )
    return list(cases.values())


def _alone(claims: int, with_costs: bool) -> _Run:
    facts, law = invent_stock(claims, with_costs=with_costs), load_law()
    statement(invent_stock(_WARM), law)
    timings = [timed(lambda: statement(facts, law)) for _ in range(3)]
    megabytes = peak_megabytes()
    return _Run(median(timings), median(timings), statement(facts, law).list_lines(None).height, megabytes)
