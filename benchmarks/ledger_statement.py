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
from mappings.law import Law, load_law
from pipelines.ledger.facts import Facts
from pipelines.ledger.list_rates import list_rates
from pipelines.ledger.number_facts import number_facts
from pipelines.ledger.statement import Statement, statement
from pipelines.money import format_cents
from tests.reference.statement import statement as reference_statement

_REPEATS = 5
_SAMPLE = 2_000
_WARM = 1_000
_AT_A_TIME = 400_000


class _Run(NamedTuple):
    """Timings of the engine, and beside it of the compiled kernel and of the slow reference on a sample."""

    engine: Timing
    kernel: Timing
    reference: Timing
    lines: int


def run(claims: int) -> list[Section]:
    """The tables of the ledger.

    Args:
        claims: Size of the stock for the comparison; growth is measured at a quarter to four times of it.
    """
    return [_compare(claims, in_child(_beside, claims)), _grow(claims)]


def _compare(claims: int, done: _Run) -> Section:
    engine, kernel = done.engine, done.kernel
    slow = Timing(*(seconds / _SAMPLE * claims for seconds in done.reference))
    rows = [
        _row("engine", claims, engine, "", ""),
        _row("compiled kernel", claims, kernel, *_times(engine, kernel, "engine takes {} ×")),
        _row("slow reference", _SAMPLE, done.reference, *_times(slow, engine, "a claim takes {} ×")),
    ]
    note = (
        f"Facts in, statement of {AS_OF.isoformat()} out: {claims:,} claims in {claims * 5 // 8:,} dossiers with "
        f"{claims * 6 // 5:,} payments, up to ten years old, yearly compounding, each line rounded: {done.lines:,} "
        f"lines. All three run by turns in one process, {_REPEATS} times; medians. Every amount of every claim is the "
        "same in engine and kernel; the kernel gets plain arrays, without ids and checks, and uses one core. The slow "
        "reference takes a sample of such dossiers. Lines are measured by all three; engine and kernel keep none (the "
        "engine lists those of a dossier when asked), and the process keeps freed memory as `incassohub` does."
    )
    columns = ("", "claims", "wall s", "CPU s", "CPU µs a claim", "ratio by the clock", "ratio of CPU")
    return Section("Ledger: the daily statement", note, columns, rows)


def _row(name: str, claims: int, timing: Timing, by_clock: str, of_cpu: str) -> list[str]:
    seconds = f"{timing.wall:.2f}", f"{timing.cpu:.2f}", f"{timing.cpu / claims * 1e6:.2f}"
    return [name, f"{claims:,}", *seconds, by_clock, of_cpu]


def _times(slower: Timing, faster: Timing, words: str) -> tuple[str, str]:
    by_clock, of_cpu = slower.wall / faster.wall, slower.cpu / faster.cpu
    return words.format(f"{by_clock:,.1f}"), words.format(f"{of_cpu:,.1f}")


def _grow(claims: int) -> Section:
    rows = []
    for size, with_costs in [*((claims * part // 4, False) for part in (1, 2, 4, 8, 16)), (claims, True)]:
        timing, lines, megabytes = in_child(_alone, size, with_costs)
        name = f"{size:,}" + (" with costs by the Dutch scale" if with_costs else "")
        micro = f"{timing.cpu / size * 1e6:.2f}"
        rows.append([name, f"{lines:,}", f"{timing.wall:.2f}", f"{timing.cpu:.2f}", micro, f"{megabytes:,}"])
    note = "One process each, median of three runs, one above two million. Peak memory: the process, facts included."
    columns = ("claims", "lines", "wall s", "CPU s", "CPU µs a claim", "peak MB")
    return Section("Ledger: as the stock grows", note, columns, rows)


def _beside(claims: int) -> _Run:
    law = load_law()
    rates = list_rates(law)
    facts, cases = invent_stock(claims), _checked_sample(law)
    book = number_facts(facts, rates)
    arrays, as_of = list_arrays(book, rates), (AS_OF - date(1970, 1, 1)).days
    sums, lines = run_kernel(arrays, as_of)
    _assert_same(sums, book.claims["claim_id"], statement(facts, law))
    engine, kernel, reference = [], [], []
    for _ in range(_REPEATS):
        kernel.append(timed(lambda: run_kernel(arrays, as_of)))
        engine.append(timed(lambda: statement(facts, law)))
        reference.append(timed(lambda: [reference_statement(case) for case in cases]))
    return _Run(median(engine), median(kernel), median(reference), lines)


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


def _checked_sample(law: Law) -> list[dict[str, Any]]:
    """Cases for the slow reference, on which it gives the same sums as the engine."""
    facts = invent_stock(_SAMPLE)
    cases = _list_cases(facts)
    totals = [reference_statement(case)["totals"] for case in cases]
    open_cents = sum(int(total["open"].replace(".", "")) for total in totals)
    assert open_cents == statement(facts, law).dossiers["open_cents"].sum(), "engine and reference differ"
    return cases


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


def _alone(claims: int, with_costs: bool) -> tuple[Timing, int, int]:
    facts, law = invent_stock(claims, with_costs=with_costs), load_law()
    statement(invent_stock(_WARM), law)
    repeats = 3 if claims <= 2_000_000 else 1
    done: list[Statement] = []

    def state() -> None:
        done.clear()
        done.append(statement(facts, law))

    timing = median([timed(state) for _ in range(repeats)])
    megabytes = peak_megabytes()
    return timing, _count_lines(done[0]), megabytes


def _count_lines(done: Statement) -> int:
    """Lines of all dossiers, some hundred thousand at a time: together they are more than memory should hold."""
    ids = done.dossiers["dossier_id"]
    return sum(done.list_lines(ids.slice(start, _AT_A_TIME)).height for start in range(0, ids.len(), _AT_A_TIME))
