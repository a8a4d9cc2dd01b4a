"""A withdrawn delivery is as if it never came; one that is read again is as if its mapping had always been right."""

from __future__ import annotations

import json
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.command_line import hub_group
from assets.day_orders import order_day
from assets.direct import put_directive
from assets.directives import REPLAYED, WITHDRAWN
from assets.hub import open_hub
from assets.rebuild import rebuild_into
from assets.revisions import preview, revise
from mappings.tree import SHIPPED
from tests.scenarios.days import ask, copy_of, differences, files_in, run_directly
from tests.scenarios.killed import run_killed
from tests.scenarios.mail import DAY, SENDER, answers, claim, csv, fill_in, mutation, receipt, send
from warehouse.errors import UsageError

FILES = {
    "vorderingen-1.csv": (claim("F1"), claim("F2", Klantnummer="K2")),
    "vorderingen-2.csv": (claim("F2", **{"Openstaand bedrag": "90,00"}), claim("F3"), claim("F4")),
    "mutaties-1.csv": (mutation("M1", "betaling"), mutation("M2", "creditnota", Factuurnummer="F3")),
    "mutaties-2.csv": (mutation("M1", "betaling"), mutation("M3", "betwisting", Bedrag="")),
}
FACTS = ("canonical.debtors", "canonical.claims", "canonical.payments", "canonical.events", "inbox.findings")
NEUTRAL = b"no feed takes this"


@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(names=st.permutations([*FILES, "vorderingen-1.csv"]), chosen=st.integers(0, 4))
def test_facts_after_a_withdrawal_are_those_of_a_log_without_the_delivery(
    tmp_path_factory: pytest.TempPathFactory, empty_template: Path, names: list[str], chosen: int
) -> None:
    folder = tmp_path_factory.mktemp("withdrawn")
    full, without = (copy_of(empty_template, folder / name) for name in ("full", "without"))
    ids = []
    for place, name in enumerate(names):
        ids.append(send(full, name, *FILES[name]))
        if place == chosen:
            send(without, "nothing.txt", data=NEUTRAL)
        else:
            send(without, name, *FILES[name])
    _withdraw(full, ids[chosen])
    assert _facts(full, but=ids[chosen]) == _facts(without, but="D" + ids[chosen][1:9])
    counts = "SELECT status, rows_read = rows_withdrawn, cents_read = cents_withdrawn FROM inbox.deliveries"
    assert ask(full, f"{counts} WHERE delivery_id = '{ids[chosen]}'") == [("withdrawn", True, True)]
    _check_rebuild(full)


def test_a_withdrawal_is_told_and_its_withdrawal_brings_the_delivery_back(empty_home: Path) -> None:
    first = send(empty_home, "vorderingen-1.csv", *FILES["vorderingen-1.csv"])
    second = send(empty_home, "kopie van vorderingen.csv", data=csv(FILES["vorderingen-1.csv"]))
    third = send(empty_home, "vorderingen nogmaals.csv", data=csv(FILES["vorderingen-1.csv"]))
    assert second != third
    before = _facts(empty_home)
    entry = _withdraw(empty_home, first)
    told = receipt(empty_home, f"vorderingen-1.csv.{entry}")
    assert (told["status"], told["revised_by"]) == ("withdrawn", entry)
    assert told["rows"] == {"read": 2, "accepted": 0, "refused": 0, "duplicate": 0, "waiting": 0, "withdrawn": 2}
    claims = "SELECT DISTINCT delivery_id FROM canonical.claims"
    statuses = ask(empty_home, "SELECT delivery_id, status FROM inbox.deliveries WHERE partner_kind = 'creditor'")
    assert dict(statuses)[first] == "withdrawn"
    with open_hub(empty_home) as hub, pytest.raises(UsageError, match="withdrawn already"):
        preview(hub, WITHDRAWN, first)
    back = _withdraw(empty_home, entry)
    assert ask(empty_home, claims) == [(first,)]
    assert [row for row in _facts(empty_home) if entry not in row and back not in row] == before
    _check_rebuild(empty_home)


def test_a_refused_file_is_read_again_by_the_corrected_mapping(empty_home: Path) -> None:
    rows = [claim("F1"), claim("F2", **{"Soort klant": "PART"}), claim("F3", **{"Soort klant": "PART"})]
    first = send(empty_home, "vorderingen.csv", *rows)
    assert receipt(empty_home, "vorderingen.csv")["status"] == "refused"
    send(empty_home, "weer.csv", data=csv(rows))
    shipped = (SHIPPED / "creditors" / SENDER / "claims.yaml").read_text(encoding="utf-8")
    own = empty_home / "mappings/creditors" / SENDER / "claims.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(shipped.replace("{P: consumer,", "{P: consumer, PART: consumer,"), encoding="utf-8")
    with open_hub(empty_home) as hub:
        changed = preview(hub, REPLAYED, first)
    assert changed.tables.filter(table="canonical.claims").row(0)[1:] == (0, 0, 3, 30000)
    assert changed.deliveries["status_after"].to_list() == ["accepted"]
    assert ask(empty_home, "SELECT count(*) FROM canonical.claims") == [(0,)]
    with open_hub(empty_home) as hub:
        entry = revise(hub, REPLAYED, first, person="A. Jansen", reason="code PART", today=DAY)
    assert ask(empty_home, "SELECT count(*), min(delivery_id) FROM canonical.claims") == [(3, first)]
    assert receipt(empty_home, f"vorderingen.csv.{entry.delivery_id}")["status"] == "accepted"
    told = "SELECT kind, detail FROM canonical.events WHERE kind = 'delivery_replayed'"
    assert ask(empty_home, told) == [("delivery_replayed", "A. Jansen: code PART")]
    _check_rebuild(empty_home)
    # A mapping that is spoilt later changes nothing of what was read by the one before.
    own.write_text(shipped.replace("{P: consumer,", "{X: consumer,"), encoding="utf-8")
    again = empty_home.parent / "later"
    rebuild_into(empty_home, again, tell=lambda _: None)
    assert differences(empty_home, again) == []


def test_what_was_corrected_in_a_withdrawn_delivery_goes_with_it(empty_home: Path) -> None:
    good = [claim(f"G{number}") for number in range(3)]
    first = send(empty_home, "vorderingen.csv", *good, claim("F2", Vervaldatum="31-02-2026"))
    right = {"F2": {"Uw correctie: Vervaldatum": "28-02-2027"}}
    send(empty_home, "beter.xlsx", data=fill_in(empty_home, "vorderingen.csv", right))
    assert ask(empty_home, "SELECT count(*) FROM canonical.claims") == [(4,)]
    entry = _withdraw(empty_home, first)
    assert ask(empty_home, "SELECT count(*) FROM canonical.claims") == [(0,)]
    assert receipt(empty_home, f"beter.xlsx.{entry}")["findings"] == {"1022": 1}
    _check_rebuild(empty_home)


def test_letters_that_were_sent_stay_facts_and_the_day_that_sent_them_is_not_run_again(empty_home: Path) -> None:
    first = send(empty_home, "vorderingen-1.csv", *FILES["vorderingen-1.csv"])
    send(empty_home, "vorderingen-9.csv", claim("F9", Klantnummer="K9"))
    run_directly(empty_home, DAY)
    letters = {path: data for path, data in files_in(empty_home / "outbox").items() if "receipt" not in path}
    sent = (
        "SELECT dossier_id, kind FROM canonical.events WHERE batch_id IS NOT NULL AND step_id IS NOT NULL ORDER BY ALL"
    )
    before = ask(empty_home, sent)
    assert len(before) > 0
    with open_hub(empty_home) as hub:
        entry = revise(hub, WITHDRAWN, first, person="A", reason="B", today=DAY + timedelta(days=1))
        with pytest.raises(UsageError, match="withdrawn or read again since"):
            order_day(hub.archive, DAY)
    assert ask(empty_home, sent) == before
    run_directly(empty_home, DAY + timedelta(days=1))
    tomorrow = f"WHERE business_date = '{DAY + timedelta(days=1)}'"
    assert ask(empty_home, f"SELECT count(*) FROM ledger.dossiers {tomorrow}") == [(1,)]
    assert {path: files_in(empty_home / "outbox").get(path) for path in letters} == letters
    send(empty_home, "vorderingen-opnieuw.csv", data=csv(FILES["vorderingen-1.csv"]), day=DAY + timedelta(days=1))
    run_directly(empty_home, DAY + timedelta(days=2))
    # They are new claims: no letter before was about them.
    assert len(ask(empty_home, sent)) == len(before) + 2
    assert ask(empty_home, "SELECT count(*) FROM canonical.claims") == [(3,)]
    assert entry.partner_id == "hub"
    _check_rebuild(empty_home)


def test_a_run_that_is_killed_between_log_and_booking_ends_the_same(empty_home: Path, tmp_path: Path) -> None:
    first = send(empty_home, "vorderingen-1.csv", *FILES["vorderingen-1.csv"])
    send(empty_home, "mutaties-1.csv", *FILES["mutaties-1.csv"])
    with open_hub(empty_home) as hub:
        put_directive(hub.archive, WITHDRAWN, first, person="A", reason="B", edition=None, known_at=DAY)
    control = copy_of(empty_home, tmp_path / "control")
    run_directly(control, DAY)
    for point in ("before 1 warehouse.booking:Booking.close", "before 1 assets.booking:_book_files"):
        assert run_killed(empty_home, DAY, point) == -signal.SIGKILL, point
    run_directly(empty_home, DAY)
    assert differences(empty_home, control) == []
    assert answers(empty_home) == answers(control)


def test_the_commands_show_the_difference_first_and_tell_all_of_a_delivery(empty_home: Path) -> None:
    first = send(empty_home, "vorderingen-1.csv", *FILES["vorderingen-1.csv"])
    asked = ["delivery", "withdraw", "--home", str(empty_home), "--by", "A. Jansen", "--reason", "wrong file", "1"]
    shown = CliRunner().invoke(hub_group, asked)
    assert "Nothing was changed" in shown.output
    assert "-200.00" in shown.output or "200.00" in shown.output
    assert ask(empty_home, "SELECT count(*) FROM canonical.claims") == [(2,)]
    assert "It was withdrawn by D00000002" in CliRunner().invoke(hub_group, [*asked, "--yes"]).output
    card = CliRunner().invoke(hub_group, ["delivery", "show", "--home", str(empty_home), "--json", first[:9]])
    told = json.loads(card.output)
    assert told["state"][0]["status"] == "withdrawn"
    assert told["directives"][0]["reason"] == "wrong file"
    assert Path(told["manifest"]["bytes"]).is_file()
    assert "withdrawn" in CliRunner().invoke(hub_group, ["delivery", "show", "--home", str(empty_home), "1"]).output


def _withdraw(home: Path, delivery: str) -> str:
    with open_hub(home) as hub:
        return str(revise(hub, WITHDRAWN, delivery, person="A. Jansen", reason="wrong file", today=DAY).delivery_id)


def _facts(home: Path, *, but: str = "") -> list[str]:
    """Return the rows of facts and findings as text, but those that tell of one delivery and of directives."""
    rows = [str(row) for name in FACTS for row in ask(home, f"SELECT * FROM {name} ORDER BY ALL")]
    return [row for row in rows if "delivery_withdrawn" not in row and not (but and but in row)]


def _check_rebuild(home: Path) -> None:
    again = home.parent / f"{home.name}-again"
    rebuild_into(home, again, tell=lambda _: None)
    assert differences(home, again) == []
