from __future__ import annotations

import io
from pathlib import Path

import pytest

from formats.bank.mt940 import read_mt940, stream_mt940
from formats.bank.statements import check_balances, statements
from formats.table import FAULT_COLUMN, Table
from warehouse.errors import FormatError
from warehouse.findings import CODES

SAMPLES = Path(__file__).parents[3] / "../shared/samples/mt940"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder with public MT940 files is absent")
FILES = sorted(SAMPLES.glob("*.txt"))

ACCOUNT = "NL02ABNA0123456789"
PAYER = "NL13RABO0317459287"


def read(text: str | bytes, **options: str) -> Table:
    data = text if isinstance(text, bytes) else text.encode()
    return read_mt940(data, options, file_name="statement.sta")["row"]


def statement(*fields: str, opening: str = "C261112EUR10,00", closing: str = "C261113EUR15,00") -> str:
    head = [":20:S", f":25:{ACCOUNT}EUR", ":28C:7/1", f":60F:{opening}"]
    return "\n".join([*head, *fields, f":62F:{closing}", "-", ""])


def entry(description: str, field: str = "2611131113C5,00NTRFNONREF") -> dict[str, str]:
    found = read(statement(f":61:{field}", f":86:{description}"))
    assert found.rows.height == 1
    return {name: text for name, text in found.rows.row(0, named=True).items() if text is not None}


def test_an_entry_gives_account_dates_and_signed_amount() -> None:
    row = entry("x", "2611121113D5,1N426NONREF//BANK1")
    expected = {
        "account_iban": ACCOUNT,
        "statement_id": "7/1",
        "status": "BOOK",
        "value_date": "2026-11-12",
        "booking_date": "2026-11-13",
        "amount": "-5.10",
        "currency": "EUR",
        "transaction_code": "N426",
        "bank_reference": "BANK1",
        "is_reversal": "false",
        "remittance": "x",
    }
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("field", "amount", "is_reversal", "status", "booked"),
    [
        ("261112RC5,00NTRF", "-5.00", "true", "BOOK", "2026-11-12"),
        ("261112RD5,00NTRF", "5.00", "true", "BOOK", "2026-11-12"),
        ("261112EC5,00NTRF", "5.00", "false", "INFO", "2026-11-12"),
        ("261112CR5,00NTRF", "5.00", "false", "BOOK", "2026-11-12"),
        ("2701021231C000000000005.NTRF", "5.00", "false", "BOOK", "2026-12-31"),
        ("2612310102D0,00NTRF", "0.00", "false", "BOOK", "2027-01-02"),
    ],
)
def test_marks_dates_and_amounts_of_the_banks(
    field: str, amount: str, is_reversal: str, status: str, booked: str
) -> None:
    row = entry("x", field)
    assert (row["amount"], row["is_reversal"], row["status"]) == (amount, is_reversal, status)
    assert row["booking_date"] == booked


def test_codes_between_slashes_give_the_payer_and_the_references() -> None:
    row = entry(
        f"/TRTP/SEPA INCASSO/CSID/NL36ZZZ123456780000/NAME/J. de Vries en/of\n A. Bakker/MARF/M-1/REMI/nota 12"
        f"/IBAN/{PAYER}/BIC/RABONL2U/EREF/E-1"
    )
    expected = {
        "counterparty_iban": PAYER,
        "counterparty_name": "J. de Vries en/of A. Bakker",
        "mandate_id": "M-1",
        "end_to_end_id": "E-1",
        "remittance": "nota 12",
    }
    assert {name: row[name] for name in expected} == expected


def test_the_counterparty_of_ing_and_its_structured_reference() -> None:
    row = entry(
        f"/RTRN/MS03//EREF/E-1//MARF/M-1//CNTP/{PAYER}/RABONL2U/J. Bakker/Zwolle//REMI/STRD/CUR/5002100023310160/"
    )
    assert (row["counterparty_iban"], row["counterparty_name"]) == (PAYER, "J. Bakker")
    assert (row["return_reason"], row["structured_reference"]) == ("MS03", "5002100023310160")
    assert "remittance" not in row


@pytest.mark.parametrize("given", ["NOTPROVIDED", "NOTPROV IDED", "NONREF", ""])
def test_a_reference_that_says_nothing_is_none(given: str) -> None:
    assert "end_to_end_id" not in entry(f"/EREF/{given}//REMI/USTD//tekst/")


def test_rabobank_names_the_account_under_the_entry_or_before_the_name() -> None:
    below = entry("/ORDP//NAME/J. Bakker/REMI/nota 12/ISDT/2026-11-13", f"261113C000000000005,00N541NONREF\n{PAYER}")
    assert (below["counterparty_iban"], below["counterparty_name"]) == (PAYER, "J. Bakker")
    old = entry("nota 12", "261113C000000000005,00N0440121470966      J. Bakker")
    assert (old["counterparty_iban"], old["counterparty_name"]) == ("0121470966", "J. Bakker")


def test_asn_gives_the_account_as_reference_and_pads_its_lines() -> None:
    padded = f"{PAYER} j bakker\n{'':65}\n{'Salaris decem':<65}\n{'':65}"
    row = entry(padded, f"2611131113C5,00NOVB{PAYER}\nj bakker")
    assert (row["counterparty_iban"], row["counterparty_name"]) == (PAYER, "j bakker")
    assert row["remittance"].endswith("Salaris decem")


def test_subfields_of_triodos() -> None:
    row = entry(
        "000>100000000000\n>20RABONL2U\n>21NL13RABO0317459287\n>22J. BAKKER NOTA 12 EN EEN LA>23NGE REGEL>310999"
    )
    assert (row["counterparty_iban"], row["remittance"]) == (PAYER, "J. BAKKER NOTA 12 EN EEN LANGE REGEL")
    assert entry("000>100987654321\n>20HUUR")["counterparty_iban"] == "0987654321"


def test_numbered_subfields_with_sepa_keys() -> None:
    row = entry(
        "166?00GUTSCHRIFT?20EREF+E-1?21MREF+M-1?22SVWZ+nota?23 12?30RABONL2U?31NL13RABO0317459287?32J. ?33Bakker"
    )
    expected = {"end_to_end_id": "E-1", "mandate_id": "M-1", "remittance": "nota 12", "counterparty_name": "J. Bakker"}
    assert {name: row[name] for name in expected} == expected


def test_a_reference_in_a_free_text_is_found() -> None:
    assert entry("BETALINGSKENM. 5002100023310160 nota")["structured_reference"] == "5002100023310160"
    assert "structured_reference" not in entry("BETALINGSKENM. 5002100023310161 nota")


def test_all_descriptions_of_an_entry_are_one_text() -> None:
    found = read(statement(":61:261113C5,00NTRF", ":86:een", ":86:twee"))
    assert found.rows["remittance"].to_list() == ["een twee"]


def test_balances_are_checked() -> None:
    assert check_balances(read(statement(":61:261113C5,00NTRF"))) == []
    faults = check_balances(read(statement(":61:261113C5,01NTRF")))
    assert faults == ["Statement 7/1: 10.00 and entries of 5.01 do not make 15.00."]


def test_sums_that_the_bank_states_are_checked() -> None:
    sums = ":86:D000000C000002D0,00C5,00"
    text = statement(":61:261113C5,00NTRF").replace("\n-\n", f"\n{sums}\n-\n")
    assert check_balances(read(text)) == ["Statement 7/1: the bank states 2 entries, the file has 1."]


@pytest.mark.parametrize("field", [":61:iets", ":61:261113X5,00NTRF", ":99Z:wat", ":60F:null"])
def test_a_field_that_cannot_be_read_is_told_with_its_line(field: str) -> None:
    found = read(statement(field)).rows
    wrong = found.filter(found[FAULT_COLUMN].is_not_null())
    assert wrong.select("line_number", FAULT_COLUMN, "remittance").rows() == [(5, "record", field)]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "empty", 0),
        (b"\r\n \n", "empty", 0),
        (b"PK\x03\x04\x00\x00", "unreadable", 1),
        (b"naam;bedrag\njansen;12,00\n", "unreadable", 0),
        (statement(":61:261113C5,00NTRF").encode()[:-25], "unreadable", 5),
    ],
)
def test_what_is_no_statement_is_refused(data: bytes, code: str, line: int) -> None:
    with pytest.raises(FormatError) as caught:
        read(data)
    assert (caught.value.code, caught.value.line_number) == (CODES[code], line)


def test_the_charset_is_the_agreed_one_or_found_by_line() -> None:
    text = statement(":61:261113C5,00NTRF", ":86:Zoë")
    assert read(text.encode("cp1252")).rows["remittance"].to_list() == ["Zoë"]
    assert read(text.encode()).rows["remittance"].to_list() == ["Zoë"]
    with pytest.raises(FormatError) as caught:
        read(text.encode("cp1252"), encoding="utf-8")
    assert (caught.value.code, caught.value.line_number) == (CODES["encoding"], 6)


def test_an_intraday_report_has_no_balances() -> None:
    text = "\n".join(
        [":20:S", f":25:{ACCOUNT}", ":28C:1", ":34F:EUR0,", ":13D:2611131200+0100", ":61:261113C5,00NTRF", "-"]
    )
    found = read(text)
    assert found.rows["amount"].to_list() == ["5.00"]
    assert check_balances(found) == []


def test_a_large_file_comes_in_parts() -> None:
    entries = [":61:261113C0,01NTRF"] * 60_000
    data = statement(*entries, closing="C261113EUR610,00").encode()
    parts = [part["row"] for part in stream_mt940(io.BytesIO(data), {}, file_name="statement.sta")]
    assert [part.rows.height for part in parts] == [50_000, 10_000]
    assert check_balances(parts[-1]) == []
    assert parts[0].totals == {}


@needs_samples
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_public_statements_are_read(path: Path) -> None:
    data = path.read_bytes()
    found = read(data)
    assert found.rows.height == data.count(b"\n:61:")
    assert len(statements(found)) == data.count(b"\n:62")
    assert found.rows[FAULT_COLUMN].null_count() == found.rows.height
    assert found.rows.filter(found.rows["amount"].str.contains(r"^-?\d+\.\d\d$").not_()).is_empty()


@needs_samples
@pytest.mark.parametrize("name", ["fruitl00p_Abn_sample.txt", "fruitl00p_Abn_issue48.txt", "fruitl00p_Asn_sample.txt"])
def test_public_statements_that_were_not_altered_add_up(name: str) -> None:
    assert check_balances(read((SAMPLES / name).read_bytes())) == []
