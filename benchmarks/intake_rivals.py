"""What the intake is held against: polars that only reads, casts and writes, and a script with pandas and pandera."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa
import polars as pl
from pandera.errors import SchemaErrors
from stdnum import iban
from stdnum.nl import bsn

from benchmarks.claims_file import AMOUNT, DATES

_POSTCODE: Final = r"^[1-9]\d{3} ?[A-Z]{2}$"
_EMAIL: Final = r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"
_PHONE: Final = r"^\+?[0-9 ()./-]{8,20}$"
_CLAIM: Final = ["Factuurnummer", "Klantnummer", "Contractnummer", "Product", "Factuurdatum", "Vervaldatum", "cents"]
_PERSON: Final = ["Klantnummer", "Soort klant", "naam", "Voorletters", "Tussenvoegsel", "Achternaam", "Geboortedatum"]
_DEBTOR: Final = [*_PERSON, "Straat", "Huisnummer", "Postcode", "Woonplaats", "E-mailadres", "Telefoon", "IBAN"]
_OLDEST: Final = pd.Timestamp("1900-01-01")
_NEWEST: Final = pd.Timestamp("2030-01-01")


def cast_with_polars(file: Path, folder: Path) -> int:
    """Rows of a file of claims that were read, cast and written as Parquet; nothing is checked.

    Args:
        file: The file.
        folder: Where to.
    """
    frame = pl.read_csv(file, separator=";", encoding="windows-1252", infer_schema=False)
    typed = frame.with_columns(
        pl.col(*DATES).str.to_date("%d-%m-%Y", strict=False),
        pl.col(AMOUNT).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False),
    )
    typed.write_parquet(folder / "claims.parquet")
    return typed.height


def check_with_pandas(file: Path, folder: Path) -> tuple[int, int]:
    """Good claims and bad ones of a file that was read, parsed, checked, and written as tables.

    Args:
        file: The file.
        folder: Where to.
    """
    rows = _parsed(pd.read_csv(file, sep=";", encoding="cp1252", dtype="str"))
    try:
        good, faults = _schema().validate(rows, lazy=True), pd.DataFrame()
    except SchemaErrors as error:
        faults = error.failure_cases[["index", "column", "check", "failure_case"]]
        good = rows.drop(index=faults["index"].dropna().unique())
    good[_CLAIM].to_parquet(folder / "claims.parquet", index=False)
    good[_DEBTOR].drop_duplicates().to_parquet(folder / "debtors.parquet", index=False)
    told = faults.astype({"failure_case": "str"}).merge(rows, left_on="index", right_index=True)
    told.to_parquet(folder / "findings.parquet", index=False)
    return len(good), len(rows) - len(good)


def _parsed(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with days, cents, and one full name."""
    amount = rows[AMOUNT].where(rows[AMOUNT].str.fullmatch(r"-?\d+(,\d{1,2})?"))
    amount = pd.to_numeric(amount.str.replace(",", ".", regex=False), errors="coerce")
    parts = rows[["Voorletters", "Tussenvoegsel", "Achternaam"]].fillna("")
    names = parts["Voorletters"] + " " + parts["Tussenvoegsel"] + " " + parts["Achternaam"]
    return rows.assign(
        **{name: pd.to_datetime(rows[name], format="%d-%m-%Y", errors="coerce") for name in DATES},
        cents=(amount * 100).round().astype("Int64"),
        naam=rows["Bedrijfsnaam"].fillna(names.str.replace("  ", " ", regex=False).str.strip()),
        **{"Soort klant": rows["Soort klant"].map({"P": "consumer", "E": "sole_trader", "Z": "business"})},
        IBAN=rows["IBAN"].str.replace(" ", "", regex=False).str.upper(),
    )


def _schema() -> pa.DataFrameSchema:
    """What is asked of a claim."""
    day = pa.Check.in_range(_OLDEST, _NEWEST)

    private = pa.Check(_hold_no_bsn, name="no personal number")

    def text(length: int, *checks: pa.Check, nullable: bool = True) -> pa.Column:
        return pa.Column("str", [pa.Check.str_length(max_value=length), *checks], nullable=nullable)

    columns = {
        "Factuurnummer": pa.Column("str", pa.Check.str_length(max_value=64), unique=True),
        "Klantnummer": text(64, nullable=False),
        "Contractnummer": text(64),
        "Product": text(140, private),
        "Factuurdatum": pa.Column("datetime64[us]", day, nullable=True, coerce=True),
        "Vervaldatum": pa.Column("datetime64[us]", day, coerce=True),
        "cents": pa.Column("Int64", pa.Check.in_range(1, 1_000_000_000)),
        "Soort klant": pa.Column("str", pa.Check.isin(["consumer", "sole_trader", "business"])),
        "naam": text(140, private, nullable=False),
        "Geboortedatum": pa.Column("datetime64[us]", day, nullable=True, coerce=True),
        "Straat": text(140, private),
        "Huisnummer": text(40),
        "Postcode": text(16, pa.Check.str_matches(_POSTCODE)),
        "Woonplaats": text(80, private),
        "E-mailadres": text(254, pa.Check.str_matches(_EMAIL)),
        "Telefoon": text(40, pa.Check.str_matches(_PHONE)),
        "IBAN": text(34, pa.Check(iban.is_valid, element_wise=True, name="iban")),
    }
    order = pa.Check(lambda rows: ~(rows["Vervaldatum"] < rows["Factuurdatum"]), name="due after invoice")
    return pa.DataFrameSchema(columns, checks=order)


def _hold_no_bsn(texts: pd.Series) -> pd.Series:
    """Whether no citizen service number stands in a text."""
    numbers = texts.str.extract(r"(?<!\d)(\d{9})(?!\d)", expand=False).dropna()
    found = numbers[numbers.map(bsn.is_valid).astype(bool)]
    return ~texts.index.to_series().isin(found.index)
