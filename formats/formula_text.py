"""Text that a spreadsheet would take for a formula, told apart and made harmless in what people open as a table.

*Source*: OWASP, "CSV Injection".
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

# Some programs take blanks before it off, and read the wide signs of East Asian keyboards as the narrow ones.
_START: Final = r"^(?:[\t\r\n]|[ \u00a0]*[=@+\-\uff1d\uff20\uff0b\uff0d])"
# Amounts, telephone numbers and Belgian references (`+++123/4567/89012+++`) start with a sign, and can run nothing.
_NUMBER: Final = r"^ *[+\-][0-9.,/+\- ]*$"
_FORMULA: Final = re.compile(_START)
_PLAIN_NUMBER: Final = re.compile(_NUMBER)


def is_formula_text(text: str) -> bool:
    """Whether a spreadsheet may run a text: it starts as a formula does, and does not only hold digits and signs."""
    return _FORMULA.match(text) is not None and _PLAIN_NUMBER.match(text) is None


def harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that a spreadsheet may run."""
    text = pl.col(pl.String)
    is_formula = text.str.contains(_START) & ~text.str.contains(_NUMBER)
    return frame.with_columns(pl.when(is_formula).then(pl.lit("'") + text).otherwise(text).name.keep())
