"""A calendar year of a small stock, day by day, from a seed: all leaves that should, and nothing else."""

from __future__ import annotations

from collections import Counter
from typing import Final

from tests.year.calendar_year import days_of_a_year
from tests.year.due_steps import due_faults
from tests.year.stock import LAST
from tests.year.watch import PLAN_KINDS, Watch
from warehouse.codes import ACTION_OUTCOMES

SEED: Final = 1
STEPS: Final = (
    *("reminder_sent", "first_reminder_sent", "fourteen_day_notice_sent", "demand_sent", "last_demand_sent"),
    *("transferred", *PLAN_KINDS),
)
CAME: Final = (
    *("payment", "reversal", "dispute_opened", "dispute_closed", "promise_made", "arrangement", "proposal"),
    *("hold_placed", "hold_lifted", "withdrawal", "message_returned", "cost_posted", "release release"),
    *("accepted by limits", "bailiff_refused"),
)


def test_a_year_day_by_day_breaks_no_invariant() -> None:
    watch, faults = Watch(), []
    left: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for made, world in days_of_a_year(SEED):
        # What is due is judged by what had left before; then what leaves is judged.
        faults += due_faults(made, world.truth, watch)
        faults += watch.faults(made, world.truth)
        left.update(made.messages["event_kind"])
        left.update(made.transfers["event_kind"])
        outcomes.update(made.decisions["actions"]["outcome"])
    assert faults == []
    assert made.business_date == LAST
    # The year is worth its name: every step left, every outcome was met, and all of this came from outside.
    assert [kind for kind in STEPS if not left[kind]] == []
    assert [outcome for outcome in ACTION_OUTCOMES if not outcomes[outcome]] == []
    assert [kind for kind in CAME if not world.counts[kind]] == []
