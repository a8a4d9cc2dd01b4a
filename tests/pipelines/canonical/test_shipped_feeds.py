"""The shipped feeds read files in their own layouts, written by hand or by the writer of the format."""

from __future__ import annotations

from datetime import date

import polars as pl

from formats import registry
from pipelines.canonical.delivery import Booked
from tests.pipelines.canonical import build

INSURED = {
    "relatienummer": "R1",
    "naam": "Visser",
    "voorletters": "A.B.",
    "voorvoegsel": "van der",
    "geboortedatum": "19700301",
    "straat": "Hoofdstraat",
    "huisnummer": "12",
    "postcode": "3511AB",
    "woonplaats": "Utrecht",
    "soort": "N",
    "iban": build.IBAN,
}
PREMIUM = {
    "soort": "PRE",
    "periode": "202608",
    "factuurdatum": "20260801",
    "vervaldatum": "20260831",
    "bedrag": "00000013245",
    "aanmaning": "20260915",
}


def fixed(code: str, layout: dict[str, list[int]], values: dict[str, str]) -> str:
    line = list(code.ljust(220))
    for name, text in values.items():
        start, length = layout[name]
        line[start - 1 : start - 1 + length] = text.ljust(length)
    return "".join(line)


def zorgplus(*, rows: str = "2", amount: str = "0000000026490", extra: str = "") -> Booked:
    layout = build.partners().creditors["zorgplus"].feeds["claims"].format
    records, trailer = layout["records"], layout["trailer"]
    lines = [
        fixed("10", records["insured"]["fields"], INSURED),
        fixed("20", records["claims"]["fields"], PREMIUM | {"vorderingnummer": "V1"}),
        fixed("20", records["claims"]["fields"], PREMIUM | {"vorderingnummer": "V2"}),
        *([extra.ljust(220)] if extra else []),
        fixed("99", trailer["fields"], {"aantal": rows.zfill(8), "bedrag": amount}),
    ]
    data = "\r\n".join(lines).encode("latin-1")
    return build.book(build.delivery(1, "zorgplus", "ZP202609.txt", data))


def test_fixed_width_claims_carry_their_insured() -> None:
    booked = zorgplus()
    assert booked.findings.is_empty()
    assert booked.facts.claims["principal_cents"].to_list() == [13245, 13245]
    assert booked.facts.debtors.select("name", "birth_date", "postcode").rows() == [
        ("A.B. van der Visser", date(1970, 3, 1), "3511 AB")
    ]
    assert booked.facts.events["kind"].to_list() == ["demand_sent"] * 2


def test_totals_that_differ_are_told_where_the_feed_says_report() -> None:
    booked = zorgplus(rows="3", amount="0000000026491")
    assert booked.deliveries.select("status", "rows_accepted").rows() == [("accepted", 2)]
    finding = booked.findings.row(0, named=True)
    assert (finding["code"], finding["line_number"], finding["outcome"]) == (1008, 0, "booked")
    assert "Records: 00000003 stated, 2 found." in finding["message"]
    assert "Amount: 0000000026491 stated, 264.90 found." in finding["message"]


def test_a_line_of_an_unknown_kind_is_refused_by_itself() -> None:
    booked = zorgplus(extra="30 iets anders 123456782")
    assert booked.deliveries.select("rows_read", "rows_accepted", "rows_refused").rows() == [(3, 2, 1)]
    assert (4, 2016, None) in build.found_codes(booked)
    assert not booked.findings["record"].drop_nulls().str.contains("123456782").any()


def telecom(amount: str = "61.50") -> Booked:
    customer = """<Customer number="K77"><Type>RES</Type><Language>{language}</Language><Name>Dubois</Name>
      <FirstName>Chlo\u00e9</FirstName><Address><Street>Rue Haute</Street><HouseNumber>4</HouseNumber><Box>B2</Box>
      <PostalCode>1000</PostalCode><Municipality>Bruxelles</Municipality><Country>BE</Country></Address><Invoices>
      <Invoice number="I1"><Service>MOB</Service><IssueDate>2026-05-01</IssueDate><DueDate>2026-05-31</DueDate>
      <OpenAmount>61.50</OpenAmount><Clause><Percentage>10</Percentage><Minimum>15.00</Minimum></Clause>
      <FirstReminder date="2026-06-10" channel="mail"/></Invoice></Invoices></Customer>""".format(language="FR")
    control = f"<Control><Invoices>1</Invoices><Amount>{amount}</Amount></Control>"
    data = f'<?xml version="1.0" encoding="UTF-8"?>\n<Customers>{customer}{control}</Customers>'.encode()
    return build.book(build.delivery(1, "telecom-brabo", "openstaand-06.xml", data))


def test_nested_xml_gives_clause_language_and_first_reminder() -> None:
    booked = telecom()
    assert booked.findings.is_empty()
    claim = booked.facts.claims.row(0, named=True)
    assert (claim["clause_ppm"], claim["clause_minimum_cents"], claim["product"]) == (100000, 1500, "Mobile")
    debtor = booked.facts.debtors.row(0, named=True)
    assert (debtor["language"], debtor["country"], debtor["name"]) == ("fr", "be", "Chlo\u00e9 Dubois")
    assert debtor["house_number"] == "4 B2"
    assert booked.facts.events.select("kind", "channel").rows() == [("first_reminder_sent", "email")]


def test_totals_that_differ_refuse_the_file_where_the_feed_says_refuse() -> None:
    booked = telecom(amount="61.51")
    assert booked.deliveries.select("status", "rows_refused", "cents_refused").rows() == [("refused", 1, 6150)]
    assert build.found_codes(booked) == [(0, 1006, None)]
    assert booked.facts.claims.is_empty()


def workbook(mutations: list[dict[str, str]]) -> Booked:
    feed = build.partners().creditors["woonstichting-delta"].feeds["workbook"]
    item = {
        "Postnummer": "P1",
        "Huurder": "H1",
        "Contract": "C1",
        "Complex": "Havenkwartier",
        "Soort post": "HUUR",
        "Periode": "2026-08",
        "Boekdatum": "2026-08-01",
        "Vervaldatum": "2026-08-08",
        "Bedrag": "712.34",
        "Rechtsvorm": "particulier",
        "Naam huurder": "M. Yilmaz",
        "Geboren": "1990-05-05",
        "Straat en nummer": "Kadeweg 12",
        "Postcode": "3077 AA",
        "Plaats": "Rotterdam",
        "E-mail": None,
        "Telefoon": None,
        "Veertiendagenbrief d.d.": "2026-08-20",
        "Overgedragen aan deurwaarder": "ja",
        "Overgedragen d.d.": "2026-10-01",
    }
    names = list(feed.records["mutations"].columns)
    rows = [dict.fromkeys(names) | row for row in mutations]
    tables = {
        "open_items": pl.DataFrame([item], schema=dict.fromkeys(item, pl.String)),
        "mutations": pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)),
    }
    data = registry.write(tables, feed.format)
    return build.book(build.delivery(1, "woonstichting-delta", "huurachterstand-08.xlsx", data))


def test_one_workbook_brings_claims_and_what_happened_to_them() -> None:
    payment = {"Postnummer": "P1", "Datum": "2026-09-01", "Mutatie": "Betaling", "Bedrag": "12.34", "Volgnummer": "1"}
    booked = workbook([payment, {"Postnummer": "P9", "Datum": "2026-09-01", "Mutatie": "Vervallen", "Volgnummer": "2"}])
    assert booked.findings.select("code", "record_type").rows() == [(3007, "mutations")]
    assert booked.facts.claims.select("dossier_key", "principal_cents").rows() == [("woonstichting-delta:H1/C1", 71234)]
    assert booked.facts.payments["amount_cents"].to_list() == [1234]
    transfer = booked.facts.events.filter(pl.col("kind") == "transferred").row(0, named=True)
    assert (transfer["partner_id"], transfer["effective_date"]) == ("deurwaarders-kade", date(2026, 10, 1))


def test_a_statement_whose_entries_do_not_make_the_closing_balance_is_refused() -> None:
    layout = build.partners().banks["agency-bank"].feeds["statement"].format
    rows = pl.DataFrame([build.ENTRY], schema=dict.fromkeys(build.ENTRY, pl.String))
    for closing, status in (("140.00", "accepted"), ("150.00", "refused")):
        totals = {
            "row": {
                "statement_1.id": "S1",
                "statement_1.opening_balance": "100.00",
                "statement_1.closing_balance": closing,
            }
        }
        data = registry.write({"row": rows}, layout, totals=totals)
        booked = build.book(build.delivery(1, "agency-bank", "statement.xml", data))
        assert booked.deliveries["status"].item() == status
