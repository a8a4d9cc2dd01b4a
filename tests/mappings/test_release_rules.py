from pathlib import Path

import pytest

from mappings.release_rules import ReleaseRules, load_release_rules
from mappings.tree import SHIPPED
from warehouse.errors import ConfigurationError


def test_the_shipped_limits_are_those_that_hold_where_a_file_is_silent(tmp_path: Path) -> None:
    (tmp_path / "releases.yaml").write_text("{}\n")
    assert load_release_rules() == load_release_rules((tmp_path, SHIPPED)) == ReleaseRules()


def test_a_home_has_limits_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "releases.yaml").write_text("always: [transfers]\npaid_days: never\nonce_per_debtor: always\n")
    rules = load_release_rules((tmp_path, SHIPPED))
    assert rules == ReleaseRules(always=("transfers",), paid_days=None, once_per_debtor="always")


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    text = "always: [work_items]\ntimes_usual: 0\nonce_per_debtor: often\npaid_days: soon\nlapse: 3\n"
    (tmp_path / "releases.yaml").write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        load_release_rules((tmp_path,))
    told = str(caught.value)
    assert all(f"releases.yaml:{line}:" in told for line in range(1, 6))
    assert "'work_items' is no kind of batch that can wait" in told
