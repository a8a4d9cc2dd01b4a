"""The results of the benchmarks as tables: on the screen, as Markdown for people and as JSON for comparison."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Section:
    """One table of results.

    Args:
        title: What was measured.
        note: How, in a sentence or two.
        columns: Headings.
        rows: Texts, one per column.
    """

    title: str
    note: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def show(section: Section, console: Console) -> None:
    """Prints a section.

    Args:
        section: Table of results.
        console: Where to.
    """
    table = Table(title=section.title, title_justify="left", caption=section.note, caption_justify="left")
    for place, column in enumerate(section.columns):
        table.add_column(column, justify="right" if place else "left")
    for row in section.rows:
        table.add_row(*row)
    console.print(table)


def write(sections: Sequence[Section], machine: str, folder: Path) -> None:
    """Writes `results.md` and `results.json`.

    Args:
        sections: All tables of a run.
        machine: What it ran on.
        folder: Where to.
    """
    texts = ["# Benchmarks", f"Written by `make bench` on {machine}.", *(_markdown(section) for section in sections)]
    (folder / "results.md").write_text("\n\n".join(texts) + "\n", encoding="utf-8")
    told = {"machine": machine, "sections": [asdict(section) for section in sections]}
    (folder / "results.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _markdown(section: Section) -> str:
    marks = ["---", *["---:"] * (len(section.columns) - 1)]
    lines = ["| " + " | ".join(row) + " |" for row in (section.columns, marks, *section.rows)]
    return "\n".join([f"## {section.title}", "", *lines, "", section.note])
