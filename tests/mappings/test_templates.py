"""Templates are found, checked and hashed; a home's own files win."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.templates import list_templates, load_template, load_templates, template_table
from mappings.tree import SHIPPED
from warehouse.errors import ConfigurationError

NAMES = [
    *("arrangement_broken", "arrangement_confirmed", "demand", "first_reminder", "fourteen_day_notice"),
    *("instalment_missed", "instalment_reminder", "last_demand", "preventive", "reminder"),
]


def put(root: Path, relative: str, text: str) -> tuple[Path, Path]:
    path = root / "letters" / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return (root, SHIPPED)


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_language_has_every_template(language: str) -> None:
    assert list_templates(language) == NAMES


def test_languages_have_the_same_labels() -> None:
    labels = [load_template("reminder", language).labels for language in ("nl", "fr", "en")]
    assert labels[0].keys() == labels[1].keys() == labels[2].keys()


def test_hash_tells_templates_apart_and_stays_the_same() -> None:
    first = [load_template(name, "nl").sha256 for name in NAMES]
    assert first == [load_template(name, "nl").sha256 for name in NAMES]
    assert len(set(first)) == len(NAMES)


@pytest.mark.parametrize("relative", ["nl/reminder.yaml", "nl/shared.yaml", "layout/letter.typ", "layout/mail.txt.j2"])
def test_hash_changes_with_every_file_that_the_template_includes(tmp_path: Path, relative: str) -> None:
    source = (SHIPPED / "letters" / relative).read_text(encoding="utf-8")
    roots = put(tmp_path, relative, source + "\n")
    assert load_template("reminder", "nl", roots).sha256 != load_template("reminder", "nl").sha256


def test_file_of_the_home_wins_and_adds_templates(tmp_path: Path) -> None:
    text = 'subject: "Eigen"\nopening: ["Eigen tekst."]\nafter: []\n'
    roots = put(tmp_path, "nl/reminder.yaml", text)
    put(tmp_path, "nl/welcome.yaml", text)
    assert "welcome" in list_templates("nl", roots)
    assert load_template("reminder", "nl", roots).wording.subject.render({}) == "Eigen"
    assert load_template("demand", "nl", roots).sha256 == load_template("demand", "nl").sha256


def test_table_has_a_row_per_language_and_template() -> None:
    table = template_table()
    assert table.columns == ["language", "template", "template_sha256"]
    assert table.height == 3 * len(NAMES)
    assert table["template_sha256"].str.len_chars().unique().to_list() == [64]


def test_templates_of_a_batch_are_given_by_language_and_name() -> None:
    assert set(load_templates([("nl", "demand"), ("fr", "demand"), ("nl", "demand")])) == {
        ("nl", "demand"),
        ("fr", "demand"),
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('subject: "a"\nopening: []\n', "'after' is missing"),
        ('subject: "a"\nopening: []\nafter: []\nfooter: "b"\n', "'footer' is not a known key"),
        ('subject: "{{ a"\nopening: []\nafter: []\n', "reminder.yaml:1: 'subject' cannot be read"),
        ('subject: ["a"]\nopening: []\nafter: []\n', "'subject' must be a text"),
        ('subject: "a"\nopening: {a: b}\nafter: []\n', "reminder.yaml:2: 'opening' must be a text or a list"),
        ('subject: "a"\nopening: []\nafter: []\noptions: [b]\n', "reminder.yaml:4: 'options' must hold keys"),
        ('subject: "a"\nsubject: "b"\nopening: []\nafter: []\n', "subject"),
        ("subject: [", "reminder.yaml"),
    ],
)
def test_wrong_template_is_refused_with_its_file(tmp_path: Path, text: str, fault: str) -> None:
    roots = put(tmp_path, "nl/reminder.yaml", text)
    with pytest.raises(ConfigurationError, match=r"reminder\.yaml") as caught:
        load_template("reminder", "nl", roots)
    assert fault in str(caught.value)


def test_wrong_layout_is_refused_with_its_line(tmp_path: Path) -> None:
    roots = put(tmp_path, "layout/mail.txt.j2", "a\n{% if %}\n")
    with pytest.raises(ConfigurationError, match=r"mail\.txt\.j2:2"):
        load_template("reminder", "nl", roots)


def test_labels_that_are_no_texts_are_refused(tmp_path: Path) -> None:
    roots = put(tmp_path, "nl/shared.yaml", "labels: [a]\n")
    with pytest.raises(ConfigurationError, match="labels"):
        load_template("reminder", "nl", roots)


@pytest.mark.parametrize(("name", "language"), [("nothing", "nl"), ("reminder", "de")])
def test_template_that_is_not_there_is_refused(name: str, language: str) -> None:
    with pytest.raises(ConfigurationError):
        load_template(name, language)


def test_label_that_a_homes_shared_file_lacks_or_leaves_empty_is_told_with_file_and_line(tmp_path: Path) -> None:
    shipped = (SHIPPED / "letters/nl/shared.yaml").read_text(encoding="utf-8")
    lacking = put(tmp_path, "nl/shared.yaml", shipped.replace("  total: Totaal te betalen\n", ""))
    with pytest.raises(ConfigurationError, match=r"nl/shared\.yaml:3: 'total' is missing"):
        load_template("reminder", "nl", lacking)
    empty = put(tmp_path, "nl/shared.yaml", shipped.replace("total: Totaal te betalen", 'total: ""'))
    with pytest.raises(ConfigurationError, match="'total' is empty"):
        load_template("reminder", "nl", empty)


def test_label_that_a_home_adds_is_there_for_its_own_layout(tmp_path: Path) -> None:
    shipped = (SHIPPED / "letters/nl/shared.yaml").read_text(encoding="utf-8")
    roots = put(tmp_path, "nl/shared.yaml", shipped.replace("labels:\n", "labels:\n  slogan: Samen vooruit\n"))
    labels = load_template("reminder", "nl", roots).labels
    assert labels["slogan"] == "Samen vooruit"
    assert labels.keys() - {"slogan"} == load_template("reminder", "nl").labels.keys()
