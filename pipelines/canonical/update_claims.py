"""Claims of a snapshot against the stock: which are new, and what changed of those that were known."""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.check_claims import CLAIM_CONTENT, DEBTOR_CONTENT
from pipelines.canonical.compare_snapshot import Snapshot
from pipelines.canonical.delivery import Stock
from pipelines.canonical.derive_events import derive_events
from warehouse.findings import CODES

_WORDS: Final = ("product", "description")
_FIXED: Final = tuple(name for name in CLAIM_CONTENT if name not in (*_WORDS, "principal_cents"))


class Listed(NamedTuple):
    """The records of a snapshot by what they are.

    Args:
        new: Claims that were not known.
        known: Claims that were known, without those that are refused.
        moved: Those of them that bring another version of their debtor.
        faults: `FAULTS` of the known claims.
    """

    new: pl.DataFrame
    known: pl.DataFrame
    moved: pl.DataFrame
    faults: pl.DataFrame


def update_claims(claims: pl.DataFrame, stock: Stock, snapshot: Snapshot) -> Listed:
    """The claims to book, and of every known one a fault: 3001 same, 3010 changed, 3002 differs, 3011 came back.

    The amount may fall, as the feed agrees; a debtor may get another version; a date of what was done before may be
    added. Dates, contract and debtor of a claim stay. A second record of a claim in a file must equal the first.

    Args:
        claims: Valid claim records with their ids, in order of line.
        stock: What was booked before.
        snapshot: The snapshot, compared.
    """
    first = claims.filter(pl.col("claim_id").is_first_distinct())
    before = stock.claims.join(claims.select("claim_id"), on="claim_id", how="semi")
    new = first.join(before, on="claim_id", how="anti", maintain_order="left")
    met = first.join(before, on="claim_id", suffix=" before", maintain_order="left").join(
        snapshot.positions.select("claim_id", "withdrawn_on", "open_cents", "lowered_cents", "credited_cents"),
        on="claim_id",
        maintain_order="left",
    )
    back = met.filter(pl.col("withdrawn_on").is_not_null())
    met = met.join(back, on="row_key", how="anti", maintain_order="left")
    wrong = pl.concat([_fixed(met), _amounts(met, snapshot), _events(met, stock)])
    sound = met.join(wrong, on="row_key", how="anti", maintain_order="left")
    moved = _moved(first, sound, stock.debtors)
    changed = pl.concat([_lowered(sound, snapshot), _told(moved, "debtor"), _added(sound, stock), _words(sound)])
    known = sound.select(claims.columns)
    faults = [
        _faults(sound.join(changed, on="row_key", how="anti"), "known"),
        _faults(sound, "changed", changed),
        _faults(met, "differs", wrong, head="Different: "),
        _faults(back, "came_back"),
        _repeated(claims, first),
    ]
    return Listed(new, known, moved.select(claims.columns), pl.concat(faults))


def _told(rows: pl.DataFrame, what: str | pl.Expr) -> pl.DataFrame:
    """A word about each of some records."""
    return rows.select("row_key", told=pl.lit(what) if isinstance(what, str) else what)


def _fixed(met: pl.DataFrame) -> pl.DataFrame:
    """Fields that may not change, and did."""
    return pl.concat(_told(met.filter(pl.col(name).ne_missing(pl.col(f"{name} before"))), name) for name in _FIXED)


def _amounts(met: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Amounts that rose, or fell where the feed does not agree on what that means."""
    known = pl.col("open_cents")
    if snapshot.rule.amount == "original":
        known = pl.col("principal_cents before") - pl.col("credited_cents")
    is_wrong = pl.col("principal_cents") > known
    if snapshot.rule.lower == "refuse":
        is_wrong = is_wrong | (pl.col("lowered_cents") > 0)
    words = pl.concat_str(pl.lit("principal_cents, known are "), known // 100, pl.lit("."), _two_digits(known))
    return _told(met.filter(is_wrong), words)


def _events(met: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """Dates of what was done before that were booked as another day."""
    booked = stock.events.select("event_id", booked_date="effective_date")
    other = derive_events(met).join(booked, on="event_id").filter(pl.col("effective_date") != pl.col("booked_date"))
    return _told(other, pl.col("kind"))


def _added(sound: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """Dates of what was done before that were not known."""
    return _told(derive_events(sound).join(stock.events, on="event_id", how="anti"), pl.col("kind"))


def _moved(first: pl.DataFrame, sound: pl.DataFrame, debtors: pl.DataFrame) -> pl.DataFrame:
    """The last record of each debtor whose newest version stands nowhere in the file.

    Where claims of one debtor come with different addresses, none of them is newer than the others.
    """
    newest = (
        debtors.join(first.select("debtor_id"), on="debtor_id", how="semi")
        .sort("delivery_id", "line_number")
        .unique("debtor_id", keep="last")
    )
    standing = newest.join(first, on=DEBTOR_CONTENT, how="semi", nulls_equal=True)
    lost = newest.join(standing, on="debtor_id", how="anti")
    return sound.join(lost, on="debtor_id", how="semi").unique("debtor_id", keep="last", maintain_order=True)


def _lowered(sound: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Amounts that fell, in words."""
    cents = pl.col("lowered_cents")
    words = pl.concat_str(cents // 100, pl.lit("."), _two_digits(cents), pl.lit(f" booked as {snapshot.rule.lower}"))
    return _told(sound.filter(cents > 0), words)


def _words(sound: pl.DataFrame) -> pl.DataFrame:
    """Texts that changed, and are not taken over."""
    return pl.concat(
        _told(sound.filter(pl.col(name).ne_missing(pl.col(f"{name} before"))), f"not taken over: {name}")
        for name in _WORDS
    )


def _repeated(claims: pl.DataFrame, first: pl.DataFrame) -> pl.DataFrame:
    """Second records of a claim in one file: the same as the first, or not."""
    again = claims.join(first, on="row_key", how="anti", maintain_order="left")
    content = list(dict.fromkeys((*CLAIM_CONTENT, *DEBTOR_CONTENT, "claim_id")))
    same = again.join(first, on=content, how="semi", nulls_equal=True, maintain_order="left")
    other = again.join(same, on="row_key", how="anti", maintain_order="left")
    told = _told(other, "an earlier line of this file has other content")
    return pl.concat([_faults(same, "known"), _faults(other, "differs", told)])


def _faults(rows: pl.DataFrame, name: str, told: pl.DataFrame | None = None, head: str = "") -> pl.DataFrame:
    """A fault for each of some records; only for those about which something is told, where that is given."""
    code = pl.lit(CODES[name], pl.Int64)
    if told is None:
        found = rows.select("row_key", code=code, field=pl.lit("claim_reference"), detail=pl.lit(None, pl.String))
        return found.cast(FAULTS)
    words = told.group_by("row_key").agg(pl.col("told").unique().sort().str.join("; "))
    text = pl.lit(head) + pl.col("told")
    detail = text.str.slice(0, 1).str.to_uppercase() + text.str.slice(1) + "."
    found = rows.select("row_key").join(words, on="row_key", maintain_order="left")
    return found.select("row_key", code=code, field=pl.lit("claim_reference"), detail=detail).cast(FAULTS)


def _two_digits(cents: pl.Expr) -> pl.Expr:
    return (cents % 100).cast(pl.String).str.zfill(2)
