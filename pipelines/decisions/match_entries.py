"""The step that finds the debtors whom lists name: by exact keys, as a person decided, or perhaps."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

MATCHES: Final = pl.Schema(
    {
        "entry_id": pl.String,
        "debtor_id": pl.String,
        "creditor_id": pl.String,
        "hold_kind": pl.String,
        "since_date": pl.Date,
        "until_date": pl.Date,
        "detail": pl.String,
        "is_sure": pl.Boolean,
        "owner": pl.String,
        "known_at": pl.Date,
        "delivery_id": pl.String,
        "line_number": pl.Int64,
    }
)
"""Columns of what is found."""

_PLAIN: Final = pl.col("name").str.normalize("NFKD").str.to_lowercase().str.replace_all(r"[^a-z0-9]", "")
_LEAST_NAME: Final = 4
_SUBJECT: Final = pl.Struct({"entry_id": pl.String, "debtor_id": pl.String})

_SURE: Final = {
    "number of the debtor": ("debtor_id",),
    "dossier": ("dossier_id",),
    "company number": ("company_number",),
    "name, day of birth and postcode": ("plain", "birth_date", "postcode"),
}
_PERHAPS: Final = {
    "name and day of birth": ("plain", "birth_date"),
    "day of birth and postcode": ("birth_date", "postcode"),
    "name and postcode": ("plain", "postcode"),
}


def match_entries(
    entries: pl.DataFrame, debtors: pl.DataFrame, claims: pl.DataFrame, decided: pl.DataFrame, *, business_date: date
) -> pl.DataFrame:
    """Every debtor whom an entry in force names, or may name.

    An entry names a debtor by his number or dossier, by his company number, or by his name, day of birth and postcode
    together. Two of those three only may be him, and so a person decides; not where both have a day of birth or a
    company number, and another one. Names are compared without capitals, accents, spaces and signs; one of less than
    four letters says nothing.

    Args:
        entries: `canonical.list_entries` as known.
        debtors: `canonical.debtors` as known, all versions; the newest of each debtor counts.
        claims: `canonical.claims` as known.
        decided: `canonical.operator_decisions` as known.
        business_date: Day that is decided.

    Returns:
        `MATCHES`, one row per entry and debtor, without those of whom a person said that they are not meant: `detail`
        names the list, the entry, what it says and by what the debtor was found; `is_sure` whether he is held;
        `owner` who decided so; delivery, line and day are of the entry.
    """
    standing = _in_force(entries, business_date)
    if standing.is_empty():
        return pl.DataFrame(schema=MATCHES)
    newest = debtors.sort("delivery_id", "line_number").unique("debtor_id", keep="last", maintain_order=True)
    asked = _keyed(standing).select("entry_id", *_keys())
    known = _known(newest, claims, asked)
    found = [
        *(_met(asked, known, rule, keys, is_sure=True) for rule, keys in _SURE.items()),
        *(_met(asked, known, rule, keys, is_sure=False) for rule, keys in _PERHAPS.items()),
    ]
    each = pl.concat(found).unique(["entry_id", "debtor_id"], keep="first", maintain_order=True)
    told = _as_decided(each, decided).join(standing.drop("debtor_id", "creditor_id"), on="entry_id")
    told = told.join(newest.select("debtor_id", "creditor_id"), on="debtor_id").with_columns(detail=_words())
    return told.select(pl.col(name).cast(kind) for name, kind in MATCHES.items()).sort("entry_id", "debtor_id")


def _in_force(entries: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """Entries that stand on the newest of their list, and hold on the business date."""
    newest = entries.sort("delivery_id").unique("entry_id", keep="last", maintain_order=True).filter("is_listed")
    dated = newest.with_columns(since_date=pl.coalesce("from_date", "known_at"))
    is_running = pl.col("until_date").is_null() | (pl.col("until_date") >= business_date)
    return dated.filter(is_running, pl.col("since_date") <= business_date)


def _keys() -> tuple[str, ...]:
    """The columns by which entries and debtors are compared."""
    return tuple(dict.fromkeys(key for keys in (*_SURE.values(), *_PERHAPS.values()) for key in keys))


def _keyed(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with their name as it is compared."""
    return rows.with_columns(plain=pl.when(_PLAIN.str.len_bytes() >= _LEAST_NAME).then(_PLAIN))


def _known(debtors: pl.DataFrame, claims: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """The debtors with something in common with an entry, one row per dossier, with the keys of `_keys`."""
    dossiers = claims.select("debtor_id", "dossier_id").unique()
    named = debtors.join(dossiers, on="debtor_id", how="left").with_columns(
        postcode=pl.col("postcode").str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    )
    # Names are dear to compare: only of those who could be met.
    shared = ("debtor_id", "dossier_id", "company_number", "birth_date", "postcode")
    is_near = pl.any_horizontal(pl.col(name).is_in(asked[name].drop_nulls().unique().implode()) for name in shared)
    return _keyed(named.filter(is_near.fill_null(value=False))).select("debtor_id", *_keys()[1:])


def _met(asked: pl.DataFrame, known: pl.DataFrame, rule: str, keys: tuple[str, ...], *, is_sure: bool) -> pl.DataFrame:
    """Entries and debtors that have all of some keys in common; of those that are not sure, none that is another."""
    own = known.with_columns(found_id="debtor_id")
    met = asked.drop_nulls(keys).join(own.drop_nulls(keys), on=list(keys), suffix="_known")
    if not is_sure:
        left = [name for name in ("birth_date", "company_number") if name not in keys]
        met = met.filter((pl.col(name) == pl.col(f"{name}_known")).fill_null(value=True) for name in left)
    return met.select("entry_id", debtor_id="found_id", rule=pl.lit(rule), is_sure=pl.lit(is_sure)).unique(
        maintain_order=True
    )


def _as_decided(found: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """What was found, as a person decided where it was not sure: `owner` is who said that a debtor is meant."""
    subject = pl.col("subject").str.json_decode(_SUBJECT)
    told = decided.filter(pl.col("decision").is_in(["accept", "decline"]), item_kind="listed").select(
        "decision",
        owner="decided_by",
        entry_id=subject.struct.field("entry_id"),
        debtor_id=subject.struct.field("debtor_id"),
    )
    newest = told.unique(["entry_id", "debtor_id"], keep="last", maintain_order=True)
    met = found.join(newest, on=["entry_id", "debtor_id"], how="left", maintain_order="left")
    is_declined = ~pl.col("is_sure") & (pl.col("decision") == "decline").fill_null(value=False)
    is_accepted = (pl.col("decision") == "accept").fill_null(value=False)
    return met.filter(~is_declined).with_columns(is_sure=pl.col("is_sure") | is_accepted)


def _words() -> pl.Expr:
    """List, entry, what it says, and by what the debtor was found."""
    number = pl.when(pl.col("entry_reference").is_not_null()).then(pl.format("entry {}", "entry_reference"))
    found = pl.format("found by {}", "rule")
    decided = pl.when(pl.col("owner").is_not_null()).then(pl.format("{}, as {} decided", found, "owner"))
    named = pl.format("list {} of {}", "feed", "partner_id")
    return pl.concat_str(named, number, "detail", decided.otherwise(found), separator=", ", ignore_nulls=True)
