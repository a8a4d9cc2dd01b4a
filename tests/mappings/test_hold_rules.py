"""Every kind of hold says what it stops; a file that does not is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.hold_rules import hold_table, load_holds
from mappings.tree import SHIPPED
from warehouse import codes
from warehouse.errors import ConfigurationError


def test_every_kind_has_a_rule_and_a_row() -> None:
    rules = load_holds()
    assert tuple(rules) == codes.HOLD_KINDS
    table = hold_table(rules)
    assert table["kind"].to_list() == list(codes.HOLD_KINDS)
    assert table.filter(kind="wrong_address").row(0, named=True)["stopped_channels"] == ["print"]
    assert table.filter(kind="minor")["until_age"].to_list() == [18]


@pytest.mark.parametrize("kind", ["bankruptcy", "wsnp", "ccr", "counselling", "deceased"])
def test_what_the_law_stops_follows_the_person_and_stops_everything(kind: str) -> None:
    rule = load_holds()[kind]
    assert (rule.stops, rule.follows_person) == ("everything", True)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("  stops: pressure", "  stops: presure", "no word for it"),
        ("stops: [print]", "stops: [post]", "no word for it"),
        ("stops: [print]", "stops: []", "no word for it"),
        ("  description: the debtor has died", "  description: ", "'description' is empty"),
        ("for_person: true", "for_person: yes please", "must be true or false"),
        ("until_age: 18", "until_age: 0", "from 1 to 130"),
        ("minor:", "minors:", "Did you mean 'minor'"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, before: str, after: str, words: str) -> None:
    shipped = (SHIPPED / "holds.yaml").read_text()
    assert before in shipped
    (tmp_path / "holds.yaml").write_text(shipped.replace(before, after, 1))
    with pytest.raises(ConfigurationError) as caught:
        load_holds([tmp_path])
    assert words in str(caught.value)
    assert "holds.yaml:" in str(caught.value)


def test_a_hub_may_let_a_complaint_stop_no_letters(tmp_path: Path) -> None:
    shipped = (SHIPPED / "holds.yaml").read_text()
    own = shipped.replace("is being dealt with\n  stops: everything", "is being dealt with\n  stops: [email]")
    (tmp_path / "holds.yaml").write_text(own)
    assert load_holds([tmp_path, SHIPPED])["complaint"].channels == ("email",)
