"""Texts of the questions are complete in every language, and fill in the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.draft_questions import QUESTIONS, load_draft_questions
from mappings.tree import SHIPPED
from warehouse.codes import LANGUAGES
from warehouse.errors import ConfigurationError


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text(language: str) -> None:
    assert set(load_draft_questions(language)) == set(QUESTIONS)


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [
        ("  mode: x", "missing"),
        ('  mode: "In {file}?"', "other places"),
        ('  mode: "In {?"', "other places"),
        ("  mode: x\n  other: x", "no text of a draft"),
    ],
)
def test_a_text_that_is_missing_unknown_or_filled_in_otherwise_is_told(tmp_path: Path, wrong: str, cause: str) -> None:
    shipped = (SHIPPED / "draft/questions/en.yaml").read_text(encoding="utf-8")
    kept = [
        line for line in shipped.splitlines() if not line.startswith("  totals:" if cause == "missing" else "  mode:")
    ]
    place = kept.index("file:") + 1
    (tmp_path / "draft/questions").mkdir(parents=True)
    lines = kept if cause == "missing" else [*kept[:place], wrong, *kept[place:]]
    (tmp_path / "draft/questions/en.yaml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=cause):
        load_draft_questions("en", (tmp_path, SHIPPED))
