from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from mappings.json_schema import schemas
from mappings.tree import SHIPPED, list_files
from mappings.yaml_file import read_yaml
from tests.architecture.test_docs import keys_taken
from tests.mappings.test_code_lists import LIST
from tests.mappings.test_feed_file import GOOD
from tests.mappings.test_totals_rules import BESIDE

LOADERS = (
    *(
        "feed_file",
        "totals_rules",
        "record_rules",
        "parse_rules",
        "snapshot_rules",
        "expected_rules",
        "code_lists",
        "database_source",
    ),
    *("partners", "partner_blocks", "terms", "profile_rules", "profile_step", "profile_behaviour", "questions"),
    *("hold_rules", "contact_hours", "plan_rules", "release_rules"),
)
SCHEMAS: dict[str, dict[str, Any]] = {name.partition(".")[0]: json.loads(text) for name, text in schemas().items()}
VALIDATORS = {kind: Draft7Validator(schema) for kind, schema in SCHEMAS.items()}
HEADS = {"creditor.yaml", "bank.yaml", "bailiff.yaml"}


def kind_of(relative: str) -> str:
    name = relative.rpartition("/")[2]
    if relative.startswith(("profiles/", "arrangements/")):
        return relative.partition("/")[0].removesuffix("s")
    return name.removesuffix(".yaml") if name in HEADS | {"agency.yaml", "holds.yaml", "releases.yaml"} else "feed"


FILES = {
    relative: path
    for pattern in (
        "creditors/*/*.yaml",
        "banks/*/*.yaml",
        "bailiffs/*/*.yaml",
        "agency.yaml",
        "holds.yaml",
        "releases.yaml",
        "profiles/*.yaml",
        "arrangements/*.yaml",
    )
    for relative, path in list_files(pattern, (SHIPPED,)).items()
}
HUB = {name: path for name, path in list_files("hub/*.yaml", (SHIPPED,)).items() if name != "hub/hub.yaml"}


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def faults(kind: str, path: Path) -> list[str]:
    return [error.message for error in VALIDATORS[kind].iter_errors(as_json(read_yaml(path).plain()))]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_schema_is_one(kind: str) -> None:
    Draft7Validator.check_schema(SCHEMAS[kind])
    assert SCHEMAS[kind]["additionalProperties"] is False


@pytest.mark.parametrize("relative", [*FILES, *HUB])
def test_every_shipped_file_fits_its_schema(relative: str) -> None:
    assert faults(kind_of(relative), (FILES | HUB)[relative]) == []


def feed(folder: Path, text: str) -> list[str]:
    path = folder / "feed.yaml"
    path.write_text(text, encoding="utf-8")
    return faults("feed", path)


MORE = """\
mode: snapshot
snapshot: {covers: creditor, gone: payment, drop_percent: 12.5}
expected: {every: month, by: 5, since: 2026-01-01}
reject: {percent: 2.5}
totals: {rows: aantal, amount: bedrag, differ: report}
"""


def test_a_feed_with_everything_fits(tmp_path: Path) -> None:
    assert feed(tmp_path, GOOD + BESIDE) == []
    text = GOOD.replace("naam: name", "naam: {split: person}").replace("{P: consumer, Z: business}", "soorten")
    assert feed(tmp_path, text + MORE) == []
    (tmp_path / "codes.yaml").write_text(LIST, encoding="utf-8")
    assert faults("codes", tmp_path / "codes.yaml") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("naam: name", "naam: nmae"),
        ("naam: name", "naam: {split: persoon}"),
        ("naam: name", "naam: {to: name, split: person}"),
        ("naam: name", "naam: {to: name, parse: naam}"),
        ("naam: name", "naam: {to: name, alias: x}"),
        ("books: claim", "books: clam"),
        ('delimiter: ";"', 'delimiter: ";;"'),
        ("name: csv", "name: cvs"),
        ("dates: [dd-mm-yyyy]", "dates: [dd-mm-jjjj]"),
        ("mode: snapshot", "mode: volledig"),
        ("gone: payment", "gone: paid"),
        ("every: month", "every: maand"),
        ("since: 2026-01-01", "since: gisteren"),
    ],
)
def test_an_editor_tells_what_the_loader_tells(tmp_path: Path, old: str, new: str) -> None:
    text = GOOD + MORE
    assert old in text
    assert feed(tmp_path, text.replace(old, new, 1)) != []


def properties(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return {name for item in schema for name in properties(item)}
    if not isinstance(schema, dict):
        return set()
    own = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
    return own | {name for item in schema.values() for name in properties(item)}


@pytest.mark.parametrize("module", LOADERS)
def test_every_key_that_a_loader_takes_stands_in_a_schema(module: str) -> None:
    known = set().union(*(properties(schema) for schema in SCHEMAS.values()))
    assert keys_taken(SHIPPED / f"{module}.py") - known == set()
