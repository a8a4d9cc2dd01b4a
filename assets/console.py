"""Tables on the terminal: frames as people read them, money in euros, problems in red."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    import polars as pl

_WIDTH_WITHOUT_TERMINAL: Final = 160


def console() -> Console:
    """The console of standard output; wide enough for tables where there is no terminal."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=_WIDTH_WITHOUT_TERMINAL)


def print_frame(frame: pl.DataFrame, *, title: str | None = None, red: str | None = None) -> None:
    """Prints a frame as a table: columns of cents in euros, numbers to the right.

    Args:
        frame: The rows.
        title: Title above the table.
        red: Column of truth values; rows where it holds are red, and the column itself is not shown.
    """
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    shown = [name for name in frame.columns if name != red]
    for name in shown:
        justify: Any = "right" if frame[name].dtype.is_numeric() else "left"
        table.add_column(_heading(name), justify=justify, overflow="fold")
    for row in frame.iter_rows(named=True):
        style = "red" if red and row[red] else None
        table.add_row(*(_cell(name, row[name]) for name in shown), style=style)
    console().print(table)


def euros(cents: int) -> str:
    """Cents as euros with two decimals and thousands apart: 1234567 -> `12,345.67`."""
    sign, whole = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"


def _heading(name: str) -> str:
    return name.removesuffix("_cents").replace("_", " ") + (" €" if name.endswith("_cents") else "")


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name.endswith("_cents"):
        return euros(value)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else escape(str(value))
