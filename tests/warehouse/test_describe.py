from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.describe import describe_warehouse, with_generated_part
from warehouse.tables import TABLES, schema_of
from warehouse.views import load_marts

PAGE = Path(__file__).parents[2] / "docs" / "analysts.md"


def test_page_for_analysts_is_current():
    text = PAGE.read_text(encoding="utf-8")
    assert text == with_generated_part(text), "run: python -m warehouse.describe docs/analysts.md"


def test_every_table_view_and_column_is_on_the_page():
    text = describe_warehouse()
    for name in TABLES:
        section = text.partition(f"### {name}\n")[2].partition("###")[0]
        assert all(f"| {column} |" in section for column in schema_of(name)), name
    for mart in load_marts():
        section = text.partition(f"### marts.{mart.name}\n")[2].partition("###")[0]
        assert all(f"| {column} |" in section for column in mart.columns), mart.name


def test_page_without_its_marker_is_a_fault():
    with pytest.raises(AssertionError, match="lost the line"):
        with_generated_part("# For analysts\n")
