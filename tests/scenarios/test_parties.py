"""A file brings co-debtors and who acts for a debtor; letters and bailiffs' files respect them."""

from __future__ import annotations

import json
from pathlib import Path

from assets.demo import DEMO_DATE
from assets.hub import open_hub
from assets.rebuild import rebuild_into
from mappings.tree import SHIPPED
from tests.scenarios.days import ask, differences, run_directly
from tests.scenarios.mail import claim, csv, send

FEED = """
files: ["partijen*.csv"]
format: {name: csv, encoding: windows-1252, delimiter: ";"}
forms: {decimal: ",", dates: [dd-mm-yyyy]}
records:
  row:
    books: fact
    values: {kind: party_named}
    columns:
      Klant: debtor_reference
      Nummer: party_reference
      Rol: {to: party_role, codes: {M: co_debtor, V: guardian, B: administrator}}
      Soort: {to: party_type, codes: {P: consumer, Z: business}}
      Naam: party_name
      Aandeel: party_share_ppm
      Straat: party_street
      Nr: party_house_number
      Postcode: party_postcode
      Plaats: party_city
      E-mail: party_email
      Vanaf: effective_date
      Tot: until_date
"""


def test_letters_go_to_who_acts_for_the_debtor_and_the_debtor_is_named(empty_home: Path, tmp_path: Path) -> None:
    _with_feed(empty_home)
    send(
        empty_home,
        "vorderingen.csv",
        claim("F1", Klantnummer="K1"),
        claim("F2", Klantnummer="K2", **{"E-mailadres": ""}),
    )
    send(
        empty_home,
        "partijen.csv",
        data=csv([_party("P1", "V", Klant="K1", Naam="M. de Voogd"), _party("P2", "M", Klant="K2")]),
    )
    assert ask(empty_home, "SELECT role, name, share_ppm, from_date <= until_date FROM canonical.roles ORDER BY 1") == [
        ("co_debtor", "A. Mede", 500000, None),
        ("guardian", "M. de Voogd", None, None),
    ]
    run_directly(empty_home, DEMO_DATE)
    messages = "SELECT channel, facts FROM outbox.messages ORDER BY dossier_id"
    told = {
        json.loads(str(facts))["debtor"]["debtor_reference"]: (channel, json.loads(str(facts))["debtor"])
        for channel, facts in ask(empty_home, messages)
    }
    channel, addressed = told["K1"]
    assert (channel, addressed["name"]) == ("print", "M. de Voogd, inzake J. de Vries")
    assert addressed["address_lines"] == ["Kade 7", "8011 AB Zwolle"]
    assert told["K2"][1]["name"] == "J. de Vries"
    rebuild_into(empty_home, tmp_path / "again", tell=lambda _: None)
    assert differences(empty_home, tmp_path / "again") == []


def _with_feed(home: Path) -> None:
    folder = home / "mappings/creditors/energie-noord"
    folder.mkdir(parents=True, exist_ok=True)
    for file in (SHIPPED / "creditors/energie-noord").glob("*.yaml"):
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "partijen.yaml").write_text(FEED, encoding="utf-8")
    with open_hub(home):
        pass


def _party(number: str, role: str, **changes: str) -> dict[str, str]:
    row = {
        "Klant": "K1", "Nummer": number, "Rol": role, "Soort": "P" if role == "M" else "", "Naam": "A. Mede",
        "Aandeel": "50" if role == "M" else "", "Straat": "Kade", "Nr": "7", "Postcode": "8011 AB", "Plaats": "Zwolle",
        "E-mail": "", "Vanaf": "01-10-2026", "Tot": "",
    }  # fmt: skip
    return row | changes
