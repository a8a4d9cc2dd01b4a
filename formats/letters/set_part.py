"""One part of a batch set in pages: `python -m formats.letters.set_part`, or a call in the same process.

Typst keeps about a megabyte per letter, and remembers it for its next documents. A large batch is therefore set in
parts, each in a process that ends with it. The process reads a JSON object from standard input (layout, part,
business_date) and writes a line of JSON (the pages by letter), then the PDF. Exit status 3: the layout does not fit,
and standard error says why.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, time
from typing import Any, Final, NamedTuple

import typst

LAYOUT_IS_WRONG: Final = 3


class SetPart(NamedTuple):
    """A PDF, and for each letter, by its number, the pages that it has in it."""

    pdf: bytes
    pages: dict[int, list[int]]


def set_part(layout: str, part: dict[str, Any], business_date: date) -> SetPart:
    """The pages of a part of a batch.

    Args:
        layout: Typst source; it reads the part from `batch.json`.
        part: What the layout shows: `title`, `labels` by language, and `letters`.
        business_date: Date that the PDF carries.

    Raises:
        RuntimeError: The layout cannot be read, or does not fit the letters.
    """
    # The files live in memory only; the stubs of typst do not know yet that it takes them as a dictionary.
    files: Any = {"main.typ": layout.encode(), "batch.json": json.dumps(part, ensure_ascii=False).encode()}
    midnight = datetime.combine(business_date, time(tzinfo=UTC))
    # Tags would take ten times the memory. The query sets nothing again: typst remembers the pages.
    pdf: bytes = typst.compile(files, format="pdf", ignore_system_fonts=True, timestamp=midnight, pdf_tags=False)
    pages: dict[int, list[int]] = {}
    for number, page in json.loads(typst.query(files, "<pages>", field="value", ignore_system_fonts=True)):
        pages.setdefault(number, []).append(page)
    return SetPart(pdf, pages)


def read_part(answer: bytes) -> SetPart:
    """The part that a process wrote.

    Args:
        answer: Its standard output.
    """
    pages, _, pdf = answer.partition(b"\n")
    return SetPart(pdf, {int(number): own for number, own in json.loads(pages).items()})


def _main() -> int:
    asked = json.load(sys.stdin.buffer)
    try:
        done = set_part(asked["layout"], asked["part"], date.fromisoformat(asked["business_date"]))
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return LAYOUT_IS_WRONG
    sys.stdout.buffer.write(json.dumps(done.pages).encode() + b"\n" + done.pdf)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
