"""A second order of a day finds what the first one sent, and decides nothing anew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.profile_facts import DATED_EVENTS
from tests.pipelines.decisions.builders import DAY, Stock, event, stock
from warehouse.schemas.decisions import Actions


def dispatch(actions: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the events that come back for what was sent."""
    return [
        event(row["event_kind"], (DAY - row["business_date"]).days, dossier=row["dossier_id"])
        | {"step_id": row["step_id"], "channel": row["channel"], "batch_id": "b", "delivery_id": "D00000005-00000000"}
        for row in actions.filter(outcome="send").iter_rows(named=True)
    ]


PAST = st.lists(
    st.tuples(
        st.sampled_from([kind for kind in DATED_EVENTS if kind != "cost_posted"]),
        st.integers(0, 60),
        st.booleans(),
    ),
    max_size=5,
    unique_by=lambda item: item[0],
)
DOSSIERS = st.lists(
    st.fixed_dictionaries(
        {
            "days_overdue": st.integers(-3, 90),
            "open_cents": st.sampled_from([0, 500, 4_999, 20_000, 2_000_000]),
            "debtor_type": st.sampled_from(["consumer", "business", "sole_trader"]),
            "email": st.sampled_from([None, "a@example.com"]),
            "postcode": st.sampled_from([None, "1000", "1234 AB"]),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["nl", "be"]), DOSSIERS, st.lists(PAST, min_size=6, max_size=6))
def test_a_day_decides_once_and_a_second_run_finds_it_sent(
    country: str, dossiers: list[dict[str, Any]], pasts: list[list[tuple[str, int, bool]]]
) -> None:
    made = Stock()
    made.creditor["country"] = country
    for number, (dossier, past) in enumerate(zip(dossiers, pasts, strict=False), start=2):
        made.add(str(number), **dossier)
        made.events.extend(
            event(kind, days, dossier=str(number), claim_id=f"k{number}" if is_claim else None)
            for kind, days, is_claim in past
        )
    first = made.actions()
    Actions.validate(first)
    assert sorted(first["dossier_id"]) == sorted(row["dossier_id"] for row in made.dossiers)
    made.events.extend(dispatch(first))
    second = made.actions()
    expected = first.with_columns(
        outcome=pl.when(pl.col("outcome") == "send").then(pl.lit("sent")).otherwise("outcome")
    )
    assert second.drop("reason").equals(expected.drop("reason"))
    tomorrow = made.actions(DAY + timedelta(days=1))
    sent = second.filter(outcome="sent")["dossier_id"]
    after = tomorrow.filter(pl.col("dossier_id").is_in(sent.implode()))
    assert set(after["outcome"]) <= {"waiting", "held", "finished"}


def test_a_dossier_that_was_paid_after_its_letter_left_still_shows_the_letter() -> None:
    made = stock()
    made.events.extend(dispatch(made.actions()))
    made.dossiers[0]["open_cents"] = 0
    action = made.action()
    assert (action["outcome"], action["step_id"], action["template"]) == ("sent", "reminder", "reminder")
