"""Letters: how many a second become pages of a PDF, each with its payment code."""

from __future__ import annotations

from benchmarks.measure import Timing, in_child, timed
from benchmarks.report import Section
from formats.letters.letter_batch import render_letters
from mappings.templates import load_templates
from tests.formats.letters.messages import letter_facts, message, messages

_COUNT = 2_000


def run() -> Section:
    """The table of letters."""
    timing, megabytes = in_child(_render, _COUNT)
    row = [f"{_COUNT:,}", f"{timing.wall:.1f}", f"{timing.cpu:.1f}", f"{_COUNT / timing.wall:,.0f}", f"{megabytes:,}"]
    note = "One batch of one-page letters in Dutch with a QR code each, from the frozen facts to the bytes of the PDF."
    return Section("Letters", note, ("letters", "wall s", "CPU s", "letters a second", "PDF MB"), [row])


def _render(count: int) -> tuple[Timing, float]:
    batch = messages(*(message(number, **letter_facts()) for number in range(1, count + 1)))
    templates = load_templates(batch.select("language", "template").unique().rows())
    render_letters(batch.head(10), templates)
    pdfs: list[bytes] = []
    timing = timed(lambda: pdfs.append(render_letters(batch, templates).pdf))
    return timing, round(len(pdfs[0]) / 1e6, 1)
