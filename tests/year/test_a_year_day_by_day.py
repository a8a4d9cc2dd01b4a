"""A calendar year of a small stock, day by day, from a seed: all leaves that should, and nothing else."""

from __future__ import annotations

from typing import Final

from tests.year.live_through import live_through
from tests.year.stock import LAST
from tests.year.watch import PLAN_KINDS

SEED: Final = 1
STEPS: Final = (
    *("reminder_sent", "first_reminder_sent", "fourteen_day_notice_sent", "demand_sent", "call_request_sent"),
    *("last_demand_sent", "transferred", *PLAN_KINDS),
)
OUTCOMES: Final = ("send", "sent", "held", "waiting", "below_threshold", "person", "closed")
CAME: Final = (
    *("payment", "reversal", "dispute_opened", "dispute_closed", "promise_made", "arrangement", "proposal"),
    *("hold_placed", "hold_lifted", "withdrawal", "message_returned", "cost_posted", "release release"),
)


def test_a_year_day_by_day_breaks_no_invariant() -> None:
    year = live_through(SEED)
    assert year["faults"] == []
    assert year["last"] == str(LAST)
    # The year is worth its name: every step left, every outcome was met, and all of this came from outside.
    assert [kind for kind in STEPS if kind not in year["left"]] == []
    assert [outcome for outcome in OUTCOMES if outcome not in year["outcomes"]] == []
    assert [kind for kind in CAME if kind not in year["came"]] == []
