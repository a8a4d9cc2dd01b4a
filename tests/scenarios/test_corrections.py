"""What a sender corrects in a findings workbook is recognised, checked, booked once, and closes its findings."""

from __future__ import annotations

from pathlib import Path

from assets.rebuild import rebuild_into
from tests.scenarios.days import ask, differences
from tests.scenarios.mail import claim, fill_in, mutation, receipt, send

RIGHT = "Uw correctie: "
WRONG_KIND, WRONG_DATE = {"Soort klant": "PART"}, {"Vervaldatum": "31-02-2026"}


def test_a_corrected_workbook_is_booked_under_any_name_and_what_is_still_wrong_comes_back(empty_home: Path) -> None:
    first = send(
        empty_home,
        "vorderingen.csv",
        claim("F1"),
        claim("F2", **WRONG_KIND),
        claim("F3", **WRONG_DATE),
        claim("F4", Klantnummer="K2", **WRONG_KIND, **WRONG_DATE),
        *(claim(f"G{number}") for number in range(3)),
    )
    told = receipt(empty_home, "vorderingen.csv")
    assert told["rows"] == {"read": 7, "accepted": 4, "refused": 3, "duplicate": 0, "waiting": 0, "withdrawn": 0}
    corrected = {
        "F2": {f"{RIGHT}Soort klant": "P"},
        "F3": {"Vervaldatum": "28-02-2027"},
        "F4": {f"{RIGHT}Soort klant": "P"},
    }
    second = send(empty_home, "Kopie van lijst (2).xlsx", data=fill_in(empty_home, "vorderingen.csv", corrected))
    told = receipt(empty_home, "Kopie van lijst (2).xlsx")
    assert told["status"] == "partly_accepted"
    assert told["rows"] == {"read": 3, "accepted": 2, "refused": 1, "duplicate": 0, "waiting": 0, "withdrawn": 0}
    assert told["cents"]["accepted"] == 20000
    assert told["correction"] == {"delivery_id": first, "closed": 2, "still_open": 1}
    again = {"F4": {f"{RIGHT}Vervaldatum": "2026-07-15"}}
    third = send(empty_home, "nog een keer.xlsx", data=fill_in(empty_home, "Kopie van lijst (2).xlsx", again))
    assert receipt(empty_home, "nog een keer.xlsx")["correction"] == {
        "delivery_id": second,
        "closed": 1,
        "still_open": 0,
    }
    claims = (
        "SELECT claim_reference, delivery_id, line_number, CAST(due_date AS VARCHAR) FROM canonical.claims "
        "WHERE claim_reference LIKE 'F%' ORDER BY 1"
    )
    assert ask(empty_home, claims) == [
        ("F1", first, 2, "2026-06-15"),
        ("F2", second, 3, "2026-06-15"),
        ("F3", second, 4, "2027-02-28"),
        ("F4", third, 5, "2026-07-15"),
    ]
    states = "SELECT delivery_id, line_number, state, closed_by FROM marts.record_findings ORDER BY ALL"
    assert ask(empty_home, states) == [
        (first, 3, "closed", second),
        (first, 4, "closed", second),
        (first, 5, "closed", third),
        (first, 5, "closed", third),
        (second, 5, "closed", third),
    ]
    _check_rebuild(empty_home)


def test_a_workbook_that_comes_twice_books_nothing_twice(empty_home: Path) -> None:
    send(empty_home, "vorderingen.csv", claim("F1"))
    send(empty_home, "mutaties.csv", mutation("M1", "betwisting", Bedrag=""), mutation("", "betaling", Datum="x"))
    heading = f"{RIGHT}Datum"
    data = fill_in(empty_home, "mutaties.csv", {"F1": {heading: "02-08-2026"}})
    send(empty_home, "a.xlsx", data=data)
    assert receipt(empty_home, "a.xlsx")["status"] == "accepted"
    send(empty_home, "b.xlsx", data=data)
    assert receipt(empty_home, "b.xlsx")["status"] == "duplicate"
    other = fill_in(empty_home, "mutaties.csv", {"F1": {heading: "03-08-2026", "Bedrag": "99,00"}})
    send(empty_home, "c.xlsx", data=other)
    told = receipt(empty_home, "c.xlsx")
    assert (told["status"], told["findings"]) == ("duplicate", {"3020": 1})
    paid = "SELECT amount_cents FROM canonical.payments"
    assert ask(empty_home, paid) == [(2500,)]
    _check_rebuild(empty_home)


def test_a_file_that_was_refused_for_its_many_errors_is_booked_whole_once_they_are_corrected(empty_home: Path) -> None:
    rows = [claim("F1"), claim("F2", **WRONG_KIND), claim("F3", **WRONG_KIND)]
    send(empty_home, "vorderingen.csv", *rows)
    assert receipt(empty_home, "vorderingen.csv")["rows"]["accepted"] == 0
    right = {name: {f"{RIGHT}Soort klant": "P"} for name in ("F2", "F3")}
    send(empty_home, "beter.xlsx", data=fill_in(empty_home, "vorderingen.csv", right))
    told = receipt(empty_home, "beter.xlsx")
    assert (told["status"], told["rows"]["accepted"]) == ("accepted", 3)
    assert {state for (state,) in ask(empty_home, "SELECT state FROM marts.record_findings")} == {"closed"}


def test_a_workbook_that_fits_no_delivery_is_refused_as_a_whole(empty_home: Path) -> None:
    send(empty_home, "vorderingen.csv", claim("F1"), claim("F2", **WRONG_KIND), claim("F3"))
    data = fill_in(empty_home, "vorderingen.csv", {"F2": {"incassohub-id": "D00000001-00000000/3//0000"}})
    send(empty_home, "x.xlsx", data=data)
    told = receipt(empty_home, "x.xlsx")
    assert (told["status"], told["findings"]) == ("refused", {"1020": 1})


def test_a_file_of_the_same_name_is_told_what_differs_and_the_same_bytes_are_a_duplicate(empty_home: Path) -> None:
    first = send(empty_home, "vorderingen.csv", claim("F1"), claim("F2"))
    send(empty_home, "vorderingen.csv", claim("F1"), claim("F3", **{"Openstaand bedrag": "75,00"}))
    told = receipt(empty_home, "vorderingen.csv")["differs_from"]
    assert (told["delivery_id"], told["new_rows"], told["new_cents"], told["gone_rows"]) == (first, 1, 7500, 1)
    assert told["changed_rows"] == 0
    text = (empty_home / "outbox/energie-noord/vorderingen.csv.receipt.txt").read_text(encoding="utf-8")
    assert "- nieuw: 1, € 75,00" in text
    send(empty_home, "vorderingen.csv", claim("F1"), claim("F2"))
    again = receipt(empty_home, "vorderingen.csv")
    assert (again["status"], again["rows"]["duplicate"], "differs_from" in again) == ("duplicate", 2, False)


def _check_rebuild(home: Path) -> None:
    again = home.parent / "again"
    rebuild_into(home, again, tell=lambda _: None)
    assert differences(home, again) == []
