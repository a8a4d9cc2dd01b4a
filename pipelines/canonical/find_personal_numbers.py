"""Records that hold a citizen service number or a national number where none belongs."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from formats.identifiers.personal_number import is_national_number, passes_eleven_test
from formats.table import FAULT_COLUMN
from mappings.feeds import ColumnRule, RecordRule
from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.gather_source import PLACE
from warehouse.findings import CODES

FREE_FIELDS: Final = frozenset(
    re.findall(
        r"\w+",
        "name initials first_name prefix surname street city description product detail counterparty_name "
        "party_name party_street party_city remark extra used ignore split",
    )
)
"""Fields and uses of columns in which people write what they like."""

_REFERENCES: Final = (
    "claim_reference",
    "contract_reference",
    "debtor_reference",
    "fact_reference",
    "dossier_reference",
    "party_reference",
    "entry_reference",
)
_WRITTEN: Final = (
    r"(?:\d{4}[. ]\d{2}[. ]\d{3}|\d{3}[. ]\d{3}[. ]\d{3}|\d{2}[. ]?\d{2}[. ]?\d{2}[- ]\d{3}[. ]?\d{2}|\d{9,11})"
)
STRUCK_NUMBER: Final = "[*********]"
"""What stands where a personal number was struck out; a record that still holds it is refused as with the number."""

_STRUCK: Final = re.escape(STRUCK_NUMBER)


def find_personal_numbers(
    source: pl.DataFrame, records: pl.DataFrame, rule: RecordRule, faults: pl.DataFrame
) -> pl.DataFrame:
    """A fault for every record with such a number in a free column.

    Nine digits that are a reference of the record itself are none. A row that the reader marked as broken is searched
    in all its columns, as its texts may stand under the wrong names; and a column whose text is wrong is searched too.

    Args:
        source: Rows as sent.
        records: Typed records of the same rows.
        rule: The rule.
        faults: `FAULTS` that the records have already.

    Returns:
        `FAULTS`; `field` is the name of the column in the file.
    """
    found = [_found(_searched(source, column, faults), records, column) for column in rule.columns.values()]
    return pl.concat([pl.DataFrame(schema=FAULTS), *(faults for faults in found if faults.height)])


def mask_personal_numbers(text: pl.Expr) -> pl.Expr:
    """A text in which every number that has the form of a personal one is made unreadable."""
    return text.str.replace_all(_WRITTEN, STRUCK_NUMBER)


def mask_text(text: str) -> str:
    """A single text in which every number that has the form of a personal one is made unreadable."""
    return re.sub(_WRITTEN, STRUCK_NUMBER, text)


def _searched(source: pl.DataFrame, column: ColumnRule, faults: pl.DataFrame) -> pl.DataFrame:
    """The rows whose text in a column may hold one."""
    if column.to in FREE_FIELDS and column.is_personal_number_possible:
        return source
    wrong = faults.filter(pl.col("field").is_in(list(column.fills)))["row_key"]
    return source.filter(pl.col(FAULT_COLUMN).is_not_null() | pl.col(PLACE["row_key"]).is_in(wrong.implode()))


def _found(source: pl.DataFrame, records: pl.DataFrame, column: ColumnRule) -> pl.DataFrame:
    """Faults of one column of the rows that are searched."""
    suspects = source.filter(pl.col(column.name).str.contains(rf"{_WRITTEN}|{_STRUCK}")).select(
        row_key=PLACE["row_key"],
        number=pl.col(column.name).str.extract_all(rf"\d*{_WRITTEN}\d*|{_STRUCK}"),
        is_broken=pl.col(FAULT_COLUMN).is_not_null(),
    )
    if suspects.is_empty():
        return pl.DataFrame(schema=FAULTS)
    references = [name for name in _REFERENCES if name in records.columns]
    is_reference = (pl.col(name).eq_missing(pl.col("number")) for name in references)
    number = pl.col("number")
    return (
        suspects.explode("number")
        .with_columns(number.str.replace_all(r"[. \-]", ""))
        .join(records.select("row_key", *references), on="row_key")
        .filter(passes_eleven_test(number) | is_national_number(number) | (number == STRUCK_NUMBER))
        .filter(pl.col("is_broken") | ~pl.any_horizontal(pl.lit(value=False), *is_reference))
        .select(
            "row_key",
            code=pl.lit(CODES["personal_number"], pl.Int64),
            field=pl.lit(column.name),
            detail=pl.lit(None, pl.String),
        )
        .unique(maintain_order=True)
    )
