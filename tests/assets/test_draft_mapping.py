"""A draft of each creditor of the demo, from one sample alone, beside the mapping that people made."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from assets.demo import DemoFile, demo_files
from assets.draft_mapping import draft_mapping
from formats.registry import read
from mappings.feed_file import check_feed
from mappings.feeds import USES, Feed, RecordRule
from mappings.partners import Partners, load_partners
from mappings.tree import SHIPPED
from mappings.twin_words import load_all_words
from mappings.yaml_block import Fault
from warehouse.errors import UsageError

LEAST_PERCENT = 90
FEEDS = [
    ("energie-noord", "claims"),
    ("energie-noord", "mutations"),
    ("groothandel-maas", "invoices"),
    ("telecom-brabo", "claims"),
    ("woonstichting-delta", "workbook"),
    ("zorgplus", "claims"),
]


class Column(NamedTuple):
    """A column of the mapping that people made, and what the draft made of it."""

    creditor: str
    name: str
    wanted: str
    drafted: str

    @property
    def is_right(self) -> bool:
        """Whether the same field is filled; what fills no field may be kept, used or ignored."""
        return self.wanted == self.drafted or {self.wanted, self.drafted} <= set(USES)


@pytest.fixture(scope="module")
def partners() -> Partners:
    return load_partners((SHIPPED,))


@pytest.fixture(scope="module")
def samples(partners: Partners) -> dict[tuple[str, str], DemoFile]:
    """The first file of each feed."""
    files = demo_files(partners, load_all_words(), claims=400, seed=1)
    found: dict[tuple[str, str], DemoFile] = {}
    for file in files:
        found.setdefault((file.partner_id, file.feed), file)
    return found


Drafted = tuple[Feed, list[Fault], tuple[str, ...]]
"""A drafted feed as its loader reads it, its faults, and the questions."""


@pytest.fixture(scope="module")
def drafts(
    samples: dict[tuple[str, str], DemoFile], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Drafted]:
    """The draft of each sample."""
    folder = tmp_path_factory.mktemp("drafts")
    return {key: drafted(folder, samples[key].name, samples[key].made.data) for key in FEEDS}


def drafted(folder: Path, name: str, data: bytes) -> Drafted:
    """Return the draft of a sample."""
    sample = folder / name
    sample.write_bytes(data)
    draft = draft_mapping(sample, creditor_id=None, roots=(SHIPPED,))
    feed_name = next(name for name in draft.files if name != "creditor.yaml")
    path = folder / feed_name
    path.write_text(draft.files[feed_name], encoding="utf-8")
    feed, faults = check_feed(path, partner_id="new-creditor", partner_kind="creditor")
    return feed, faults, draft.questions


def texts_of(feed: Feed, data: bytes, name: str) -> dict[str, pl.DataFrame]:
    """Return what a feed reads from a file, by record."""
    return {key: table.rows for key, table in read(data, feed.format, file_name=name).items()}


def look_up(creditor: str, made: Feed, draft: Feed, file: DemoFile) -> list[Column]:
    """Return every column that people mapped, with the field of the drafted column that reads the same texts."""
    asked, given = (texts_of(feed, file.made.data, file.name) for feed in (made, draft))
    found = []
    for rule in made.records.values():
        for name, column in rule.columns.items():
            texts = asked[rule.source][name]
            fields = [
                twin.to
                for other in draft.records.values()
                if same_records(rule, other, asked, given)
                for twin_name, twin in other.columns.items()
                if twin_name == name or (feed_has_no_names(made) and given[other.source][twin_name].equals(texts))
            ]
            best = column.to if column.to in fields else next(iter(fields), "not there")
            found.append(Column(creditor, f"{rule.name}.{name}", column.to, best))
    return found


def same_records(
    rule: RecordRule, other: RecordRule, asked: dict[str, pl.DataFrame], given: dict[str, pl.DataFrame]
) -> bool:
    """Return whether two rules book the same rows."""
    return rule.books == other.books and asked[rule.source].height == given[other.source].height


def feed_has_no_names(feed: Feed) -> bool:
    """Return whether the names of columns are the mapping's own, so that only the texts tell which is which."""
    return feed.format["name"] in ("fixed", "xml")


def test_nine_of_ten_columns_of_each_creditor_are_right(
    partners: Partners, samples: dict[tuple[str, str], DemoFile], drafts: dict[tuple[str, str], Drafted]
) -> None:
    columns: list[Column] = []
    for creditor, name in FEEDS:
        made, draft = partners.creditors[creditor].feeds[name], drafts[creditor, name][0]
        columns += look_up(creditor, made, draft, samples[creditor, name])
    table = pl.DataFrame([(*column, column.is_right) for column in columns], orient="row",
                         schema=["creditor", "column", "wanted", "drafted", "is_right"])  # fmt: skip
    shares = table.group_by("creditor", maintain_order=True).agg(pl.len(), pl.col("is_right").sum().alias("right"))
    misses = table.filter(~pl.col("is_right"))
    with pl.Config(tbl_rows=100, fmt_str_lengths=60):
        print(shares, misses)
    assert set(shares["creditor"]) == set(partners.creditors)
    assert shares.filter(pl.col("right") * 100 < pl.col("len") * LEAST_PERCENT).is_empty(), misses


@pytest.mark.parametrize(("creditor", "name"), FEEDS)
def test_the_check_of_a_draft_tells_only_what_is_asked(
    drafts: dict[tuple[str, str], Drafted], creditor: str, name: str
) -> None:
    _, faults, questions = drafts[creditor, name]
    asked = [fault for fault in faults if fault.cause.startswith("a question is open")]
    assert len(asked) == len(questions)
    assert all("cannot be '?'" in fault.cause for fault in faults if fault not in asked)


@pytest.mark.parametrize(("creditor", "name"), FEEDS)
def test_the_type_of_debtor_is_always_asked(drafts: dict[tuple[str, str], Drafted], creditor: str, name: str) -> None:
    feed, _, questions = drafts[creditor, name]
    books_claims = any(rule.books == "claim" for rule in feed.records.values())
    assert any("consumer" in question or "consument" in question for question in questions) == books_claims


def test_a_known_creditor_needs_no_file_of_his_own(samples: dict[tuple[str, str], DemoFile], tmp_path: Path) -> None:
    file = samples["telecom-brabo", "claims"]
    sample = tmp_path / file.name
    sample.write_bytes(file.made.data)
    draft = draft_mapping(sample, creditor_id="telecom-brabo", roots=(SHIPPED,))
    assert list(draft.files) == ["claims.yaml"]


@pytest.mark.parametrize(
    ("creditor", "name", "language"),
    [("energie-noord", "claims", "nl"), ("zorgplus", "claims", "nl"), ("telecom-brabo", "claims", "nl")],
)
def test_questions_are_in_the_creditors_language(
    samples: dict[tuple[str, str], DemoFile], tmp_path: Path, creditor: str, name: str, language: str
) -> None:
    sample = tmp_path / samples[creditor, name].name
    sample.write_bytes(samples[creditor, name].made.data)
    assert draft_mapping(sample, creditor_id=creditor, roots=(SHIPPED,)).language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Facture;Montant;Date d'échéance;Compte\nF1;1,00;13/05/2026;BE71 0961 2345 6769\n", "fr"),
        ("Factuur;Bedrag;Vervaldatum;Rekening\nF1;1,00;13/05/2026;BE71 0961 2345 6769\n", "nl"),
        ("Invoice;Amount;Due date\nF1;1.00;2026-05-13\n", "en"),
    ],
)
def test_a_sample_tells_the_language_of_a_creditor_who_is_not_known(tmp_path: Path, text: str, language: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    draft = draft_mapping(tmp_path / "a.csv", creditor_id=None, roots=(SHIPPED,))
    assert draft.language == language


def test_an_id_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="folder"):
        draft_mapping(tmp_path / "x.csv", creditor_id="../x", roots=(SHIPPED,))


def test_a_sample_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        draft_mapping(tmp_path / "x.csv", creditor_id=None, roots=(SHIPPED,))
