"""Names of the columns that the header of a table gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from formats.faults import file_fault
from formats.table import is_reserved


def column_names(header: Sequence[str | None], *, file_name: str, line_number: int) -> list[str]:
    """The names in a header, trimmed; a column without one is called by its ordinal, as Excel leaves such behind.

    Args:
        header: Cells of the header.
        file_name: Name of the file, for errors.
        line_number: Line of the header; 0 where the layout gives the names.

    Raises:
        FormatError: A name stands twice, or is one that the hub needs itself.
    """
    names = [(name or "").strip() or f"column {ordinal}" for ordinal, name in enumerate(header, start=1)]
    faults = [f"column {name!r} stands {times} times" for name, times in Counter(names).items() if times > 1]
    faults += [f"the name {name!r} is reserved" for name in names if is_reserved(name)]
    if faults:
        raise file_fault("columns", "; ".join(faults), file_name=file_name, line_number=line_number)
    return names
