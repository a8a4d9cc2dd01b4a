from __future__ import annotations

from pathlib import Path

import pytest

from formats.bank.coda import read_coda
from formats.bank.statements import check_balances, statements
from formats.table import FAULT_COLUMN, Table
from warehouse.errors import FormatError
from warehouse.findings import CODES

SAMPLES = Path(__file__).parents[3] / "../shared/samples/coda"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder with public CODA files is absent")
FILES = sorted(SAMPLES.glob("*.cod"))

ACCOUNT = "BE68539007547034"
PAYER = "BE71096123456769"


def read(text: str | bytes) -> Table:
    return read_coda(text if isinstance(text, bytes) else text.encode(), {}, file_name="statement.cod")["row"]


def line(*parts: tuple[int, str]) -> str:
    """A line of 128 characters with texts at their positions."""
    made = [" "] * 128
    for start, text in parts:
        made[start - 1 : start - 1 + len(text)] = text
    return "".join(made)


def movement(
    cents: int, text: str = "", *, sequence: int = 1, detail: int = 0, structured: bool = False, kind: str = "0"
) -> str:
    amount = f"{int(cents < 0)}{abs(cents) * 10:015d}"
    return line(
        (1, f"21{sequence:04d}{detail:04d}BANK{sequence}"), (32, f"{amount}131126{kind}0150000{int(structured)}{text}"),
        (116, "141126007"), (125, "00 0"),
    )  # fmt: skip


def second(text: str = "", *, reference: str = "", reason: str = "", sequence: int = 1) -> str:
    kind = "2" if reason else " "
    return line((1, f"22{sequence:04d}0000{text}"), (64, reference), (113, f"{kind}{reason}"))


def third(account: str = PAYER, name: str = "J. Peeters", text: str = "", *, sequence: int = 1) -> str:
    return line((1, f"23{sequence:04d}0000{account}"), (45, f"EUR{name}"), (83, text))


def statement(*lines: str, cents: int = 500, debit: int = 0, credit: int = 500, records: int | None = None) -> str:
    head = line((1, "00000141126"), (128, "2"))
    opening = line((1, f"12007{ACCOUNT}"), (40, f"EUR0{10_000:015d}131126Firma"), (126, "007"))
    closing = line((1, f"8007{ACCOUNT}"), (39, f"EUR0{10_000 + cents * 10:015d}141126"))
    count = 2 + sum(one[0] in "23" for one in lines) if records is None else records
    trailer = line((1, "9"), (17, f"{count:06d}{debit * 10:015d}{credit * 10:015d}"), (128, "2"))
    return "\r\n".join([head, opening, *lines, closing, line((1, "4 0001"), (33, "bericht")), trailer, ""])


def row(*lines: str, cents: int = 500, **sums: int) -> dict[str, str]:
    found = read(statement(*lines, cents=cents, **sums))
    assert found.rows.height == 1
    assert check_balances(found) == []
    return {name: text for name, text in found.rows.row(0, named=True).items() if text is not None}


def test_a_movement_gives_its_facts() -> None:
    found = row(movement(500, "nota"), second(" 12", reference="E-1"), third())
    expected = {
        "line_number": 3,
        "statement_id": "007",
        "account_iban": ACCOUNT,
        "currency": "EUR",
        "value_date": "2026-11-13",
        "booking_date": "2026-11-14",
        "amount": "5.00",
        "entry_amount": "5.00",
        "details_count": "1",
        "bank_reference": "BANK1",
        "end_to_end_id": "E-1",
        "counterparty_iban": PAYER,
        "counterparty_name": "J. Peeters",
        "transaction_code": "00150000",
        "is_reversal": "false",
    }
    assert {name: found[name] for name in expected} == expected
    assert found["remittance"].split() == ["nota", "12"]


@pytest.mark.parametrize("kind", ["101", "102"])
def test_a_belgian_structured_communication(kind: str) -> None:
    found = row(movement(500, f"{kind}123456789002", structured=True))
    assert found["structured_reference"] == "+++123/4567/89002+++"
    assert "remittance" not in found


def test_a_creditor_reference_and_an_unknown_type() -> None:
    assert row(movement(500, "100RF471234567890", structured=True))["structured_reference"] == "RF471234567890"
    assert row(movement(500, "113kaart 123", structured=True))["remittance"] == "113 kaart 123"


@pytest.mark.parametrize(("refused", "reason", "told"), [("0", "", None), ("3", "MD06", "MD06"), ("2", "", "MS03")])
def test_a_direct_debit_gives_mandate_text_and_reason(refused: str, reason: str, told: str | None) -> None:
    text = f"127{'131126'}11{refused}{'BE69ZZZ0123456789':<35}{'M-1':<35}{'nota 12':<62}{'2' if told else '0'}{reason}"
    lines = movement(-500, text[:53], structured=True), second(text[53:106]), third(text=text[106:149])
    found = row(*lines, cents=-500, debit=500, credit=0)
    assert (found["mandate_id"], found["remittance"], found.get("return_reason")) == ("M-1", "nota 12", told)
    assert found["amount"] == "-5.00"


def test_the_reason_of_a_return_stands_on_the_second_line_too() -> None:
    found = row(movement(500), second(reason="AC04"))
    assert (found["return_reason"], found["is_reversal"]) == ("AC04", "true")


def test_details_replace_the_total_that_sums_them_up() -> None:
    details = [movement(200, "een", detail=1, kind="5"), movement(300, "twee", detail=2, kind="5")]
    found = read(statement(movement(500, kind="1"), *details))
    assert found.rows.select("amount", "entry_amount", "details_count", "remittance", "line_number").rows() == [
        ("2.00", "5.00", "2", "een", 4),
        ("3.00", "5.00", "2", "twee", 5),
    ]
    assert check_balances(found) == []


def test_details_that_do_not_add_up_are_told() -> None:
    found = read(
        statement(movement(500, kind="1"), movement(200, detail=1, kind="5"), movement(299, detail=2, kind="5"))
    )
    assert check_balances(found) == ["Statement 1, entry 1: transactions of 4.99 do not make the entry's 5.00."]


def test_details_that_explain_an_amount_give_gross_and_costs() -> None:
    found = row(movement(500, kind="3"), movement(600, detail=1, kind="8"), movement(-100, detail=2, kind="8"))
    assert (found["amount"], found["instructed_amount"], found["charges_amount"]) == ("5.00", "6.00", "1.00")


def test_information_names_the_payer_or_adds_text() -> None:
    named = line((1, "3100010001BANK1"), (32, "001500001001J. Peeters"))
    told = [line((1, "3100010002BANK1"), (32, "001500000eerste deel")), line((1, "3200010002 en meer"))]
    found = row(movement(500, "nota"), named, *told)
    assert found["counterparty_name"] == "J. Peeters"
    assert found["remittance"].split() == ["nota", "eerste", "deel", "en", "meer"]


def test_totals_of_the_trailer_are_checked() -> None:
    faults = check_balances(read(statement(movement(500), credit=501, records=9)))
    assert faults == [
        "Statement 007: the bank states 9 records, the file has 3.",
        "Statement 007: the bank states 5.01 in credit, the file has 5.00.",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        "22" + "0002" + "0000" + " " * 118,
        "2100020001".ljust(31) + "0" * 17,
        "31" + "0002" + "0001" + " " * 118,
        "3200010001" + " " * 118,
        "21000A0000",
        "7iets",
        movement(100) + "x",
    ],
)
def test_a_line_that_belongs_nowhere_is_told(wrong: str) -> None:
    found = read(statement(movement(500), wrong)).rows
    assert found.filter(found[FAULT_COLUMN] == "record").select("line_number", "remittance").rows() == [
        (4, wrong.strip())
    ]
    assert found["amount"].drop_nulls().to_list() == ["5.00"]


@pytest.mark.parametrize(
    ("data", "code", "line_number"),
    [
        (b"", "empty", 0),
        (b"naam;bedrag\n", "unreadable", 1),
        (b"0iets\n", "unreadable", 1),
        ("\n".join(statement(movement(500)).splitlines()[:-2]).encode(), "unreadable", 4),
        ("\n".join(statement(movement(500)).splitlines()[1:]).encode(), "unreadable", 1),
    ],
)
def test_what_is_no_whole_statement_is_refused(data: bytes, code: str, line_number: int) -> None:
    with pytest.raises(FormatError) as caught:
        read(data)
    assert (caught.value.code, caught.value.line_number) == (CODES[code], line_number)


def test_several_statements_in_a_file_and_the_old_form_of_an_account() -> None:
    old = statement(movement(500)).replace(f"12007{ACCOUNT}".ljust(39), "10007539007547034 EUR0BE".ljust(39))
    found = statements(read(statement(movement(500)) + old))
    assert [(one.account, one.opening_cents, one.closing_cents) for one in found] == [
        (ACCOUNT, 1000, 1500),
        ("539007547034", 1000, 1500),
    ]


@needs_samples
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_public_statements_are_read(path: Path) -> None:
    found = read(path.read_bytes())
    assert found.rows[FAULT_COLUMN].null_count() == found.rows.height
    assert found.rows["amount"].null_count() == 0


@needs_samples
def test_a_public_statement_adds_up() -> None:
    found = read((SAMPLES / "triptyk_sample1.cod").read_bytes())
    assert check_balances(found) == []
    assert found.rows["structured_reference"].to_list()[0] == "+++000/0035/05158+++"
