from __future__ import annotations

from pathlib import Path

import pytest

from formats.registry import FORMATS
from mappings.describe import describe_findings, describe_formats, pages
from warehouse import codes
from warehouse.findings import FINDINGS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_page_that_follows_from_the_code_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], "run: python -m mappings.describe docs"


def test_every_finding_stands_there_in_every_language() -> None:
    page = describe_findings()
    for code, finding in FINDINGS.items():
        assert f"| {code} | `{finding.name}` | {finding.severity} |" in page
        assert page.count(f"\n| {code} | ") == 1 + len(codes.LANGUAGES)


def test_every_format_and_option_stands_there() -> None:
    page = describe_formats()
    for name, known in FORMATS.items():
        section = page.partition(f"## `{name}`")[2].partition("\n## ")[0]
        assert all(f"| `{option}` |" in section for option in known.options), name
