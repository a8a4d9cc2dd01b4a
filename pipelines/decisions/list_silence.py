"""The radar of silence: work items for what should have happened and did not, beside files that have not come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from mappings.silence_rules import SilenceRules
from pipelines.decisions.decide_dossiers import Decided
from pipelines.decisions.list_answers import list_answers
from pipelines.decisions.list_due_law import list_due_law
from pipelines.decisions.list_endless_holds import list_endless_holds
from pipelines.decisions.list_promises import list_promises
from pipelines.decisions.list_quiet import list_quiet, list_unsent


def list_silence(
    decided: Decided,
    actions: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    rules: SilenceRules,
    *,
    business_date: date,
) -> pl.DataFrame:
    """Answers, promises, steps and values of the law that should be there and are not.

    Files are told by `find_late_files`, instalments by `list_plan_items`.

    Args:
        decided: What was decided about dossiers.
        actions: `decisions.actions` of the business date.
        tables: As for `decide_day`.
        rules: After how many days silence is told.
        business_date: Day of the list.

    Returns:
        Columns of work items, as far as any of them has them.
    """
    facts, holds = decided.standing.facts, decided.standing.holds
    found = [
        list_answers(tables, facts, business_date=business_date),
        list_endless_holds(holds, tables, facts, business_date=business_date),
        list_promises(decided.checks, facts, tables["events"]),
        list_quiet(actions, tables, quiet_days=rules.quiet_days, business_date=business_date),
        list_unsent(tables["unsent"], facts),
        list_due_law(tables),
    ]
    return pl.concat(found, how="diagonal")
