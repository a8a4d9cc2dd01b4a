"""Deliveries in the shipped layouts, with everything filled in that a test does not care about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256

import polars as pl

from formats import registry
from mappings.partners import Partners, load_partners
from mappings.tree import SHIPPED
from pipelines.canonical.book_deliveries import book_deliveries
from pipelines.canonical.delivery import Booked, Delivery, Stock
from warehouse.errors import FormatError

DAY = date(2026, 11, 16)
IBAN = "NL13RABO0317459287"


@cache
def partners() -> Partners:
    return load_partners((SHIPPED,))


def delivery(
    number: int, partner_id: str, file_name: str, data: bytes, *, known_at: date = DAY, duplicate_of: str | None = None
) -> Delivery:
    partner = partners().by_id[partner_id]
    digest = sha256(data).hexdigest()
    found = Delivery(
        delivery_id=f"D{number:08d}-{digest[:8]}",
        sequence_number=number,
        partner_id=partner_id,
        partner_kind=partner.kind,
        creditor_id=partner_id if partner.kind == "creditor" else None,
        file_name=file_name,
        sha256=digest,
        size_bytes=len(data),
        known_at=known_at,
        feed=partner.feed_of(file_name),
        duplicate_of=duplicate_of,
    )
    if found.feed is None:
        return found
    try:
        return replace(found, tables=registry.read(data, found.feed.format, file_name=file_name))
    except FormatError as error:
        return replace(found, error=error)


def book(*deliveries: Delivery, stock: Stock | None = None) -> Booked:
    return book_deliveries(deliveries, stock or Stock(), creditors=partners().creditors)


def claim(reference: str = "F1", **changes: str) -> dict[str, str]:
    row = {
        "Factuurnummer": reference,
        "Klantnummer": "K1",
        "Contractnummer": "C1",
        "Product": "Stroom",
        "Omschrijving": "Jaarafrekening",
        "Factuurdatum": "01-06-2026",
        "Vervaldatum": "15-06-2026",
        "Openstaand bedrag": "100,00",
        "Soort klant": "P",
        "Voorletters": "J.",
        "Tussenvoegsel": "de",
        "Achternaam": "Vries",
        "Bedrijfsnaam": "",
        "Geboortedatum": "01-02-1980",
        "Straat": "Dorpsstraat",
        "Huisnummer": "1",
        "Toevoeging": "A",
        "Postcode": "8011 AB",
        "Woonplaats": "Zwolle",
        "E-mailadres": "j@voorbeeld.example",
        "Telefoon": "0612345678",
        "IBAN": "",
        "KvK-nummer": "",
        "Datum veertiendagenbrief": "",
        "Laatste sommatie": "",
        "Meternummer": "E1",
        "Opmerking": "",
    }
    return row | changes


def mutation(number: str, kind: str, **changes: str) -> dict[str, str]:
    row = {
        "Mutatienummer": number,
        "Factuurnummer": "F1",
        "Datum": "01-08-2026",
        "Soort": kind,
        "Bedrag": "25,00",
        "Storno van": "",
        "Toelichting": "",
    }
    return row | changes


def plan(number: str, kind: str, **changes: str) -> dict[str, str]:
    row = {
        "Nummer": number,
        "Klantnummer": "K1",
        "Factuurnummer": "",
        "Soort": kind,
        "Datum": "01-11-2026",
        "Bedrag": "100,00",
        "Vorm": "",
        "Aantal termijnen": "",
        "Termijnbedrag": "",
        "Eerste termijn": "30-11-2026",
        "Per": "",
        "Uiterlijk": "",
        "Toelichting": "",
    }
    return row | changes


def csv(rows: Sequence[dict[str, str]], encoding: str = "cp1252") -> bytes:
    lines = [";".join(rows[0]), *(";".join(row.values()) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def claims(number: int, *rows: dict[str, str], name: str = "vorderingen.csv") -> Delivery:
    return delivery(number, "energie-noord", name, csv(rows))


def mutations(number: int, *rows: dict[str, str]) -> Delivery:
    return delivery(number, "energie-noord", "mutaties.csv", csv(rows))


def plans(number: int, *rows: dict[str, str]) -> Delivery:
    return delivery(number, "energie-noord", "regelingen.csv", csv(rows))


def invoice(
    number: int, reference: str, *, document: str = "Invoice", amount: str = "121.00", billing: str = ""
) -> Delivery:
    layout = {"name": "ubl"}
    columns = {
        "invoice_id": reference,
        "document_type": document,
        "type_code": "380" if document == "Invoice" else "381",
        "issue_date": "2026-06-01",
        "due_date": "2026-07-01",
        "currency": "EUR",
        "supplier_name": "Groothandel Maas B.V.",
        "customer_name": "Bakkerij De Zon",
        "customer_reference": "D9",
        "customer_street": "Markt 1",
        "customer_postcode": "5911 AA",
        "customer_city": "Venlo",
        "customer_country": "NL",
        "billing_reference": billing,
        "payable_amount": amount,
        "tax_inclusive_amount": amount,
    }
    data = registry.write({"row": pl.DataFrame({name: [text] for name, text in columns.items() if text})}, layout)
    return delivery(number, "groothandel-maas", f"{reference}.xml", data)


ENTRY = {
    "statement_number": "1",
    "statement_id": "S1",
    "account_iban": "NL66INGB0670412392",
    "entry_number": "1",
    "status": "BOOK",
    "booking_date": "2026-09-01",
    "value_date": "2026-09-01",
    "amount": "40.00",
    "currency": "EUR",
    "entry_reference": None,
    "bank_reference": "B1",
    "end_to_end_id": None,
    "mandate_id": None,
    "payment_information_id": None,
    "counterparty_iban": None,
    "counterparty_name": "J de Vries",
    "structured_reference": None,
    "remittance": None,
    "return_reason": None,
    "transaction_code": None,
    "is_reversal": None,
    "instructed_amount": None,
    "charges_amount": None,
    "entry_amount": "40.00",
    "details_count": "1",
}


def statement(number: int, *entries: dict[str, str | None]) -> Delivery:
    rows = []
    for ordinal, changes in enumerate(entries, start=1):
        row = ENTRY | {"entry_number": str(ordinal), "bank_reference": f"B{number}-{ordinal}"} | changes
        rows.append(row | {"entry_amount": row["amount"]})
    frame = pl.DataFrame(rows, schema=dict.fromkeys(ENTRY, pl.String))
    placed = frame.with_columns(
        line_number=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
        record_type=pl.lit(None, pl.String),
        __fault=pl.lit(None, pl.String),
    )
    found = delivery(number, "agency-bank", f"statement-{number}.xml", f"statement {number}".encode())
    return replace(found, error=None, tables={"row": registry.Table(placed, {})})


def feedback(number: int, *rows: dict[str, str]) -> Delivery:
    base = {
        "Regelnummer": "1",
        "Uw dossier": "",
        "Opdrachtgever": "",
        "Factuur": "",
        "Code": "10",
        "Datum": "01-10-2026",
        "Bedrag": "",
        "Omschrijving": "",
        "Ons dossier": "",
    }
    lines = [base | {"Regelnummer": str(place)} | row for place, row in enumerate(rows, start=1)]
    return delivery(number, "deurwaarders-kade", "terugmelding.csv", csv(lines, "utf-8"))


def found_codes(booked: Booked) -> list[tuple[int, int, str | None]]:
    return booked.findings.select("line_number", "code", "column_name").rows()
