"""A preview is a booking of which nothing is kept: same figures, and the home is left as it was."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.booking import book_pending
from assets.home import create_home
from assets.hub import open_hub
from assets.preview_file import preview_file
from pipelines.canonical.sum_up_booking import Summary
from warehouse.errors import UsageError

DAY = date(2026, 11, 16)
HEAD = (
    "Factuurnummer;Klantnummer;Contractnummer;Product;Omschrijving;Factuurdatum;Vervaldatum;Openstaand bedrag;"
    "Soort klant;Voorletters;Tussenvoegsel;Achternaam;Bedrijfsnaam;Geboortedatum;Straat;Huisnummer;Toevoeging;Postcode;"
    "Woonplaats;E-mailadres;Telefoon;IBAN;KvK-nummer;Datum veertiendagenbrief;Laatste sommatie;Meternummer;"
    "Opmerking\r\n"
)


def line(number: int, *, customer: int = 1, amount: str = "10,00", street: str = "Kade") -> str:
    return f"F{number};K{customer};;gas;;01-05-2026;15-05-2026;{amount};P;A.;;Bos;;;{street};1;;1011AB;Ede;;;;;;;;\r\n"


Preview = Callable[..., Summary]


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    def call(*lines: str, home: Path = tmp_path / "none", name: str = "vorderingen.csv", head: str = HEAD) -> Summary:
        path = tmp_path / name
        path.write_bytes((head + "".join(lines)).encode("cp1252"))
        return preview_file(path, home=home, creditor_id="energie-noord", feed_name="claims", known_at=DAY)

    return call


def figures(summary: Summary) -> dict[str, tuple[int, int]]:
    return {outcome: (rows, cents) for outcome, rows, cents in summary.records.rows()}


def test_without_a_home_the_shipped_mapping_and_an_empty_stock_are_used(preview: Preview, tmp_path: Path) -> None:
    summary = preview(line(1), line(2, customer=2), line(3, amount="x"))
    outcomes = {"read": (3, 2000), "accepted": (2, 2000), "refused": (1, 0), "duplicate": (0, 0), "waiting": (0, 0)}
    assert figures(summary) == outcomes
    assert ("claims", "new", 2, 2000) in summary.changes.rows()
    assert ("debtors", "new", 2, None) in summary.changes.rows()
    told = summary.findings.row(0, named=True)
    assert (told["severity"], told["column_name"], told["examples"]) == ("error", "Openstaand bedrag", "line 4: x")
    assert not (tmp_path / "none").exists()


def test_the_stock_decides_what_is_known_and_what_changes(preview: Preview, tmp_path: Path) -> None:
    home = create_home(tmp_path / "home")
    path = tmp_path / "first.csv"
    path.write_bytes((HEAD + line(1)).encode("cp1252"))
    with open_hub(home.path) as hub:
        hub.archive.take_in("energie-noord", _named(path, "vorderingen-1.csv"), known_at=DAY)
        book_pending(hub)
        before = hub.store.snapshots().height
    summary = preview(line(1), line(2, street="Laan"), home=home.path)
    assert figures(summary)["duplicate"] == (1, 1000)
    assert ("debtors", "changed", 1, None) in summary.changes.rows()
    same_bytes = preview(line(1), home=home.path, name="other.csv")
    assert figures(same_bytes)["duplicate"] == (1, 1000)
    with open_hub(home.path, read_only=True) as hub:
        assert hub.store.snapshots().height == before
        assert hub.store.booked_sequence() == 1


def test_a_file_of_another_shape_is_refused_as_a_whole(preview: Preview) -> None:
    summary = preview(line(1), head=HEAD.replace("Postcode", "PC"))
    assert figures(summary)["refused"][0] == 1
    assert "Missing columns of 'row': Postcode." in summary.findings["examples"][0]


def test_a_packed_file_is_taken_out_first(tmp_path: Path) -> None:
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.csv", HEAD + line(1))
        archive.writestr("two.csv", HEAD + line(2))
    summary = preview_file(
        packed, home=tmp_path / "none", creditor_id="energie-noord", feed_name="claims", known_at=DAY
    )
    assert figures(summary)["accepted"] == (2, 2000)


@pytest.mark.parametrize(
    ("creditor", "feed", "cause"),
    [("niemand", "claims", "no creditor"), ("zorgplus", "nothing", "no such feed"), ("zorgplus", "claims", "read")],
)
def test_what_is_not_there_is_told(tmp_path: Path, creditor: str, feed: str, cause: str) -> None:
    with pytest.raises(UsageError, match=cause):
        preview_file(tmp_path / "x", home=tmp_path / "none", creditor_id=creditor, feed_name=feed, known_at=DAY)


def test_figures_add_up(preview: Preview) -> None:
    summary = preview(*(line(number, amount="1,00" if number % 3 else "1,0x") for number in range(30)), line(1))
    rows = {outcome: count for outcome, (count, _) in figures(summary).items()}
    assert rows["read"] == rows["accepted"] + rows["refused"] + rows["duplicate"] == 31
    assert summary.findings["row_count"].sum() >= rows["refused"]
    assert summary.findings.schema["examples"] == pl.String


CREDITOR = """\
id: fietsenmaker
name: Fietsenmaker
address: {street: Plein, house_number: "1", postcode: 3811 AA, city: Amersfoort}
country: nl
language: nl
company_number: "70112233"
"""
FEED = """\
files: ["open*.csv"]
format: {name: csv, delimiter: ";"}
forms: {decimal: ",", dates: [dd-mm-yyyy]}
totals: {beside: "{stem}.totals.csv", format: {name: csv, delimiter: ";"}, rows: aantal, amount: bedrag}
records:
  row:
    books: claim
    columns: {Nota: claim_reference, Klant: debtor_reference, Naam: name, Bedrag: principal_cents, Vervalt: due_date}
    values: {debtor_type: consumer}
"""
ROWS = b"Nota;Klant;Naam;Bedrag;Vervalt\nF1;K1;Jansen;10,00;15-06-2026\nF2;K2;Smit;5,00;15-06-2026\n"
RIGHT, WRONG = b"aantal;bedrag\n2;15,00\n", b"aantal;bedrag\n3;15,00\n"


@pytest.fixture
def weekly(tmp_path: Path) -> Path:
    """The home of a hub with a creditor whose files have their totals beside them."""
    home = create_home(tmp_path / "home").path
    folder = home / "mappings" / "creditors" / "fietsenmaker"
    folder.mkdir(parents=True)
    (folder / "creditor.yaml").write_text(CREDITOR, encoding="utf-8")
    (folder / "open.yaml").write_text(FEED, encoding="utf-8")
    (tmp_path / "open-1.csv").write_bytes(ROWS)
    return home


def look(home: Path, *, name: str = "open-1.csv", totals: Path | None = None) -> Summary:
    path = home.parent / name
    return preview_file(path, home=home, creditor_id="fietsenmaker", feed_name="open", known_at=DAY, totals=totals)


def codes(summary: Summary) -> list[int]:
    return summary.findings["code"].to_list()


@pytest.mark.parametrize("name", ["open-1.totals.csv", "OPEN-1.TOTALS.CSV.gz"])
def test_totals_beside_the_file_are_found(weekly: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(RIGHT) if name.endswith("gz") else RIGHT)
    summary = look(weekly)
    assert figures(summary)["accepted"] == (2, 1500)
    assert codes(summary) == []


def test_totals_that_are_named_count_before_those_beside_the_file(weekly: Path, tmp_path: Path) -> None:
    (tmp_path / "open-1.totals.csv").write_bytes(RIGHT)
    (tmp_path / "other.csv").write_bytes(WRONG)
    assert codes(look(weekly, totals=tmp_path / "other.csv")) == [1006]
    (tmp_path / "other.csv").write_bytes(RIGHT)
    (tmp_path / "open-1.totals.csv").unlink()
    assert figures(look(weekly, totals=tmp_path / "other.csv"))["accepted"] == (2, 1500)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"], ids=["absent", "unreadable"])
def test_without_totals_the_file_would_be_refused(weekly: Path, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "open-1.totals.csv").write_bytes(content)
    summary = look(weekly)
    assert figures(summary)["refused"][0] == 2
    assert codes(summary) == [1013]


def test_totals_in_the_same_archive_are_found(weekly: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "week.zip", "w") as archive:
        archive.writestr("map/open-1.csv", ROWS)
        archive.writestr("map/open-1.totals.csv", RIGHT)
    summary = look(weekly, name="week.zip")
    assert figures(summary)["accepted"] == (2, 1500)
    assert codes(summary) == []


def test_what_was_refused_for_want_of_totals_is_looked_at_again(weekly: Path, tmp_path: Path) -> None:
    sent = tmp_path / "sent" / "open-1.csv"
    sent.parent.mkdir()
    sent.write_bytes(ROWS)
    with open_hub(weekly) as hub:
        hub.archive.take_in("fietsenmaker", sent, known_at=DAY)
        book_pending(hub)
    (tmp_path / "open-1.totals.csv").write_bytes(RIGHT)
    assert figures(look(weekly))["accepted"] == (2, 1500)


def test_totals_for_a_feed_without_them_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no totals in a file beside"):
        preview_file(
            tmp_path / "x", home=tmp_path / "none", creditor_id="zorgplus", feed_name="claims", known_at=DAY,
            totals=tmp_path / "totals.csv",
        )  # fmt: skip


def test_a_file_that_must_be_signed_and_is_not_would_be_refused(weekly: Path, tmp_path: Path) -> None:
    (tmp_path / "open-1.totals.csv").write_bytes(RIGHT)
    (weekly / "hub.yaml").write_text("transports: {fietsenmaker: {signature: required}}\n", encoding="utf-8")
    assert codes(look(weekly)) == [1014]


def _named(path: Path, name: str) -> Path:
    return path.rename(path.with_name(name))
