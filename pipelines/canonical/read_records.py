"""The typed records of deliveries of one feed, with every fault that they have by themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field, replace

import polars as pl

from formats.table import FAULT_COLUMN
from mappings.feeds import RecordRule
from mappings.partners import Creditor
from pipelines.canonical.apply_mapping import FAULTS, apply_mapping
from pipelines.canonical.check_shape import strange_lines
from pipelines.canonical.complete_claims import complete_claims
from pipelines.canonical.complete_entries import complete_entries
from pipelines.canonical.complete_parties import complete_parties
from pipelines.canonical.delivery import Delivery
from pipelines.canonical.find_personal_numbers import find_personal_numbers
from pipelines.canonical.gather_source import gather_source
from pipelines.canonical.identify_claims import identify_claims
from pipelines.canonical.report_findings import Source
from pipelines.canonical.validate_records import validate_records
from warehouse.findings import CODES, FINDINGS

_ERRORS = [code for code, finding in FINDINGS.items() if finding.severity == "error"]


def _no_amounts() -> pl.DataFrame:
    return pl.DataFrame(schema={"row_key": pl.Int64, "delivery_id": pl.String, "cents": pl.Int64})


def _no_names() -> pl.DataFrame:
    return pl.DataFrame(schema={"reference": pl.String, "is_broken": pl.Boolean})


def _no_faults() -> pl.DataFrame:
    return pl.DataFrame(schema=FAULTS)


@dataclass(frozen=True)
class Records:
    """Records of deliveries of one feed.

    Attributes:
        claims: Claim records without errors, with their ids; none where the feed books no claims.
        facts: Fact records without errors; none where the feed books no facts.
        decisions: Decisions of operators without errors; none where the feed books none.
        entries: Entries of a list without errors; none where the feed books none.
        amounts: Every record, wrong ones too: `row_key`, `delivery_id`, `cents` (0 where it cannot be read).
        faults: `FAULTS` that records have by themselves.
        sources: Every rule with its rows as sent.
        named: Every record of a snapshot, wrong ones too (of a list those only): `reference`, and `is_broken` where its
            form is wrong.
    """

    claims: pl.DataFrame | None = None
    facts: pl.DataFrame | None = None
    decisions: pl.DataFrame | None = None
    entries: pl.DataFrame | None = None
    amounts: pl.DataFrame = field(default_factory=_no_amounts)
    faults: pl.DataFrame = field(default_factory=_no_faults)
    sources: tuple[Source, ...] = ()
    named: pl.DataFrame = field(default_factory=_no_names)

    def without(self, delivery_ids: Set[str]) -> Records:
        """The records, without those of some deliveries to book."""
        if not delivery_ids:
            return self
        kept = ~pl.col("delivery_id").is_in(list(delivery_ids))
        return self._each(lambda frame: frame.filter(kept))

    def without_records(self, faults: pl.DataFrame) -> Records:
        """The records, without those that have one of these faults to book."""
        if faults.is_empty():
            return self
        keys = faults.select("row_key").unique()
        return self._each(lambda frame: frame.join(keys, on="row_key", how="anti", maintain_order="left"))

    def amounts_of(self, delivery_ids: Set[str]) -> pl.DataFrame:
        """The amounts of the records of some deliveries."""
        return self.amounts.filter(pl.col("delivery_id").is_in(list(delivery_ids)))

    def faults_outside(self, delivery_ids: Set[str]) -> pl.DataFrame:
        """The faults of the records of all deliveries but some."""
        kept = self.amounts.filter(~pl.col("delivery_id").is_in(list(delivery_ids)))
        return self.faults.join(kept.select("row_key"), on="row_key", how="semi", maintain_order="left")

    def _each(self, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Records:
        """The records with every frame of those to book changed in the same way."""
        claims, facts, decisions, entries = (
            None if frame is None else change(frame)
            for frame in (self.claims, self.facts, self.decisions, self.entries)
        )
        return replace(self, claims=claims, facts=facts, decisions=decisions, entries=entries)

    def sums(self) -> dict[str, tuple[int, int]]:
        """Rows and cents read, by delivery."""
        summed = self.amounts.group_by("delivery_id").agg(pl.len(), pl.col("cents").sum())
        return {
            delivery_id: (rows, cents)
            for delivery_id, rows, cents in zip(*summed.to_dict(as_series=False).values(), strict=True)
        }

    def refused_rows(self) -> dict[str, int]:
        """Records that are wrong by themselves, by delivery."""
        wrong = self.amounts.join(_refused(self.faults), on="row_key", how="semi").group_by("delivery_id").len()
        return dict(zip(wrong["delivery_id"], wrong["len"], strict=True))

    def outcomes(
        self, stock_faults: pl.DataFrame, *, refused: Set[str], repeated: Set[str], withdrawn: Set[str]
    ) -> pl.DataFrame:
        """What became of each record: `row_key`, `delivery_id`, `cents`, `outcome`.

        Args:
            stock_faults: `FAULTS` against the stock; a warning that the record was known makes it a duplicate, also
                where something of it changed.
            refused: Deliveries that are refused as a whole.
            repeated: Deliveries whose bytes came before.
            withdrawn: Deliveries that were taken back.
        """
        settled = stock_faults.filter(pl.col("code") == _SETTLED)["row_key"]
        bad = _refused(pl.concat([self.faults, stock_faults]))["row_key"]
        early = stock_faults.filter(pl.col("code").is_in(_EARLY))["row_key"]
        known = stock_faults.filter(pl.col("code").is_in(_KNOWN))["row_key"]
        delivery, key = pl.col("delivery_id"), pl.col("row_key")
        return self.amounts.with_columns(
            outcome=pl.when(delivery.is_in(list(withdrawn)))
            .then(pl.lit("withdrawn"))
            .when(delivery.is_in(list(repeated)) | key.is_in(settled.implode()))
            .then(pl.lit("duplicate"))
            .when(delivery.is_in(list(refused)) | key.is_in(bad.implode()))
            .then(pl.lit("refused"))
            .when(key.is_in(early.implode()))
            .then(pl.lit("waiting"))
            .when(key.is_in(known.implode()))
            .then(pl.lit("duplicate"))
            .otherwise(pl.lit("accepted"))
        )


_KNOWN, _SETTLED = (CODES["known"], CODES["changed"]), CODES["settled"]
_EARLY = (CODES["waits_for_claim"], CODES["waits_for_payment"])


def read_records(deliveries: Sequence[Delivery], creditor: Creditor | None) -> Records:
    """The records of deliveries of one feed.

    Args:
        deliveries: Deliveries of one feed whose shape is right, in the order of the log.
        creditor: The creditor, where the sender is one.
    """
    feed = deliveries[0].feed if deliveries else None
    if feed is None:
        return Records()
    sources: list[Source] = []
    frames: dict[str, list[pl.DataFrame]] = {"claim": [], "fact": [], "decision": [], "entry": []}
    faults, amounts, named, first_key = [_no_faults()], [_no_amounts()], [_no_names()], 0
    for rule in (*feed.records.values(), *filter(None, [strange_lines(feed, deliveries)])):
        rows = gather_source(deliveries, rule, first_key=first_key)
        first_key += rows.height
        records, found = _typed(rows, rule, creditor, is_bank=deliveries[0].partner_kind == "bank")
        sources.append(Source(rule, rows))
        faults.append(found)
        cents = pl.col(rule.amount_field).fill_null(0) if rule.amount_field else pl.lit(0, pl.Int64)
        amounts.append(records.select("row_key", "delivery_id", cents=cents))
        is_refused = pl.col("row_key").is_in(_refused(found)["row_key"].implode())
        if feed.snapshot is not None:
            own = pl.col("entry_reference" if rule.books == "entry" else "claim_reference")
            of_list = records.with_columns(is_broken=rows[FAULT_COLUMN].is_not_null(), reference=own)
            is_asked = is_refused if rule.books == "entry" else pl.lit(value=True)
            named.append(of_list.filter(is_asked).select("reference", "is_broken"))
        frames[rule.books].append(records.filter(~is_refused))
    claims = pl.concat(frames["claim"]) if frames["claim"] else None
    if claims is not None:
        assert creditor is not None, "only creditors send claims"
        claims = identify_claims(claims, creditor)
    facts, decisions, entries = (
        pl.concat(frames[books]) if frames[books] else None for books in ("fact", "decision", "entry")
    )
    told = (pl.concat(amounts), pl.concat(faults), tuple(sources), pl.concat(named))
    return Records(claims, facts, decisions, entries, *told)


def _typed(
    rows: pl.DataFrame, rule: RecordRule, creditor: Creditor | None, *, is_bank: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The records of one rule, and all their faults.

    What payers write on a bank statement is not searched for personal numbers: money may not be refused for its text.
    """
    records, unparsed = apply_mapping(rows, rule)
    if rule.books == "claim":
        assert creditor is not None, "only creditors send claims"
        records = complete_claims(records, creditor)
    elif rule.books == "fact":
        records = complete_parties(records, creditor)
    elif rule.books == "entry":
        records = complete_entries(records)
    records, wrong = validate_records(records, unparsed, books=rule.books)
    found = pl.concat([unparsed, wrong])
    personal = _no_faults() if is_bank else find_personal_numbers(rows, records, rule, found)
    return records, pl.concat([found, personal])


def _refused(faults: pl.DataFrame) -> pl.DataFrame:
    """The records that an error refuses."""
    return faults.filter(pl.col("code").is_in(_ERRORS)).select("row_key").unique()
