from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from stdnum import iban

from mappings.partners import load_partners
from mappings.tree import SHIPPED
from warehouse.errors import ConfigurationError

CREDITORS = ["energie-noord", "groothandel-maas", "telecom-brabo", "woonstichting-delta", "zorgplus"]


def test_every_shipped_partner_loads_with_its_feeds() -> None:
    partners = load_partners((SHIPPED,))
    feeds = {partner_id: sorted(partner.feeds) for partner_id, partner in partners.by_id.items()}
    assert feeds == {
        "energie-noord": ["arrangements", "claims", "mutations"],
        "groothandel-maas": ["invoices"],
        "telecom-brabo": ["claims"],
        "woonstichting-delta": ["workbook"],
        "zorgplus": ["claims"],
        "agency-bank": ["order-status", "statement", "statement-mt940"],
        "agency-bank-be": ["order-status", "statement"],
        "deurwaarders-kade": ["feedback"],
        "court-register": ["insolvencies"],
        "dialler": ["results"],
        "mailer": ["bounces"],
        "printer": ["returned-post"],
        "texter": ["answers"],
        "hub": ["day", "dispatch", "erasure", "undelivered", "withdrawal"],
    }


def test_shipped_creditors_are_whole() -> None:
    partners = load_partners((SHIPPED,))
    assert sorted(partners.creditors) == CREDITORS
    for creditor in partners.creditors.values():
        assert iban.is_valid(creditor.iban)
        assert creditor.name
        assert creditor.address.city
        assert creditor.terms.country == creditor.country
    assert partners.agency.payment_link.startswith("https://pay.example/")
    assert sorted(partners.agency.complaints) == ["en", "fr", "nl"]


def test_a_creditor_of_the_home_is_added_by_files_alone(tmp_path: Path) -> None:
    folder = tmp_path / "creditors" / "nieuw"
    shutil.copytree(SHIPPED / "creditors" / "zorgplus", folder)
    head = (folder / "creditor.yaml").read_text(encoding="utf-8")
    (folder / "creditor.yaml").write_text(head.replace("id: zorgplus", "id: nieuw"), encoding="utf-8")
    partners = load_partners((tmp_path, SHIPPED))
    assert partners.creditors["nieuw"].feeds["claims"].partner_id == "nieuw"


def test_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    for name, old, new in (("zorgplus", "country: nl\n", "country: de\n"), ("energie-noord", "NL35", "NL36")):
        folder = tmp_path / "creditors" / name
        folder.mkdir(parents=True)
        text = (SHIPPED / "creditors" / name / "creditor.yaml").read_text(encoding="utf-8")
        (folder / "creditor.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        load_partners((tmp_path, SHIPPED))
    assert "'country' cannot be 'de'" in str(raised.value)
    assert "'NL36INGB0009428178' is no IBAN" in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("bailiff: deurwaarders-kade", "bailiff: niemand", "the bailiff 'niemand' does not exist"),
        ("id: energie-noord", "id: energie", "'id' is not the name of the folder"),
        ("group_by: debtor", "group_by: dossier", "'group_by' cannot be 'dossier'"),
        (
            "group_by: debtor\nbailiff: deurwaarders-kade\nthresholds: {least_amount: 15.00}\nterms:\n",
            "group_by: claim\nterms:\n  bik_accumulation: true\n",
            "'bik_accumulation' and 'group_by: claim'",
        ),
        ("name: Energie", "nmae: Energie", "'nmae' is not a known key"),
        ("regime_consumer: nl_consumer", "regime_consumer: nl", "'regime_consumer' cannot be 'nl'"),
        ("least_amount: 15.00", "least_amount: 15.001", "at most two decimals"),
        ('company_number: "61730284"', 'company_number: "617302"', "'617302' is no company number"),
    ],
)
def test_a_wrong_creditor_is_told(tmp_path: Path, old: str, new: str, cause: str) -> None:
    folder = tmp_path / "creditors" / "energie-noord"
    folder.mkdir(parents=True)
    text = (SHIPPED / "creditors" / "energie-noord" / "creditor.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / "creditor.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=cause):
        load_partners((tmp_path, SHIPPED))


def test_a_payment_link_has_its_two_places_and_no_others(tmp_path: Path) -> None:
    text = (SHIPPED / "agency.yaml").read_text(encoding="utf-8")
    (tmp_path / "agency.yaml").write_text(text.replace("{amount}", "{bedrag}"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="'payment_link' is no template"):
        load_partners((tmp_path, SHIPPED))


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "geschillencommissie"), ("fr", "commission des litiges"), ("en", "disputes committee")],
)
def test_the_shipped_agency_names_desks_for_complaints_and_disputes(language: str, words: str) -> None:
    agency = load_partners([SHIPPED]).agency
    assert words in agency.complaints[language]
    assert "havenlicht.example" in agency.complaints[language]
    assert agency.registration


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        ("payment_link_days: 60\n", "", "'payment_link' has an end"),
        ("&until={expires}", "&until={day}", "'payment_link' is no template"),
        ("payment_link_days: 60", "payment_link_days: 0", "'payment_link_days'"),
    ],
)
def test_a_payment_link_with_an_end_says_when(tmp_path: Path, before: str, after: str, cause: str) -> None:
    text = (SHIPPED / "agency.yaml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "agency.yaml").write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=cause):
        load_partners([tmp_path, SHIPPED])
