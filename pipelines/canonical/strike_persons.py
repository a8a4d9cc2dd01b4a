"""Persons struck out of the rows of a delivery: what tells who they are goes, what was owed and paid stays.

The records that remain lead to the same facts: the numbers of claims, debtors and dossiers, amounts, dates and codes
are not touched. Equal texts get equal words in their place, so that what came twice is still known twice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import polars as pl

from formats.table import FAULT_COLUMN, RESERVED_COLUMNS, Table
from mappings.feeds import ColumnRule, Feed, RecordRule
from mappings.partners import Creditor
from pipelines.canonical.apply_mapping import apply_mapping
from pipelines.canonical.complete_parties import complete_parties
from pipelines.canonical.delivery import Delivery
from pipelines.canonical.gather_source import gather_source
from pipelines.canonical.identify_facts import identify_facts
from pipelines.canonical.validate_records import validate_records

ERASED: Final = "erased"
"""What stands in the place of a name."""

RECORD: Final = ["line_number", "record_type"]
_NAMES: Final = ("name", "surname", "split:person")
_OF_PERSONS: Final = frozenset(
    re.findall(
        r"\S+",
        "name initials first_name prefix surname birth_date street house_number house_number_addition postcode city "
        "email phone company_number vat_number iban description counterparty_iban counterparty_name detail "
        "party_name party_birth_date party_street party_house_number party_postcode party_city party_email "
        "dossier_reference extra split:person split:address split:house_number split:town",
    )
)
_TEXTS: Final = (
    "counterparty_iban",
    "counterparty_name",
    "detail",
    "dossier_reference",
    "party_name",
    "party_street",
    "party_house_number",
    "party_city",
)
_KEPT_OF_BANKS: Final = ("mandate_id", "payment_information_id")


class Persons(NamedTuple):
    """Who is struck out, by every number that leads to them.

    Args:
        debtors: creditor_id, debtor_reference.
        claims: creditor_id, claim_reference, dossier_id.
        facts: fact_id of payments and events, with dossier_id and claim_reference.
    """

    debtors: pl.DataFrame
    claims: pl.DataFrame
    facts: pl.DataFrame


def find_rows(delivery: Delivery, persons: Persons, creditor: Creditor | None) -> pl.DataFrame:
    """The rows of a delivery that are about these persons.

    Args:
        delivery: A delivery that was read.
        persons: The persons.
        creditor: The creditor, where the sender is one.

    Returns:
        line_number, record_type, and the dossier_id and claim_reference to which a fact leads.
    """
    assert delivery.feed is not None, "a delivery that was read has a feed"
    found = [_of_rule(delivery, rule, persons, creditor) for rule in delivery.feed.records.values()]
    return pl.concat([_no_rows(), *found]).unique(RECORD, keep="first", maintain_order=True)


def strike_persons(
    tables: Mapping[str, Table], feed: Feed, rows: pl.DataFrame, refused: pl.DataFrame, *, salt: bytes, is_bank: bool
) -> dict[str, Table]:
    """The tables without what tells who the persons are.

    Records that the feed ignores are emptied as a whole: nobody reads them.

    Args:
        tables: The tables of the delivery, as its reader gave them.
        feed: The feed that reads them.
        rows: The rows of the persons (`find_rows`).
        refused: RECORD and `fault`, the name of the finding, of rows that were refused; they stay refused.
        salt: What the words in the place of texts are made with; it is kept nowhere.
        is_bank: Whether a bank sent it: then what is ignored is mostly about the account.
    """
    struck = {}
    for source, table in tables.items():
        rules = [rule for rule in feed.records.values() if rule.source == source]
        if not rules:
            texts = [name for name in table.rows.columns if name not in RESERVED_COLUMNS]
            emptied = table.rows.with_columns(pl.lit(None, pl.String).alias(name) for name in texts)
            struck[source] = Table(emptied, table.totals)
            continue
        marked = _marked(table.rows, rows, refused)
        columns = dict(_struck_columns(table.rows.columns, rules, salt, is_bank=is_bank))
        fault = pl.coalesce(FAULT_COLUMN, "__refused").alias(FAULT_COLUMN)
        kept = marked.with_columns(
            *(pl.when("__struck").then(new).otherwise(name).alias(name) for name, new in columns.items()), fault
        )
        struck[source] = Table(kept.select(table.rows.columns), table.totals)
    return struck


def struck_columns(feed: Feed) -> dict[str, bool]:
    """The columns that are struck out, by name and alias, and whether each holds a name.

    Args:
        feed: The feed.
    """
    found = dict[str, bool]()
    for rule in feed.records.values():
        for column in rule.columns.values():
            if _is_of_person(column, [rule], is_bank=False):
                found |= dict.fromkeys((column.name, *column.aliases), _key(column) in _NAMES)
    return found


def _no_rows() -> pl.DataFrame:
    kinds = {"line_number": pl.Int64, "record_type": pl.String, "dossier_id": pl.String, "claim_reference": pl.String}
    return pl.DataFrame(schema=kinds)


def _of_rule(delivery: Delivery, rule: RecordRule, persons: Persons, creditor: Creditor | None) -> pl.DataFrame:
    # A list is about whom a register names, whoever he is to the agency; only what it says of a debtor is his.
    if rule.books == "entry" or rule.source not in (delivery.tables or {}):
        return _no_rows()
    source = gather_source([delivery], rule, first_key=0)
    records, unparsed = apply_mapping(source, rule)
    owner = pl.col("creditor_id")
    if rule.books == "fact":
        # A fact without a number is known by its content, as it was booked.
        records, _ = validate_records(complete_parties(records, creditor), unparsed, books="fact")
        owner = pl.coalesce("creditor_id", "creditor_reference")
    named = records.with_columns(__owner=owner)
    by_debtor = named.join(
        persons.debtors,
        left_on=["__owner", "debtor_reference"],
        right_on=["creditor_id", "debtor_reference"],
        how="semi",
    )
    by_claim = named.join(
        persons.claims, left_on=["__owner", "claim_reference"], right_on=["creditor_id", "claim_reference"], how="semi"
    )
    nothing = {"dossier_id": pl.lit(None, pl.String), "claim_reference": pl.lit(None, pl.String)}
    found = [frame.select(*RECORD, **nothing) for frame in (by_debtor, by_claim)]
    if rule.books == "fact":
        met = identify_facts(records).drop("claim_reference").join(persons.facts, on="fact_id")
        found.insert(0, met.select(*RECORD, "dossier_id", "claim_reference"))
    return pl.concat(found)


def _marked(rows: pl.DataFrame, found: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """The rows with `__struck`, where their facts lead (`__home`), and why they stay refused."""
    home = pl.coalesce("claim_reference", "dossier_id")
    marks = found.select(*RECORD, __struck=pl.lit(value=True), __home=home)
    faults = refused.join(found.select(RECORD), on=RECORD, how="semi", nulls_equal=True).unique(RECORD, keep="first")
    return rows.join(marks, on=RECORD, how="left", nulls_equal=True, maintain_order="left").join(
        faults.select(*RECORD, __refused="fault"), on=RECORD, how="left", nulls_equal=True, maintain_order="left"
    )


def _struck_columns(
    names: list[str], rules: list[RecordRule], salt: bytes, *, is_bank: bool
) -> Iterator[tuple[str, pl.Expr]]:
    """What stands in the place of each column of the source that tells of persons."""
    for column in {column.name: column for rule in rules for column in rule.columns.values()}.values():
        name = next((known for known in (column.name, *column.aliases) if known in names), None)
        if name is None or not _is_of_person(column, rules, is_bank=is_bank):
            continue
        if _key(column) in _NAMES:
            yield name, pl.when(pl.col(name).is_not_null()).then(pl.lit(ERASED))
        elif column.to in _TEXTS:
            # Money finds its dossier by this text once the payer's account and words are gone.
            home = pl.col("__home") if column.to in ("detail", "dossier_reference") else pl.lit(None, pl.String)
            yield (
                name,
                pl.concat_str(_word(pl.col(name), salt), home, separator=" ", ignore_nulls=True).replace("", None),
            )
        else:
            yield name, pl.lit(None, pl.String)


def _is_of_person(column: ColumnRule, rules: list[RecordRule], *, is_bank: bool) -> bool:
    if column.to == "ignore":
        return not is_bank or column.name in _KEPT_OF_BANKS
    if column.to == "used":
        return all(_feeds_persons(column.name, rule) for rule in rules)
    return _key(column) in _OF_PERSONS


def _feeds_persons(name: str, rule: RecordRule) -> bool:
    """Whether expressions read a column only for fields that tell of persons."""
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    if rule.where and word.search(rule.where):
        return False
    fed = [value.field for value in rule.values if value.sql and word.search(value.sql)]
    return all(field in _OF_PERSONS - {"dossier_reference"} for field in fed)


def _key(column: ColumnRule) -> str:
    return f"split:{column.split}" if column.split else column.to


def _word(text: pl.Expr, salt: bytes) -> pl.Expr:
    """A word in the place of a text: the same for the same text, and nothing that leads back to it."""
    seed = int.from_bytes(hashlib.sha256(salt).digest()[:8], "big")
    hashed = text.hash(seed)
    # Letters: digits could be taken for a number of something.
    letters = hashed.cast(pl.String).str.replace_many(list("0123456789"), list("abcdefghij"))
    return pl.when(text.is_not_null()).then(pl.concat_str(pl.lit(f"{ERASED}-"), letters))
