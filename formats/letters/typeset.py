"""Letters set in pages: typst for some hundreds at a time, on every processor, then one PDF of all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from itertools import islice
from typing import Any, Final, NamedTuple

from formats.letters.join_parts import join_parts
from formats.letters.set_part import LAYOUT_IS_WRONG, SetPart, read_part, set_part
from warehouse.errors import ConfigurationError

LETTERS_PER_PART: Final = 250
"""Letters that are set at once: few enough for 300 MB, enough that the start of a process does not count."""

_MOST_WORKERS: Final = 4


class Typeset(NamedTuple):
    """A PDF, and for each letter its key with first page and number of pages."""

    pdf: bytes
    pages: dict[int, tuple[int, int]]


def typeset_letters(
    layout: str, letters: Iterable[dict[str, Any]], *, labels: Mapping[str, Any], title: str, business_date: date
) -> Typeset:
    """One PDF of all letters, each on pages of its own; the same letters give the same bytes on any machine.

    Args:
        layout: Typst source; it reads the letters from `batch.json`.
        letters: What the layout shows; `sequence` is the letter's number. They may be made as they are asked for.
        labels: Words of tables and headings, by language.
        title: Title of the PDF.
        business_date: Date that the PDF carries.

    Raises:
        ConfigurationError: The layout cannot be read, or does not fit the letters.
    """
    parts = ({"title": title, "labels": labels, "letters": part} for part in _in_parts(letters))
    first, second = next(parts), next(parts, None)
    if second is None:
        done = [_set_here(layout, first, business_date)]
    else:
        done = list(_set_apart(layout, _again(first, second, parts), business_date))
    pages: dict[int, tuple[int, int]] = {}
    before = 0
    for part in done:
        pages |= {number: (before + min(own), len(own)) for number, own in part.pages.items()}
        before += sum(len(own) for own in part.pages.values())
    pdfs = [part.pdf for part in done]
    return Typeset(pdfs[0] if len(pdfs) == 1 else join_parts(pdfs, title=title, business_date=business_date), pages)


def _in_parts(letters: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(letters)
    while part := list(islice(left, LETTERS_PER_PART)):
        yield part


def _again(first: dict[str, Any], second: dict[str, Any], parts: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield first
    yield second
    yield from parts


def _set_here(layout: str, part: dict[str, Any], business_date: date) -> SetPart:
    """A batch of one part, which is not worth a process."""
    try:
        return set_part(layout, part, business_date)
    except RuntimeError as error:
        raise _wrong_layout(str(error)) from error


def _set_apart(layout: str, parts: Iterator[dict[str, Any]], business_date: date) -> Iterator[SetPart]:
    """The parts in their order, set by as many processes as there are processors; the next ones are made meanwhile."""
    workers = min(len(os.sched_getaffinity(0)), _MOST_WORKERS)
    with ThreadPoolExecutor(workers) as pool:
        waiting: list[Future[SetPart]] = []
        for part in parts:
            asked = {"layout": layout, "part": part, "business_date": business_date.isoformat()}
            waiting.append(pool.submit(_ask, json.dumps(asked, ensure_ascii=False).encode()))
            # One more than there are workers: letters of a large batch are not all in memory at once.
            if len(waiting) > workers:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


def _ask(asked: bytes) -> SetPart:
    # Typst would use every processor by itself, though most of its work is one after the other.
    environment = {**os.environ, "RAYON_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "formats.letters.set_part"]
    answer = subprocess.run(command, input=asked, env=environment, capture_output=True, check=False)
    told = answer.stderr.decode(errors="replace").strip()
    if answer.returncode == LAYOUT_IS_WRONG:
        raise _wrong_layout(told)
    if answer.returncode != 0:
        raise ConfigurationError(
            f"the letters could not be set in pages (status {answer.returncode}): {told[-500:]}",
            place="formats/letters/set_part.py",
            cure="See that there is a gigabyte of memory for each processor, and run again.",
            retryable=True,
        )
    return read_part(answer.stdout)


def _wrong_layout(told: str) -> ConfigurationError:
    return ConfigurationError(
        f"the letters cannot be laid out: {' '.join(told.split())}",
        place="mappings/letters/layout/letter.typ",
        cure="Correct the layout.",
    )
