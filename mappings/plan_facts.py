"""What the limits of arrangements may read: the facts of profiles, the profile, and the proposal itself."""

from __future__ import annotations

from typing import Final

import polars as pl

from mappings.profile_facts import FACT_SCHEMA, Fact

PROPOSAL_FACTS: Final = (
    Fact("profile_id", pl.String(), "Profile of the dossier."),
    Fact("plan_cents", pl.Int64(), "Sum of the proposed instalments, in cents."),
    Fact("instalment_count", pl.Int64(), "Number of instalments."),
    Fact("least_instalment_cents", pl.Int64(), "Least instalment but the last, which is the rest; in cents."),
    Fact("largest_instalment_cents", pl.Int64(), "Largest instalment, in cents."),
    Fact("plan_months", pl.Int64(), "Months from the proposal to the last instalment, a part counts as one."),
    Fact("plan_first_days", pl.Int64(), "Days from the business date to the first instalment; below 0 after it."),
)
"""Facts of a proposal, in order."""

LIMIT_SCHEMA: Final[dict[str, pl.DataType]] = FACT_SCHEMA | {fact.name: fact.dtype for fact in PROPOSAL_FACTS}
"""Type of everything that a limit may read, by name."""
