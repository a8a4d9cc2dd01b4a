"""Days after the first: steps advance, nothing leaves twice, and time runs one way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from assets.demo import DEMO_DATE
from tests.scenarios.days import ask, batch_files, copy_of, differences, files_in, run_directly
from warehouse.errors import UsageError

LATER = tuple(DEMO_DATE + timedelta(days=days) for days in (1, 8, 21))
SENT_TWICE = (
    "SELECT dossier_id, step_id, claim_id, count(*) FROM canonical.events WHERE step_id IS NOT NULL GROUP BY ALL "
    "HAVING count(*) > 1"
)


@pytest.fixture(scope="module")
def later_home(tmp_path_factory: pytest.TempPathFactory, day_template: Path) -> Path:
    """A demo home after days 0, 1, 8 and 21, all of whose balances are kept."""
    home = copy_of(day_template, tmp_path_factory.mktemp("later") / "home")
    with (home / "hub.yaml").open("a") as settings:
        settings.write("keep: {business_dates: all}\n")
    for day in LATER:
        run_directly(home, day)
    return home


def test_nothing_is_sent_twice_over_the_days(later_home: Path) -> None:
    assert ask(later_home, SENT_TWICE) == []
    by_day = dict(ask(later_home, "SELECT business_date, count(*) FROM outbox.messages GROUP BY ALL"))
    assert by_day.keys() >= {DEMO_DATE, LATER[-1]}
    assert LATER[0] not in by_day


def test_a_notice_of_fourteen_days_is_followed_by_costs_and_a_demand(later_home: Path) -> None:
    noticed = (
        "(SELECT dossier_id FROM canonical.events WHERE kind = 'fourteen_day_notice_sent' "
        f"AND batch_id IS NOT NULL AND effective_date = '{DEMO_DATE}')"
    )
    # Some had costs before, by a notice of their creditor about another claim.
    costs = [
        dict(
            ask(
                later_home,
                "SELECT n.dossier_id, coalesce(sum(c.amount_cents), 0) FROM "
                f"{noticed} n LEFT JOIN ledger.costs c ON c.dossier_id = n.dossier_id AND c.business_date = '{day}' "
                "GROUP BY ALL",
            )
        )
        for day in (DEMO_DATE, LATER[1], LATER[2])
    ]
    assert len(costs[0]) > 5
    assert costs[0] == costs[1]
    assert all(costs[2][dossier] > before for dossier, before in costs[1].items())
    actions = f"SELECT DISTINCT step_id, outcome FROM decisions.actions WHERE dossier_id IN {noticed}"
    sent = ask(later_home, f"{actions} AND business_date = '{LATER[2]}'")
    # Meanwhile an older claim of the dossier, whose notice was long ago, goes on without the one that has to wait.
    asked = (
        "SELECT e.dossier_id FROM canonical.events e JOIN decisions.actions a USING (dossier_id) LEFT JOIN "
        "decisions.left_out l ON l.claim_id = e.claim_id AND l.business_date = a.business_date "
        f"WHERE e.kind = 'fourteen_day_notice_sent' AND e.effective_date = '{DEMO_DATE}' AND e.batch_id IS NOT NULL "
        f"AND a.business_date = '{LATER[1]}' AND a.outcome = 'send' AND l.cause IS DISTINCT FROM 'notice_runs'"
    )
    assert ask(later_home, asked) == []
    assert ("demand", "send") in sent
    assert {str(step).removeprefix("last_") for step, _ in sent} == {"demand", "call"}


def test_the_letters_of_every_day_stay_where_they_are(later_home: Path, day_template: Path) -> None:
    first, later = files_in(day_template / "outbox"), files_in(later_home / "outbox")
    assert {path: later.get(path) for path in first} == first
    assert len(batch_files(later_home)) > len(batch_files(day_template))


def test_a_payment_on_the_same_day_makes_a_second_order_by_which_nothing_leaves_twice(day_home: Path) -> None:
    dossier, claim, cents = _dossier_with_one_claim(day_home)
    left = files_in(day_home / "outbox")
    _drop_payment(day_home, claim, cents)
    run_directly(day_home, DEMO_DATE)
    assert ask(day_home, SENT_TWICE) == []
    new = [path for path in batch_files(day_home) if path not in left]
    assert [path for path in new if not path.startswith("hub/work-")] == []  # The lists of work are written anew.
    assert ask(day_home, f"SELECT open_cents FROM ledger.dossiers WHERE dossier_id = '{dossier}'") == [(0,)]
    sent = ask(day_home, "SELECT DISTINCT outcome FROM decisions.actions WHERE channel = 'print'")
    assert ("send",) not in sent
    run_directly(day_home, LATER[0])
    closed = f"SELECT outcome FROM decisions.actions WHERE dossier_id = '{dossier}' AND business_date = '{LATER[0]}'"
    assert ask(day_home, closed) == [("closed",)]


def test_a_date_before_the_newest_one_is_repeated_or_refused_and_never_run_anew(
    later_home: Path, tmp_path: Path
) -> None:
    home = copy_of(later_home, tmp_path / "home")
    run_directly(home, DEMO_DATE)
    assert differences(home, later_home) == []
    assert files_in(home / "outbox") == files_in(later_home / "outbox")
    for day in _never_run():
        with pytest.raises(UsageError, match="never run"):
            run_directly(home, day)


def _never_run() -> Iterator[date]:
    yield DEMO_DATE - timedelta(days=3)
    yield LATER[1] + timedelta(days=2)


def _dossier_with_one_claim(home: Path) -> tuple[str, str, int]:
    """Return a dossier of the energy supplier that got a message, its one claim, and what is open."""
    query = (
        "SELECT d.dossier_id, c.claim_reference, d.open_cents FROM ledger.dossiers d JOIN canonical.claims c "
        "USING (dossier_id) WHERE d.creditor_id = 'energie-noord' AND d.claim_count = 1 AND d.open_cents > 0 "
        "AND dossier_id IN (SELECT dossier_id FROM outbox.messages) ORDER BY 1"
    )
    dossier, claim, cents = ask(home, query)[0]
    return str(dossier), str(claim), int(str(cents))


def _drop_payment(home: Path, claim: str, cents: int) -> None:
    euros = f"{cents // 100},{cents % 100:02d}"
    text = (
        "Mutatienummer;Factuurnummer;Datum;Soort;Bedrag;Storno van;Toelichting\r\n"
        f"M-LATE;{claim};{DEMO_DATE:%d-%m-%Y};betaling;{euros};;\r\n"
    )
    file = home / "inbox/energie-noord/mutaties-later.csv"
    file.write_bytes(text.encode("cp1252"))
    os.utime(file, (0, 0))
