"""Whether arrangements and promises can be true: what they must tell, and instalments that fit their sum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from mappings.plan_rules import MOST_INSTALMENTS
from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.make_schedule import fits_schedule
from pipelines.canonical.record_limits import MAX_AMOUNT_CENTS
from warehouse.findings import CODES

SCHEDULED: Final = ("arrangement_agreed", "arrangement_proposed")
"""Facts that bring an arrangement as a whole; its instalments are computed."""

GIVEN: Final = "instalment_agreed"
"""A fact that brings one instalment of an arrangement."""

_WITH_AMOUNT: Final = (*SCHEDULED, GIVEN, "promise_made")
_KINDS: Final = (*_WITH_AMOUNT, "arrangement_accepted", "arrangement_declined", "arrangement_ended")
_Check = tuple[str, str, pl.Expr]


def check_plans(
    facts: pl.DataFrame, forms: pl.DataFrame | None, events: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts, those about plans with what their form gives and without those that cannot be; and the faults.

    An arrangement that comes line by line is taken as a whole or not at all, and no later line is added to it: another
    schedule is another arrangement, with a number of its own.

    Args:
        facts: New facts with `arrangement_id` and `dossier_id`, in order of delivery and line.
        forms: Forms of arrangements by creditor (`mappings.plan_rules.template_forms`); none knows no form.
        events: `canonical.events` as known.

    Returns:
        The facts that are left, in the same order; and the `FAULTS`.
    """
    if not facts["kind"].is_in(_KINDS).any():
        return facts, pl.DataFrame(schema=FAULTS)
    filled = _with_forms(facts, forms)
    faults = _own_faults(filled)
    whole = _broken_groups(filled, faults)
    faults = pl.concat([faults, whole])
    sound = filled.join(faults.select("row_key").unique(), on="row_key", how="anti", maintain_order="left")
    faults = pl.concat([faults, _known_plans(sound, events)])
    kept = filled.join(faults.select("row_key").unique(), on="row_key", how="anti", maintain_order="left")
    return kept.select(facts.columns), faults


def _with_forms(facts: pl.DataFrame, forms: pl.DataFrame | None) -> pl.DataFrame:
    """The facts with number and period of instalments from the form that they name, where they give none themselves."""
    known = forms if forms is not None else pl.DataFrame(schema={"creditor_id": pl.String, "template": pl.String})
    columns = {"template_count": pl.Int64, "template_period": pl.String}
    known = known.with_columns(pl.lit(None, kind).alias(name) for name, kind in columns.items() if forms is None)
    return facts.join(
        known.rename({"template": "arrangement_template"}),
        on=["creditor_id", "arrangement_template"],
        how="left",
        maintain_order="left",
    ).with_columns(
        is_unknown_form=pl.col("arrangement_template").is_not_null() & pl.col("template_count").is_null(),
        instalment_count=pl.when(pl.col("instalment_cents").is_null())
        .then(pl.coalesce("instalment_count", "template_count"))
        .otherwise("instalment_count"),
        instalment_period=pl.coalesce("instalment_period", "template_period"),
    )


def _own_faults(facts: pl.DataFrame) -> pl.DataFrame:
    """What is wrong with each fact by itself."""
    found = [
        facts.filter(mask.fill_null(value=False)).select(
            "row_key", code=pl.lit(CODES[name], pl.Int64), field=pl.lit(field), detail=pl.lit(None, pl.String)
        )
        for name, field, mask in _checks()
    ]
    return pl.concat([pl.DataFrame(schema=FAULTS), *found])


def _checks() -> Iterator[_Check]:
    """Finding, field, and where it is wrong."""
    kind, amount, each = pl.col("kind"), pl.col("amount_cents"), pl.col("instalment_cents")
    is_scheduled, is_given, is_promise = kind.is_in(SCHEDULED), kind == GIVEN, kind == "promise_made"
    first, on, until = pl.col("first_due_date"), pl.col("effective_date"), pl.col("until_date")
    yield "required", "amount_cents", kind.is_in(_WITH_AMOUNT) & amount.is_null()
    yield "amount_range", "amount_cents", kind.is_in(_WITH_AMOUNT) & ~amount.is_between(1, MAX_AMOUNT_CENTS)
    yield "required", "first_due_date", (is_scheduled | is_given) & first.is_null()
    yield "required", "until_date", is_promise & until.is_null()
    yield "required", "arrangement_reference", is_given & pl.col("arrangement_id").is_null()
    yield "code", "arrangement_template", is_scheduled & pl.col("is_unknown_form")
    nothing = pl.col("instalment_count").is_null() & each.is_null() & ~pl.col("is_unknown_form")
    yield "required", "instalment_count", is_scheduled & nothing
    amounts = each.is_null() | each.is_between(1, amount)
    yield "plan", "instalment_count", is_scheduled & ~(amounts & fits_schedule(MOST_INSTALMENTS))
    yield "plan", "first_due_date", (is_scheduled | is_given) & (first < on)
    yield "plan", "until_date", is_promise & (until < on)


def _broken_groups(facts: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """Faults of every line of an arrangement of which a line is wrong, is missing, or is of another dossier."""
    given = facts.filter(kind=GIVEN).drop_nulls("arrangement_id")
    told = given.join(faults.select("row_key", "code"), on="row_key", how="left", maintain_order="left").unique(
        "row_key", keep="first", maintain_order=True
    )
    group = ["arrangement_id", "sequence"]
    is_bad = (
        pl.col("code").is_not_null().any().over(group)
        | (pl.col("dossier_id").n_unique().over(group) > 1)
        | (pl.col("instalment_count").n_unique().over(group) > 1)
        | (pl.col("instalment_count") != pl.len().over(group)).fill_null(value=False)
        | (pl.len().over(group) > MOST_INSTALMENTS)
    )
    return told.filter(is_bad & pl.col("code").is_null()).select(
        "row_key",
        code=pl.lit(CODES["plan"], pl.Int64),
        field=pl.lit("arrangement_reference"),
        detail=pl.lit("A line of it is wrong or missing, so that none is booked."),
    )


def _known_plans(facts: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Faults of arrangements whose number came before: of another line, delivery or kind of record."""
    plans = facts.filter(pl.col("kind").is_in([*SCHEDULED, GIVEN]))
    booked = events.filter(pl.col("kind").is_in([*SCHEDULED, GIVEN])).select("arrangement_id").unique()
    first = plans.group_by("arrangement_id", maintain_order=True).agg(
        first_key=pl.col("row_key").first(),
        first_kind=pl.col("kind").first(),
        first_delivery=pl.col("sequence").first(),
    )
    met = plans.join(first, on="arrangement_id", maintain_order="left").join(
        booked.with_columns(is_booked=pl.lit(value=True)), on="arrangement_id", how="left", maintain_order="left"
    )
    is_line_of_it = (
        (pl.col("kind") == GIVEN) & (pl.col("first_kind") == GIVEN) & (pl.col("first_delivery") == pl.col("sequence"))
    )
    is_new = pl.col("is_booked").is_null() & ((pl.col("first_key") == pl.col("row_key")) | is_line_of_it)
    return met.filter(~is_new).select(
        "row_key",
        code=pl.lit(CODES["differs"], pl.Int64),
        field=pl.lit("arrangement_reference"),
        detail=pl.lit("An arrangement with this number came before; another one needs another number."),
    )
