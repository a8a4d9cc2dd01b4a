"""A dossier is explained as it was decided; a dispute of one claim keeps that claim out of all that leaves."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

from assets.commands.why import _lines
from assets.demo import DEMO_DATE
from assets.hub import open_hub
from assets.rebuild import rebuild_in_place
from assets.why import why_on
from tests.scenarios.days import ask, copy_of, differences, run_directly
from warehouse.errors import UsageError

OF_EACH_KIND = (
    "SELECT profile_id, step_id, outcome, min(dossier_id) FROM decisions.actions "
    f"WHERE business_date = '{DEMO_DATE}' GROUP BY ALL ORDER BY ALL"
)
TWO_CLAIMS = (
    "SELECT dossier_id, min(claim_id), max(claim_id) FROM ledger.balances JOIN ledger.dossiers USING (dossier_id) "
    "JOIN decisions.actions USING (dossier_id) JOIN canonical.claims USING (claim_id, dossier_id) "
    "WHERE balances.open_cents > 2500 AND open_claim_count = 2 AND claim_count = 2 AND outcome = 'send' "
    "AND channel <> 'bailiff' AND balances.creditor_id = 'energie-noord' AND step_id = 'reminder' "
    "GROUP BY ALL HAVING count(*) = 2 ORDER BY 1 LIMIT 1"
)
ON_THE_LIST = (
    "SELECT debtor_id, dossier_id FROM decisions.actions WHERE creditor_id = 'zorgplus' AND outcome = 'send' "
    f"AND business_date = '{DEMO_DATE}' ORDER BY dossier_id LIMIT 1"
)


def test_what_is_explained_is_what_was_decided(day_template: Path) -> None:
    decided = ask(day_template, OF_EACH_KIND)
    assert len(decided) > 5
    with open_hub(day_template, read_only=True) as hub:
        for profile, step, outcome, dossier in decided:
            found = why_on(hub, str(dossier), DEMO_DATE)
            told = (found["profile"]["profile_id"], found["action"]["step_id"], found["action"]["outcome"])
            assert told == (profile, step, outcome)
            assert found["decided_then"]["reason"] == found["action"]["reason"]
            assert any(profile in line for line in _lines(found))
            assert json.loads(json.dumps(found, default=str))["dossier_id"] == dossier


def test_a_day_that_was_never_run_is_explained_too_and_one_before_all_facts_is_refused(day_template: Path) -> None:
    dossier = str(ask(day_template, OF_EACH_KIND)[0][3])
    with open_hub(day_template, read_only=True) as hub:
        later = why_on(hub, dossier, DEMO_DATE + timedelta(days=20))
        assert later["decided_then"] is None
        with pytest.raises(UsageError, match="nothing of this dossier was known then"):
            why_on(hub, dossier, DEMO_DATE - timedelta(days=1))
        with pytest.raises(UsageError, match="no dossier has this number"):
            why_on(hub, "0000000000", None)


@pytest.fixture(scope="module")
def disputed_home(tmp_path_factory: pytest.TempPathFactory, waiting_template: Path, day_template: Path) -> Path:
    """A demo home whose first day brings a dispute of one of two claims with the claims, and a list before them."""
    home = copy_of(waiting_template, tmp_path_factory.mktemp("disputed") / "home")
    newest = max(path.stat().st_mtime for path in (home / "inbox").glob("*/*"))
    (_, claim, _), *_ = ask(day_template, TWO_CLAIMS)
    rows = f"M1;{str(claim).partition(':')[2]};{DEMO_DATE:%d-%m-%Y};betwisting;;;nooit besteld"
    header = "Mutatienummer;Factuurnummer;Datum;Soort;Bedrag;Storno van;Toelichting"
    # It has stopped growing, and comes after the claims.
    _drop(home, "energie-noord", "mutaties-betwist.csv", f"{header}\r\n{rows}\r\n", newest)
    (debtor, _), *_ = ask(day_template, ON_THE_LIST)
    header = "list_date;number;kind;name;birth_date;company_number;postcode;since;creditor;debtor"
    row = f"{DEMO_DATE};R.26/1;R;;;;;{DEMO_DATE};{str(debtor).replace(':', ';')}"
    _drop(home, "court-register", "insolvencies-1.csv", f"{header}\n{row}\n", 1)
    run_directly(home, DEMO_DATE)
    return home


def _drop(home: Path, partner: str, name: str, text: str, when: float) -> None:
    file = home / "inbox" / partner / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode("cp1252"))
    os.utime(file, (when, when))


def test_a_list_that_came_before_the_claims_holds_the_debtor_whom_it_names(
    disputed_home: Path, day_template: Path
) -> None:
    (debtor, dossier), *_ = ask(day_template, ON_THE_LIST)
    with open_hub(disputed_home, read_only=True) as hub:
        found = why_on(hub, str(dossier), DEMO_DATE)
    told = "list insolvencies of court-register, entry R.26/1, found by number of the debtor"
    assert (found["action"]["outcome"], found["debtor_id"]) == ("held", debtor)
    assert [hold["kind"] for hold in found["holds"]] == ["wsnp"]
    assert any(told in line for line in _lines(found))
    assert found["decided_then"]["outcome"] == "held"
    applied = ask(disputed_home, "SELECT feed, entry_count, new_count, gone_count FROM inbox.lists")
    assert applied == [("insolvencies", 1, 1, 0)]


def test_a_dispute_of_one_claim_keeps_it_out_of_the_letter_and_the_rest_goes_on(
    disputed_home: Path, day_template: Path
) -> None:
    (dossier, claim, other), *_ = ask(day_template, TWO_CLAIMS)
    left = ask(disputed_home, f"SELECT claim_id, cause FROM decisions.left_out WHERE dossier_id = '{dossier}'")
    assert left == [(claim, "held")]
    (asked, is_partial, facts), *_ = ask(
        disputed_home, f"SELECT open_cents, is_partial, facts FROM outbox.messages WHERE dossier_id = '{dossier}'"
    )
    told = json.loads(str(facts))
    assert [row["reference"] for row in told["claims"]] == [str(other).partition(":")[2]]
    assert (asked, is_partial) == (told["buckets"]["open_cents"], True)
    events = ask(
        disputed_home,
        f"SELECT claim_id FROM canonical.events WHERE dossier_id = '{dossier}' AND batch_id IS NOT NULL",
    )
    assert events == [(other,)]


def test_a_home_with_a_dispute_is_the_same_after_a_rebuild(disputed_home: Path, tmp_path: Path) -> None:
    again = copy_of(disputed_home, tmp_path / "home")
    rebuild_in_place(again, tell=lambda _: None)
    assert differences(disputed_home, again) == []
