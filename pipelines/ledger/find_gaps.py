"""Days on which a statement needs a rate or a scale that the law tables do not hold: an error, never a guess."""

from __future__ import annotations

import polars as pl

from mappings.law import Law
from mappings.law_table import cure_of
from pipelines.ledger.accrue_interest import LINES
from pipelines.ledger.list_rates import Rates
from pipelines.ledger.measure_costs import uncovered_costs
from pipelines.ledger.number_facts import Book
from pipelines.ledger.replay_events import Replay
from warehouse.errors import LawError


class LawGapError(LawError):
    """Law tables do not cover days that statements need.

    Args:
        gaps: One row per claim or cost: `dossier_id`, `claim_id` or `cost_id`, `rule_id`, `day`, `file`.
    """

    def __init__(self, gaps: pl.DataFrame) -> None:
        first = gaps.row(0, named=True)
        what = f"claim {first['claim_id']}" if first["claim_id"] else f"cost {first['cost_id']}"
        more = f", and {gaps.height - 1} more like this" if gaps.height > 1 else ""
        rules = gaps.select("rule_id", "file").unique().sort("rule_id").rows()
        others = ", ".join(f"{rule} ({file})" for rule, file in rules if rule != first["rule_id"])
        more += f"; others lack a value of {others}" if others else ""
        super().__init__(
            f"{first['rule_id']} has no value for {first['day'].isoformat()}, which {what} of dossier "
            f"{first['dossier_id']} needs{more}",
            place=first["file"],
            cure=cure_of(first["file"]),
        )
        self.gaps = gaps


def find_gaps(book: Book, replay: Replay, rates: Rates, law: Law) -> None:
    """Nothing, where the law covers every day that a line or a cost needs.

    Args:
        book: Numbered facts.
        replay: The replayed dossiers.
        rates: Rates of every regime.
        law: Law tables.

    Raises:
        LawGapError: Some day is not covered.
    """
    lines = _unknown_lines(book, replay)
    costs = uncovered_costs(book.costs, law)
    if lines.height + costs.height == 0:
        return
    rules = pl.Series("rule_id", rates.rules, dtype=pl.String).gather(lines["series"].cast(pl.UInt32))
    of_lines = (
        lines.with_columns(rules)
        .unique("c", keep="first", maintain_order=True)
        .join(book.claims.select("c", "d", "claim_id"), on="c", how="left")
        .select("d", "claim_id", "rule_id", cost_id=pl.lit(None, pl.String), day="from_date")
    )
    of_costs = costs.join(book.costs.select("k", "d", "cost_id"), on="k").select(
        "d", "cost_id", "rule_id", claim_id=pl.lit(None, pl.String), day="due_date"
    )
    files = {rule: f"law/{table.file.parent.name}/{table.file.name}" for rule, table in law.tables.items()}
    gaps = (
        pl.concat([of_lines, of_costs.select(of_lines.columns)])
        .join(book.dossiers.select("d", "dossier_id"), on="d")
        .with_columns(file=pl.col("rule_id").replace_strict(files))
        .sort("dossier_id", "claim_id", "cost_id", "rule_id")
    )
    raise LawGapError(gaps.select("dossier_id", "claim_id", "cost_id", "rule_id", "day", "file"))


def _unknown_lines(book: Book, replay: Replay) -> pl.DataFrame:
    """Lines that the law has no rate for: `c`, `from_date`, `series`."""
    is_unknown = pl.lit(book.stretches["rate_ppm"].is_null()).gather(pl.col("stretch"))
    lines = pl.concat([pl.DataFrame(schema=LINES), *(part.filter(is_unknown) for part in replay.lines)])
    known = lines.select("c", "stretch", "from_date").sort("c", "from_date")
    return known.with_columns(book.stretches["series"].gather(known["stretch"]))
