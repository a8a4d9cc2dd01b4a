"""A full list beside the one before it: which entries are new, which are gone, and whether it may be applied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from pipelines.canonical.check_shape import FileFault
from pipelines.canonical.delivery import Delivery, Stock
from pipelines.canonical.read_records import Records
from pipelines.keys import fingerprints
from warehouse.findings import CODES, FINDINGS
from warehouse.tables import schema_of

_UNSEEN: Final = "\u241f"
_CONTENT: Final = (
    *("hold_kind", "entry_reference", "from_date", "until_date", "debtor_id", "dossier_id", "company_number"),
    *("name", "birth_date", "postcode", "detail"),
)


@dataclass(frozen=True)
class ListChange:
    """A list that was compared with the one before it.

    Attributes:
        delivery: The delivery.
        list_date: Day on which it was made.
        new: Its entries that did not stand on the list before: `row_key`, and the columns of `canonical.list_entries`.
        known: `row_key` of its other records: entries that stood there before, or stand in it twice.
        gone: Rows of `canonical.list_entries` for entries that stood there before, and no longer do.
        standing_count: Entries that stand on the list from now on.
        faults: What is wrong with the list as a whole, or worth telling about it.
    """

    delivery: Delivery
    list_date: date
    new: pl.DataFrame
    known: pl.DataFrame
    gone: pl.DataFrame
    standing_count: int
    faults: tuple[FileFault, ...]


def compare_list(delivery: Delivery, records: Records, stock: Stock) -> ListChange:
    """The list, compared.

    An entry is what it says: where anything of it changes, the one is gone and the other is new. An entry whose record
    is refused is on the list as before; where such a record has no number, no entry counts as gone.

    Args:
        delivery: The delivery; its shape is right, and it is the only one in the records.
        records: Its records.
        stock: What was booked before.
    """
    assert delivery.feed is not None, "only deliveries of a feed are read"
    assert records.entries is not None, "a list holds entries"
    mine = {"partner_id": delivery.partner_id, "feed": delivery.feed.name}
    before = standing_entries(stock.list_entries.filter(**mine))
    dated = records.entries["list_date"].drop_nulls()
    list_date = max(dated.to_list(), default=delivery.known_at)
    entries = _as_entries(records.entries, delivery)
    first = entries.filter(pl.col("entry_id").is_first_distinct())
    new = first.join(before, on="entry_id", how="anti", maintain_order="left")
    known = entries.join(new, on="row_key", how="anti", maintain_order="left").select("row_key")
    absent = before.join(first, on="entry_id", how="anti", maintain_order="left")
    is_sure = records.named.select(~(pl.col("is_broken") | pl.col("reference").is_null()).any()).item()
    refused = records.named.select(entry_reference="reference")
    kept = absent.join(refused, on="entry_reference", how="anti", maintain_order="left")
    gone = kept if is_sure and delivery.is_snapshot else kept.clear()
    # An entry that comes with another content is no less on the list.
    lost = gone.join(first.drop_nulls("entry_reference"), on="entry_reference", how="anti")
    faults = [
        *_newer(delivery, list_date, stock.lists.filter(**mine)),
        *_drop(delivery, lost=lost.height, before=before.height, rows=sum(rows for rows, _ in records.sums().values())),
        *(
            []
            if is_sure or absent.is_empty()
            else [_fault(delivery, "gone_unsure", f"Not found were {absent.height}.")]
        ),
    ]
    standing = before.height + new.height - gone.height
    return ListChange(delivery, list_date, new, known, _as_gone(gone, delivery), standing, tuple(faults))


def standing_entries(entries: pl.DataFrame) -> pl.DataFrame:
    """The entries that stand on their lists.

    Args:
        entries: Rows of `canonical.list_entries`, of any lists.
    """
    newest = entries.sort("delivery_id").unique("entry_id", keep="last", maintain_order=True)
    return newest.filter("is_listed")


def _as_entries(records: pl.DataFrame, delivery: Delivery) -> pl.DataFrame:
    """Records as rows of `canonical.list_entries`, each with its `row_key`."""
    assert delivery.feed is not None, "only deliveries of a feed are read"
    owned = pl.concat_str("creditor_reference", "debtor_reference", separator=":")
    named = records.with_columns(
        partner_id=pl.lit(delivery.partner_id),
        feed=pl.lit(delivery.feed.name),
        is_listed=pl.lit(value=True),
        from_date="effective_date",
        debtor_id=owned,
        dossier_id="dossier_reference",
    )
    said = (pl.col(name).cast(pl.String).fill_null("") for name in _CONTENT)
    content = named.select(content=pl.concat_str(said, separator=_UNSEEN))["content"]
    marked = named.with_columns(fingerprint=fingerprints(content))
    return marked.with_columns(entry_id=pl.concat_str("partner_id", "feed", "fingerprint", separator=":")).select(
        "row_key", *(pl.col(name).cast(kind) for name, kind in schema_of("canonical.list_entries").items())
    )


def _as_gone(gone: pl.DataFrame, delivery: Delivery) -> pl.DataFrame:
    """Rows that say of entries that they are gone; whom they named is not told again."""
    kept = ("creditor_id", "entry_id", "partner_id", "feed", "hold_kind", "entry_reference")
    schema = schema_of("canonical.list_entries")
    empty = [pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in kept]
    return (
        gone.with_columns(empty)
        .with_columns(
            delivery_id=pl.lit(delivery.delivery_id),
            line_number=pl.lit(0, pl.Int64),
            known_at=pl.lit(delivery.known_at),
            is_listed=pl.lit(value=False),
        )
        .select(list(schema))
    )


def _newer(delivery: Delivery, list_date: date, applied: pl.DataFrame) -> list[FileFault]:
    """A fault where a newer list was applied before."""
    newer = applied.filter(pl.col("list_date") > list_date).sort("list_date", "delivery_id")
    if newer.is_empty():
        return []
    newest = newer.row(-1, named=True)
    told = f"This one is of {list_date}, {newest['delivery_id']} of {newest['list_date']}."
    return [_fault(delivery, "older_list", told)]


def _drop(delivery: Delivery, *, lost: int, before: int, rows: int) -> list[FileFault]:
    """A fault where too much is gone, or nothing is there."""
    assert delivery.feed is not None, "only deliveries of a feed are read"
    assert delivery.feed.snapshot is not None, "a list is whole"
    percent = delivery.feed.snapshot.drop_percent
    if rows and lost * 100 <= percent * before:
        return []
    return [_fault(delivery, "drop", f"Of {before} entries {lost} are gone; at most {percent} % may be.")]


def _fault(delivery: Delivery, name: str, told: str) -> FileFault:
    code = CODES[name]
    return FileFault(delivery.delivery_id, code, f"{FINDINGS[code].cause} {told}")
