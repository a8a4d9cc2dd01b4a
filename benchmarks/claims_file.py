"""An invented file of claims in a layout of twenty columns, one row in a hundred wrong: the same on every machine."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from mappings.partners import load_partners
from mappings.tree import SHIPPED
from mappings.twin_words import load_all_words
from pipelines.twin.twin_file import TwinFile, twin_file
from pipelines.twin.twin_tables import twin_tables

CREDITOR: Final = "energie-noord"
FILE_NAME: Final = "vorderingen.csv"

DATES: Final = ("Factuurdatum", "Vervaldatum", "Geboortedatum")
"""Columns that hold a day, as dd-mm-yyyy."""

AMOUNT: Final = "Openstaand bedrag"
"""Column that holds euros, with a decimal comma."""

FEED: Final = """\
description: Open invoices in twenty columns.
files: ["vorderingen*.csv"]
format: {name: csv, encoding: windows-1252, delimiter: ";"}
mode: delta
forms: {decimal: ",", thousands: ".", dates: [dd-mm-yyyy]}
records:
  row:
    books: claim
    columns:
      Factuurnummer: claim_reference
      Klantnummer: debtor_reference
      Contractnummer: contract_reference
      Product: product
      Factuurdatum: invoice_date
      Vervaldatum: due_date
      Openstaand bedrag: principal_cents
      Soort klant: {to: debtor_type, codes: {P: consumer, E: sole_trader, Z: business}}
      Voorletters: initials
      Tussenvoegsel: prefix
      Achternaam: surname
      Bedrijfsnaam: name
      Geboortedatum: birth_date
      Straat: street
      Huisnummer: house_number
      Postcode: postcode
      Woonplaats: city
      E-mailadres: email
      Telefoon: phone
      IBAN: iban
    values:
      country: nl
"""
_EVERY: Final = 100
_FAULTS: Final = {"Vervaldatum": "31-02-2026", "IBAN": "NL00BANK0123456789", "Soort klant": "?", AMOUNT: "12,345"}


def write_mapping(mappings: Path) -> None:
    """Puts the layout into the mappings of a home.

    Args:
        mappings: The folder.
    """
    file = mappings / "creditors" / CREDITOR / "claims.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(FEED, encoding="utf-8")


def claims_file(mappings: Path, count: int) -> TwinFile:
    """The file; of its rows, one in a hundred has one of four faults.

    Args:
        mappings: Folder that holds the layout.
        count: Rows.
    """
    roots = (mappings, SHIPPED)
    partners = load_partners(roots)
    creditor = partners.creditors[CREDITOR]
    feed = creditor.feeds["claims"]
    tables = twin_tables(partners, creditor, feed, rows=count, seed=1, words=load_all_words(roots))
    return twin_file({name: table.with_columns(_spoiled()) for name, table in tables.items()}, feed)


def _spoiled() -> list[pl.Expr]:
    """Columns with faults, and with letters that make the encoding matter."""
    number = pl.int_range(pl.len())
    is_wrong, kind = number % _EVERY == _EVERY - 1, number // _EVERY % len(_FAULTS)
    faults = [
        pl.when(is_wrong & (kind == place)).then(pl.lit(text)).otherwise(name).alias(name)
        for place, (name, text) in enumerate(_FAULTS.items())
    ]
    return [*faults, pl.col("Straat").str.replace("Irene", "Irène", literal=True)]
