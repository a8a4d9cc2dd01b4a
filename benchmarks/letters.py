"""Letters: ten thousand with a payment code each as one PDF, beside WeasyPrint with segno on the same words."""

from __future__ import annotations

import io
import resource
import time

import pikepdf

from benchmarks.letters_rival import set_letters
from benchmarks.measure import Timing, in_child
from benchmarks.report import Section
from formats.letters.letter_batch import render_letters
from formats.letters.message_rows import fill_messages
from mappings.templates import load_templates
from tests.formats.letters.messages import letter_facts, message, messages

_COUNT = 10_000
_RIVALS = 100
_COLUMNS = ("", "letters", "wall s", "CPU s", "ms a letter", "CPU ms a letter", "PDF MB")


def run() -> Section:
    """The table of letters."""
    ours, rival = in_child(_ours, _COUNT), in_child(_rival, _RIVALS)
    by_wall, by_cpu = (rival[place] / _RIVALS / (ours[place] / _COUNT) for place in (0, 1))
    rows = [_row("the hub", _COUNT, *ours), _row("WeasyPrint and segno", _RIVALS, *rival)]
    note = (
        f"One-page letters in Dutch with a QR code each, from the frozen facts to the bytes of one PDF. The hub is "
        f"{by_wall:.0f} times as fast per letter by the clock, on every core, and {by_cpu:.0f} times by processor time."
    )
    return Section("Letters", note, _COLUMNS, rows)


def _row(name: str, count: int, wall: float, cpu: float, size: int) -> list[str]:
    each = (wall * 1000 / count, cpu * 1000 / count)
    return [name, f"{count:,}", f"{wall:.1f}", f"{cpu:.1f}", *(f"{one:.1f}" for one in each), f"{size / 1e6:.1f}"]


def _ours(count: int) -> tuple[float, float, int]:
    """Seconds by the clock, processor seconds, and bytes of the PDF."""
    batch = messages(*(message(number, **letter_facts()) for number in range(1, count + 1)))
    templates = load_templates(batch.select("language", "template").unique().rows())
    render_letters(batch.head(10), templates)
    before, start = _processor(), time.perf_counter()
    made = render_letters(batch, templates)
    timing = Timing(time.perf_counter() - start, _processor() - before)
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert len(pdf.pages) == made.index.height == count, "every letter has its page"
    return (*timing, len(made.pdf))


def _rival(count: int) -> tuple[float, float, int]:
    """Seconds by the clock, processor seconds, and bytes of the PDF; what the letters say is made beforehand."""
    batch = messages(*(message(number, **letter_facts()) for number in range(1, count + 1)))
    templates = load_templates(batch.select("language", "template").unique().rows())
    filled = list(fill_messages(batch, templates, channel="print"))
    set_letters(filled[:2])
    before, start = _processor(), time.perf_counter()
    pdf = set_letters(filled)
    timing = Timing(time.perf_counter() - start, _processor() - before)
    return (*timing, len(pdf))


def _processor() -> float:
    """Processor seconds of this process and of those that it started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
