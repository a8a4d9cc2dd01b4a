"""A plan comes in, is kept, missed and broken over days; the track rests and goes on, and a rebuild tells the same."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from assets.rebuild import rebuild_into
from tests.pipelines.canonical.build import plan
from tests.scenarios.days import ask, copy_of, differences, run_directly
from tests.scenarios.mail import SENDER, claim, csv, drop, mutation

START = date(2026, 10, 1)
SECOND = {"Aantal termijnen": "2", "Per": "4 weken", "Eerste termijn": "12-10-2026", "Datum": "01-10-2026"}
THIRD = SECOND | {"Aantal termijnen": "3", "Bedrag": "105,00"}
FILES: dict[date, dict[str, tuple[dict[str, str], ...]]] = {
    START: {
        "vorderingen-1.csv": tuple(claim(f"F{n}", Klantnummer=f"K{n}") for n in (1, 2, 3, 4)),
        "regelingen-1.csv": (
            plan("R1", "voorstel", **THIRD),
            plan("R2", "regeling", **SECOND, Klantnummer="K2"),
            plan("T3", "toezegging", Datum="01-10-2026", Uiterlijk="12-10-2026", Bedrag="50,00", Klantnummer="K3"),
            plan("R4", "voorstel", **SECOND | {"Bedrag": "10,00"}, Klantnummer="K4"),
        ),
    },
    date(2026, 10, 8): {},
    date(2026, 10, 13): {
        "mutaties-1.csv": (
            mutation("M1", "betaling", Datum="12-10-2026", Bedrag="35,00"),
            mutation("M2", "betaling", Datum="12-10-2026", Bedrag="50,00", Factuurnummer="F2"),
        )
    },
    date(2026, 10, 16): {},
    date(2026, 11, 5): {
        "mutaties-2.csv": (
            mutation("M3", "storno", Datum="05-11-2026", Bedrag="50,00", Factuurnummer="F2", **{"Storno van": "M2"}),
        )
    },
    date(2026, 11, 12): {},
    date(2026, 11, 20): {},
    date(2026, 11, 24): {},
    date(2026, 11, 27): {},
}
DAYS = {f"{day:%m-%d}": day for day in FILES}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, empty_template: Path) -> Path:
    """A home after the days of two arrangements, two proposals and a promise, all of whose decisions are kept."""
    made = copy_of(empty_template, tmp_path_factory.mktemp("arrangements") / "home")
    with (made / "hub.yaml").open("a") as settings:
        settings.write("keep: {business_dates: all}\n")
    for day, files in FILES.items():
        for place, (name, rows) in enumerate(files.items()):
            drop(made, name, csv(rows))
            # Files are taken in by age.
            os.utime(made / "inbox" / SENDER / name, (place, place))
        run_directly(made, day)
    return made


def told(home: Path, customer: str) -> dict[str, tuple[str, str]]:
    """Return what became of a customer's step on each day."""
    query = (
        "SELECT strftime(business_date, '%m-%d'), step_id, outcome FROM decisions.actions "
        f"WHERE debtor_id = 'energie-noord:{customer}'"
    )
    return {str(day): (str(step), str(outcome)) for day, step, outcome in ask(home, query)}


def parts(home: Path, customer: str, day: str) -> list[tuple[str, list[str]]]:
    """Return the state of a customer's plan on a day, with what became of its instalments."""
    query = (
        "SELECT state, string_agg(outcome, ' ' ORDER BY instalment_number) FROM decisions.arrangement_checks "
        f"WHERE debtor_id = 'energie-noord:{customer}' AND business_date = '{DAYS[day]}' GROUP BY ALL"
    )
    return [(str(state), str(outcomes).split()) for state, outcomes in ask(home, query)]


def test_a_proposal_is_accepted_kept_missed_and_broken_and_the_track_goes_on(home: Path) -> None:
    assert told(home, "K1") == {
        "10-01": ("arrangement_confirmed", "send"),
        "10-08": ("instalment_reminder", "send"),
        "10-13": ("reminder", "held"),
        "10-16": ("reminder", "held"),
        "11-05": ("instalment_reminder", "send"),
        "11-12": ("instalment_missed", "send"),
        "11-20": ("arrangement_broken", "send"),
        "11-24": ("reminder", "held"),
        "11-27": ("reminder", "send"),
    }
    assert parts(home, "K1", "10-13") == [("running", ["kept", "open", "open"])]
    assert parts(home, "K1", "11-12") == [("running", ["kept", "late", "open"])]
    assert parts(home, "K1", "11-20") == [("broken", ["kept", "missed", "void"])]


def test_a_reversal_reopens_the_instalment_that_had_been_kept(home: Path) -> None:
    assert parts(home, "K2", "10-13") == [("running", ["kept", "open"])]
    assert parts(home, "K2", "11-05") == [("running", ["late", "open"])]
    assert told(home, "K2")["11-12"] == ("instalment_missed", "send")
    assert parts(home, "K2", "11-20")[0][0] == "broken"


def test_a_promise_holds_the_track_until_its_day_and_grace(home: Path) -> None:
    days = told(home, "K3")
    assert [days[day] for day in ("10-01", "10-08", "10-13")] == [("reminder", "held")] * 3
    assert days["10-16"] == ("reminder", "send")
    assert parts(home, "K3", "10-16") == [("broken", ["missed"])]


def test_a_proposal_outside_the_limits_waits_on_the_list_with_its_reason(home: Path) -> None:
    assert {outcome for _, outcome in told(home, "K4").values()} == {"held"}
    reasons = ask(home, "SELECT DISTINCT reason FROM decisions.work_items WHERE item_id = 'proposal:energie-noord:R4'")
    assert reasons
    assert all("it does not cover all that is open" in str(reason) for (reason,) in reasons)


def test_only_what_goes_wrong_is_on_the_list(home: Path) -> None:
    items = "SELECT strftime(business_date, '%m-%d'), item_id FROM decisions.work_items WHERE kind = 'arrangement'"
    assert ask(home, f"{items} ORDER BY ALL") == [
        ("11-20", "arrangement:energie-noord:R1"),
        ("11-20", "arrangement:energie-noord:R2"),
        ("11-24", "arrangement:energie-noord:R1"),
    ]


def test_what_was_accepted_is_a_fact_of_the_log(home: Path) -> None:
    query = "SELECT arrangement_id, effective_date FROM canonical.events WHERE kind = 'arrangement_accepted'"
    assert ask(home, query) == [("energie-noord:R1", START)]


def test_a_rebuild_tells_the_same_and_would_send_the_same(home: Path, tmp_path: Path) -> None:
    assert rebuild_into(home, tmp_path / "again", tell=lambda _: None) == []
    assert differences(home, tmp_path / "again") == []
