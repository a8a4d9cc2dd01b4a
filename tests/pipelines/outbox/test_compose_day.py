"""What leaves is counted: every action, and every cent of interest with the lines that explain it."""

from __future__ import annotations

import polars as pl
import pytest

from mappings.release_rules import ReleaseRules
from pipelines.controls import imbalances
from pipelines.outbox.compose_day import compose_day
from pipelines.outbox.count_outbox import count_outbox
from tests.pipelines.outbox.day import DAY, day
from warehouse.tables import validate


def compose(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return what leaves on a day."""
    order = "D00000009-00000000"
    return compose_day(tables, business_date=DAY, batch_number=1, order_id=order, rules=ReleaseRules())


def test_the_lines_stand_beside_the_message_or_transfer_that_shows_them() -> None:
    left = compose(day())
    shown = validate("outbox.lines", left["lines"]).select("batch_id", "sequence_number", "dossier_id")
    told = pl.concat(left[name].select(shown.columns) for name in ("messages", "transfers"))
    assert shown.height == 4
    assert shown.sort(pl.all()).equals(told.sort(pl.all()))


def test_a_claim_that_is_paid_shows_no_lines() -> None:
    tables = day()
    is_paid = pl.col("dossier_id") == "1000000003"
    tables["balances"] = tables["balances"].with_columns(open_cents=pl.when(is_paid).then(0).otherwise("open_cents"))
    left = compose(tables)
    assert "1000000003" not in left["lines"]["dossier_id"]
    assert imbalances(left["controls"]).is_empty()


def test_a_dossier_that_stays_needs_no_lines() -> None:
    tables = day()
    stays = pl.col("dossier_id") == "1000000002"
    tables["actions"] = tables["actions"].filter(~stays)
    tables["lines"] = tables["lines"].filter(~stays)
    assert imbalances(compose(tables)["controls"]).is_empty()


@pytest.mark.parametrize(
    ("table", "change", "controls"),
    [
        ("messages", {"drop": True}, ["messages"]),
        ("transfers", {"drop": True}, ["transfers"]),
        ("lines", {"drop": True}, ["interest"]),
        ("questions", {"drop": True}, ["questions"]),
        ("questions", {"amount_cents": 124}, ["questions"]),
        ("lines", {"interest_cents": 124}, ["interest"]),
    ],
)
def test_controls_balance_and_show_what_is_lost_or_changed(
    table: str, change: dict[str, int], controls: list[str]
) -> None:
    tables = day()
    left = compose(tables)
    assert imbalances(left["controls"]).is_empty()
    rows = left[table]
    cents = {name: pl.lit(value, pl.Int64) for name, value in change.items() if name != "drop"}
    left[table] = rows.head(1).with_columns(**cents).vstack(rows.tail(-1)) if cents else rows.tail(-1)
    assert imbalances(count_outbox(tables, left, run_key="k"))["control"].unique().to_list() == controls


def test_a_dossier_that_stands_twice_in_what_leaves_stops_the_batch() -> None:
    tables = day()
    tables["actions"] = tables["actions"].vstack(tables["actions"].tail(1))
    with pytest.raises(pl.exceptions.ComputeError, match="m:1"):
        compose(tables)
