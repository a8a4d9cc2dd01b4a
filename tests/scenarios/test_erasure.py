"""A person who is erased is nowhere in the home afterwards, also not after a rebuild; every amount is still there."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from assets import erase as erasing
from assets.command_line import hub_group
from assets.demo import DEMO_DATE
from assets.erase import erase, finish_erasure
from assets.erasures import Ground, erased_dossiers
from assets.hub import open_hub
from assets.rebuild import rebuild_into
from tests.scenarios.days import ask, differences, files_in, run_directly
from tests.scenarios.mail import claim, csv, fill_in, mutation, receipt, send
from warehouse.errors import HubError, UsageError

GROUND = Ground("A. Jansen", "asked by letter", None)
GONE = {
    "Achternaam": "Wijngaardsma",
    "E-mailadres": "wijngaardsma@post.example",
    "Straat": "Oude Zandlaan",
    "Omschrijving": "Afrekening van mevrouw W.",
    "Opmerking": "belt altijd",
}
TEXTS = ("Wijngaardsma", "wijngaardsma", "Oude Zandlaan", "mevrouw W.", "belt altijd")
PAID = {"Bedrag": "100,00", "Datum": "10-06-2026", "Factuurnummer": "F1", "Toelichting": "betaald door Wijngaardsma"}
BROKEN = GONE | {"Klantnummer": "K9", "Vervaldatum": "31-02-2026"}
TOTALS = """
    SELECT (SELECT sum(principal_cents) FROM canonical.claims), (SELECT sum(amount_cents) FROM canonical.payments),
           (SELECT sum(cents_read) FROM inbox.deliveries), (SELECT sum(open_cents) FROM ledger.dossiers)"""


@pytest.fixture
def paid_home(empty_home: Path) -> Path:
    """A home in which the debtor K9 has paid all, after a day, with a record that came back corrected."""
    others = [claim(f"G{number}", Klantnummer=f"Q{number}") for number in range(20)]
    send(empty_home, "vorderingen.csv", *others, claim("F1", Klantnummer="K9", **GONE), claim("F2", **BROKEN))
    corrected = {"F2": {"Uw correctie: Vervaldatum": "2026-07-15", "Straat": "Oude Zandlaan"}}
    send(empty_home, "terug.xlsx", data=fill_in(empty_home, "vorderingen.csv", corrected))
    send(empty_home, "mutaties.csv", mutation("M1", "betaling", **PAID), _paid("M2", "F2"))
    run_directly(empty_home, DEMO_DATE)
    return empty_home


def test_an_erased_person_is_nowhere_and_a_rebuild_does_not_bring_him_back(paid_home: Path, tmp_path: Path) -> None:
    before = ask(paid_home, TOTALS)
    assert holding(paid_home, TEXTS) != []
    struck = erase(paid_home, ["energie-noord:K9"], GROUND, today=DEMO_DATE, tell=lambda _: None)
    assert [one.rows for one in struck] == [2, 1, 2]
    assert holding(paid_home, TEXTS) == []
    assert ask(paid_home, TOTALS) == before
    assert ask(
        paid_home, "SELECT DISTINCT name, street, email FROM canonical.debtors WHERE debtor_reference = 'K9'"
    ) == [("erased", None, None)]
    assert rebuild_into(paid_home, tmp_path / "again", tell=lambda _: None) == []
    assert differences(paid_home, tmp_path / "again") == []
    assert holding(tmp_path / "again", TEXTS) == []


def test_what_was_erased_is_proved_without_it_and_the_next_day_runs(paid_home: Path) -> None:
    data = csv([claim("F1", Klantnummer="K9", **GONE)])
    send(paid_home, "vorderingen-nog-een.csv", data=data)
    run_directly(paid_home, DEMO_DATE + timedelta(days=1))
    erase(paid_home, ["energie-noord:K9"], GROUND, today=DEMO_DATE + timedelta(days=1), tell=lambda _: None)
    with open_hub(paid_home, read_only=True) as hub:
        dossiers, entry = erased_dossiers(hub.archive), hub.archive.log()[-1]
        lines = [json.loads(line) for line in hub.archive.read(entry.sha256).splitlines()]
    assert len(dossiers) == 1
    assert {(line["by"], line["reason"]) for line in lines} == {("A. Jansen", "asked by letter")}
    assert sum(1 for line in lines if line["delivery_id"]) == 4
    events = "SELECT count(*) FROM canonical.events WHERE kind = 'data_erased'"
    send(paid_home, "vorderingen-nog-een-keer.csv", data=data, day=DEMO_DATE + timedelta(days=2))
    assert receipt(paid_home, "vorderingen-nog-een-keer.csv")["status"] == "duplicate"
    assert holding(paid_home, TEXTS) == []
    run_directly(paid_home, DEMO_DATE + timedelta(days=2))
    assert ask(paid_home, events) == [(5,)]


def test_an_erasure_that_was_broken_off_is_finished_by_the_next_one(
    paid_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(erasing, "_replace", killed)
        with pytest.raises(KeyboardInterrupt):
            erase(paid_home, ["energie-noord:K9"], GROUND, today=DEMO_DATE, tell=lambda _: None)
    assert holding(paid_home / "archive", TEXTS) == []
    finish_erasure(paid_home, tell=lambda _: None)
    assert holding(paid_home, TEXTS) == []
    assert not (paid_home / ".erasing").exists()


def test_files_that_came_meanwhile_keep_everything_as_it_was(paid_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = erasing._compare

    def late(home: Path, scratch: Path) -> None:
        real(home, scratch)
        send(home, "later.csv", claim("Z1", Klantnummer="Z1"))

    monkeypatch.setattr(erasing, "_compare", late)
    with pytest.raises(UsageError, match="files came while it was made ready"):
        erase(paid_home, ["energie-noord:K9"], GROUND, today=DEMO_DATE, tell=lambda _: None)
    assert ask(paid_home, "SELECT count(*) FROM canonical.debtors WHERE name LIKE '%Wijngaardsma%'") != [(0,)]
    assert not (paid_home / ".erasing").exists()


def test_retention_lists_and_erases_those_whose_term_has_passed(paid_home: Path) -> None:
    early, due = _invoke("retention", paid_home, "--date", "2033-12-31"), ("--date", "2034-01-01")
    assert "0 debtors can be erased on 2033-12-31." in early
    listed = _invoke("retention", paid_home, *due)
    assert "energie-noord:K9  last fact 2026-11-16, kept until 2034-01-01 by nl_retention" in listed
    assert "energie-noord:Q2" not in listed
    assert holding(paid_home, TEXTS) != []
    assert "They were erased: " in _invoke("retention", paid_home, *due, "--yes")
    assert holding(paid_home, TEXTS) == []
    assert "0 debtors can be erased" in _invoke("retention", paid_home, *due)


def test_nobody_is_erased_who_owes_or_whose_records_the_law_asks_for(paid_home: Path, tmp_path: Path) -> None:
    with pytest.raises(HubError, match="something is open"):
        _invoke("erase", paid_home, "--reason", "asked", "energie-noord:Q2")
    with pytest.raises(HubError, match="the law asks for the records until 2034-01-01"):
        _invoke("erase", paid_home, "--reason", "asked", "energie-noord:K9")
    with pytest.raises(HubError, match="no such debtor"):
        _invoke("erase", paid_home, "--reason", "asked", "energie-noord:nobody")
    assert "would be erased" in _invoke("erase", paid_home, "--reason", "asked", "--before-term", "energie-noord:K9")


def test_a_person_gets_all_that_is_known_of_him(paid_home: Path, tmp_path: Path) -> None:
    target = tmp_path / "K9.json"
    arguments = ["privacy", "export", "--home", str(paid_home), "-o", str(target), "energie-noord:K9"]
    CliRunner().invoke(hub_group, arguments, standalone_mode=False, catch_exceptions=False)
    told = json.loads(target.read_text(encoding="utf-8"))
    assert {row["claim_reference"] for row in told["tables"]["canonical.claims"]} == {"F1", "F2"}
    assert len(told["tables"]["canonical.payments"]) == 2
    assert {row["file_name"] for row in told["deliveries"]} == {"vorderingen.csv", "terug.xlsx", "mutaties.csv"}
    assert [row["code"] for row in told["findings"]] == [2005]
    assert "Q2" not in {row["debtor_id"].partition(":")[2] for row in told["tables"]["canonical.claims"]}


def test_persons_of_every_feed_of_the_demo_are_erased(day_home: Path, tmp_path: Path) -> None:
    query = """
        SELECT DISTINCT ON (c.creditor_id, p.source, p.match_rule) c.debtor_id, d.email, d.iban
        FROM canonical.claims c JOIN canonical.debtors d USING (debtor_id)
        LEFT JOIN canonical.payments p USING (dossier_id) ORDER BY ALL"""
    chosen = ask(day_home, query)
    texts = tuple(str(text) for _, *known in chosen for text in known if text)
    struck = erase(
        day_home, sorted({str(row[0]) for row in chosen}), GROUND, today=date(2026, 11, 17), tell=lambda _: None
    )
    assert len(struck) >= 6
    assert holding(day_home, texts) == []
    rebuild_into(day_home, tmp_path / "again", tell=lambda _: None)
    assert differences(day_home, tmp_path / "again") == []


def holding(home: Path, texts: tuple[str, ...]) -> list[str]:
    """Return the files below a folder that hold one of the texts, whatever they are packed in."""
    words = [text.encode() for text in texts]
    return [
        name
        for name, data in files_in(home).items()
        if not name.startswith("dagster/") and any(word in part for part in _opened(data) for word in words)
    ]


def _opened(data: bytes) -> list[bytes]:
    if data.startswith(b"\x1f\x8b"):
        return _opened(gzip.decompress(data))
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return [part for name in packed.namelist() for part in _opened(packed.read(name))]
    if data.startswith(b"PAR1"):
        return [pl.read_parquet(io.BytesIO(data)).write_json().encode()]
    return [data]


def _paid(number: str, reference: str) -> dict[str, str]:
    return mutation(number, "betaling", **(PAID | {"Factuurnummer": reference}))


def _invoke(command: str, home: Path, *arguments: str) -> str:
    words = ["privacy", command, "--home", str(home), "--by", "A. Jansen", *arguments]
    result = CliRunner().invoke(hub_group, words, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.output
