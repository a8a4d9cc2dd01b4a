import shutil
from pathlib import Path

import pytest

from mappings.check_files import check_files
from mappings.tree import SHIPPED, roots_of
from warehouse.errors import UsageError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED / "creditors" / "zorgplus", tmp_path / "mappings" / "creditors" / "zorgplus")
    return tmp_path


def _change(home: Path, relative: str, old: str, new: str) -> Path:
    path = home / "mappings" / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (SHIPPED / relative).read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_shipped_files_have_no_faults() -> None:
    checked = check_files((SHIPPED,))
    assert checked.faults == ()
    assert checked.counts["creditors"] == 5
    assert all(checked.counts.values())


def test_faults_of_every_kind_of_file_are_told_at_once(home: Path) -> None:
    changes = [
        ("creditors/zorgplus/creditor.yaml", "name:", "nmae:"),
        ("creditors/zorgplus/claims.yaml", "books: claim", "books: clam"),
        ("banks/agency-bank/bank.yaml", "name:", "nmae:"),
        ("profiles/nl_consumer.yaml", "priority:", "prioriteit:"),
        ("law/nl/vat_general.yaml", "unit:", "unti:"),
        ("findings/nl.yaml", "labels:", "lables:"),
        ("explain/fr.yaml", "title:", "titre:"),
        ("letters/nl/demand.yaml", "subject:", "subjetc:"),
        ("twin/nl.yaml", "towns:", "steden:"),
        ("releases.yaml", "lapse_days: 3", "lapse_days: three"),
    ]
    paths = {_change(home, *change) for change in changes}
    checked = check_files(roots_of(home))
    assert {fault.path for fault in checked.faults} == paths
    assert list(checked.faults) == sorted(checked.faults)
    assert all(fault.line >= 1 and fault.cause and fault.cure for fault in checked.faults)


def test_a_file_that_is_no_yaml_does_not_hide_the_others(home: Path) -> None:
    (home / "mappings/creditors/zorgplus/claims.yaml").write_text("files: [", encoding="utf-8")
    _change(home, "creditors/zorgplus/creditor.yaml", "group_by: ", "groupby: ")
    causes = [(fault.path.name, fault.cause) for fault in check_files(roots_of(home)).faults]
    assert len(causes) == 2
    assert causes[0][0] == "claims.yaml"
    assert causes[1] == ("creditor.yaml", "'groupby' is not a known key")


def test_only_the_asked_creditors_files_are_told(home: Path) -> None:
    _change(home, "creditors/zorgplus/claims.yaml", "books: claim", "books: clam")
    _change(home, "banks/agency-bank/bank.yaml", "name:", "nmae:")
    checked = check_files(roots_of(home), creditor_id="zorgplus")
    assert {fault.path.name for fault in checked.faults} == {"claims.yaml"}
    assert check_files(roots_of(home), creditor_id="telecom-brabo").faults == ()


def test_an_unknown_creditor_is_told_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="Use one of: energie-noord"):
        check_files((SHIPPED,), creditor_id="niemand")


def test_a_template_that_a_profile_asks_for_must_be_there(home: Path) -> None:
    _change(home, "profiles/nl_consumer.yaml", "template: demand", "template: demnad")
    causes = {(fault.path.as_posix(), fault.cause) for fault in check_files(roots_of(home)).faults}
    assert causes == {(f"letters/{language}/demnad.yaml", "is not there") for language in ("nl", "fr", "en")}


def test_a_template_that_a_step_sends_as_a_text_message_must_have_a_short_text(home: Path) -> None:
    demand = "channels: [email, print]\n    template: demand"
    _change(home, "profiles/nl_consumer.yaml", demand, demand.replace("[", "[sms, "))
    assert check_files(roots_of(home)).faults == ()
    path = _change(home, "letters/fr/demand.yaml", "short:", "short:")
    path.write_text(path.read_text(encoding="utf-8").partition("short:")[0], encoding="utf-8")
    (fault,) = check_files(roots_of(home)).faults
    assert (fault.path, fault.cause.partition(",")[0]) == (path, "'short' is missing")


def test_two_feeds_with_one_pattern_are_told_with_the_line(home: Path) -> None:
    text = (SHIPPED / "creditors/zorgplus/claims.yaml").read_text(encoding="utf-8")
    (home / "mappings/creditors/zorgplus/other.yaml").write_text(text, encoding="utf-8")
    fault, _ = check_files(roots_of(home)).faults
    assert fault.path.name == "other.yaml"
    assert "the feed 'claims' takes" in fault.cause
    assert text.splitlines()[fault.line - 1].startswith("files:")


def test_an_id_that_two_partners_share_is_told(home: Path) -> None:
    text = (SHIPPED / "banks/agency-bank/bank.yaml").read_text(encoding="utf-8")
    folder = home / "mappings/banks/zorgplus"
    folder.mkdir(parents=True)
    (folder / "bank.yaml").write_text(text.replace("id: agency-bank", "id: zorgplus"), encoding="utf-8")
    (fault,) = check_files(roots_of(home)).faults
    assert (fault.path.name, fault.cause) == ("bank.yaml", "the creditor of this folder's name has the same id")


@pytest.mark.parametrize(
    ("listed", "cause"),
    [("codes: {A: [", "is no YAML"), ("codes: {A: x}\nwaarden: 1\n", "'waarden' is not a known key")],
)
def test_a_list_of_codes_is_checked_although_no_feed_names_it(home: Path, listed: str, cause: str) -> None:
    path = home / "mappings/creditors/zorgplus/codes/soorten.yaml"
    path.parent.mkdir()
    path.write_text(listed, encoding="utf-8")
    (fault,) = check_files(roots_of(home), creditor_id="zorgplus").faults
    assert fault.path == path
    assert cause in fault.cause
