"""Feeds that are fetched from a partner's own database: what is new there becomes a delivery, and so a part of the log.

How far was fetched stands in the log and nowhere else: in the names of the deliveries, and in the first line of each. A
delivery that was archived is never asked for again; one that was not is asked for again, from the same mark. Rows that
came before are left out by their content, so a query may reach back: rows that were committed late, or that got the
mark of the last row, are not passed over.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

from assets.settings import Secret
from assets.struck_files import struck_files
from assets.transports.database import fetch_rows
from formats.table import RESERVED_COLUMNS
from mappings.database_source import FOLDER, parse_mark
from pipelines.canonical.find_personal_numbers import STRUCK_NUMBER, mask_text
from warehouse.errors import ConfigurationError, TransportError

if TYPE_CHECKING:
    from assets.archive import Archive
    from assets.manifest import Manifest
    from assets.struck_files import StruckFile
    from mappings.feeds import DatabaseSource, Feed, Mark
    from mappings.partners import Partner

_ROWS: Final = '"rows": ['
_PATIENCE: Final = timedelta(days=2)


def fetch_feeds(
    archive: Archive, partner: Partner, *, known_at: date, mapping_edition: str | None = None
) -> Iterator[Manifest]:
    """The deliveries of what is new in the databases of a partner, one for each feed that has anything.

    Args:
        archive: The archive.
        partner: The partner.
        known_at: Business date on which the rows are known.
        mapping_edition: Edition of the partner's mappings, which the archive holds already: rows are read by the
            mapping whose query brought them.

    Raises:
        ConfigurationError: An address is not set or wrong, or a query does not fit its source.
        TransportError: A database is away or refuses, or a row has a mark that cannot be gone on from.
    """
    for feed in partner.feeds.values():
        if feed.source is None:
            continue
        fetched = _Fetched(archive, partner, feed)
        name, data = _ask(feed, feed.source, fetched, known_at)
        if data is None:
            continue
        if partner.feed_of(name) != feed:
            taker = partner.feed_of(name)
            raise ConfigurationError(
                f"feed {taker.name if taker else 'none'!r} takes what is fetched for feed {feed.name!r}",
                place=feed.source.place,
                cure="Make its patterns of file names narrower.",
            )
        yield archive.put(partner.partner_id, name, data, known_at=known_at, mapping_edition=mapping_edition)


class _Fetched:
    """What was fetched for a feed before, as the log has it."""

    def __init__(self, archive: Archive, partner: Partner, feed: Feed) -> None:
        self._archive = archive
        self._start = f"{FOLDER}/{feed.name}/"
        self._manifests = [
            manifest
            for manifest in archive.log()
            if manifest.partner_id == partner.partner_id and manifest.file_name.startswith(self._start)
        ]

    def after(self, mark: Mark) -> Any:
        """The mark up to which was fetched; the start where nothing was."""
        return max(self._marks(mark), default=parse_mark(mark.kind, mark.start))

    def next_name(self, until: str | None) -> str:
        """The name of the next delivery."""
        number = f"{self._start}{len(self._manifests) + 1:06d}"
        return f"{number}.json" if until is None else f"{number}/{quote(until, safe='')}.json"

    def known(self, lines: list[str], mark: Mark | None, lowest: Any) -> Counter[str]:
        """Rows that came before, as often as they came: all from a mark on, or those of the newest delivery.

        Of a row in which a personal number was struck out, the one of these lines that it was.
        """
        if mark is None:
            chosen = self._manifests[-1:]
        else:
            marks = zip(self._manifests, self._marks(mark), strict=True)
            chosen = [manifest for manifest, until in marks if until >= lowest]
        found = Counter[str]()
        for manifest in chosen:
            struck = struck_files(self._archive.folder, manifest.sha256)
            if struck is None:
                found.update(_lines(self._archive.read(manifest.sha256)))
            else:
                found.update(_lines_of_struck(struck, lines))
        return found

    def _marks(self, mark: Mark) -> list[Any]:
        texts = (unquote(manifest.file_name.rpartition("/")[2].removesuffix(".json")) for manifest in self._manifests)
        return [parse_mark(mark.kind, text) for text in texts]


def _ask(feed: Feed, source: DatabaseSource, fetched: _Fetched, known_at: date) -> tuple[str, bytes | None]:
    """Name and content of what is new; no content where nothing is."""
    mark, place = source.mark, source.place
    after = fetched.after(mark) if mark else None
    url = Secret(source.variable, place).reveal()
    column = mark.column if mark else None
    lines: list[str] = []
    marks: list[Any] = []
    for row, value in fetch_rows(url, source.query, after=after, mark=column, place=place):
        lines.append(json.dumps(row, ensure_ascii=False))
        if mark:
            marks.append(_marked(value, mark, known_at, place))
    lines.sort()
    after = _in_zone(after, marks)
    before = fetched.known(lines, mark, min(marks, default=after))
    new = list((Counter(lines) - before).elements())
    if mark is None and Counter(lines) != before:
        new = lines
    until = max([after, *marks]) if mark else None
    told = None if until is None else until.isoformat() if isinstance(until, date) else str(until)
    name = fetched.next_name(told)
    return (name, _document(feed, source, after, told, new)) if new else (name, None)


def _in_zone(after: Any, marks: list[Any]) -> Any:
    """The mark with a time zone, where the column has one, and the start in the mapping has none."""
    has_zone = any(isinstance(value, datetime) and value.tzinfo for value in marks)
    return after.replace(tzinfo=UTC) if has_zone and after.tzinfo is None else after


def _marked(value: Any, mark: Mark, known_at: date, place: str) -> Any:
    """The mark of a row, as what it is."""
    try:
        found = parse_mark(mark.kind, value) if isinstance(value, str) else value
        if mark.kind == "timestamp" and isinstance(found, date) and not isinstance(found, datetime):
            found = datetime.combine(found, time())
        is_right = type(found) is {"integer": int, "date": date, "timestamp": datetime}[mark.kind]
    except ValueError:
        is_right = False
    if not is_right:
        cause = f"a row has the mark {value!r} in {mark.column!r}, which is no {mark.kind}"
        raise TransportError(cause, place=place, cure="Leave such rows out in the query, or choose another mark.")
    day = found.date() if isinstance(found, datetime) else found
    if isinstance(day, date) and day > known_at + _PATIENCE:
        cause = f"a row has the mark {value!s} in {mark.column!r}, which lies in the future"
        cure = "Have it corrected, or leave it out in the query: rows before it would be passed over from then on."
        raise TransportError(cause, place=place, cure=cure)
    return found


def _document(feed: Feed, source: DatabaseSource, after: Any, until: str | None, rows: list[str]) -> bytes:
    """What was fetched: how in the first line, then a row on each line."""
    told = {"feed": feed.name, "query": source.query, "after": after, "until": until, "rows": len(rows)}
    head = json.dumps({"fetch": told}, ensure_ascii=False, default=str)
    return "\n".join([f"{head[:-1]},", _ROWS, ",\n".join(rows), "]}", ""]).encode()


def _lines(data: bytes) -> list[str]:
    """The rows in what was fetched before."""
    return [line.removesuffix(",") for line in data.decode().split("\n")[2:-2]]


def _lines_of_struck(files: list[StruckFile], lines: list[str]) -> Iterator[str]:
    """Which of the lines each row was before numbers in it were struck out; one that is none of them is left out."""
    by_form: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for line in lines:
        by_form.setdefault(_form(json.loads(line)), []).append(line)
    for rows in (table.rows for file in files for table in file.tables.values()):
        for row in rows.drop(RESERVED_COLUMNS).iter_rows(named=True):
            if same := by_form.get(_form(row), []):
                is_row = [_was(json.loads(line), row) for line in same]
                if any(is_row):
                    yield same.pop(is_row.index(True))


def _form(row: dict[str, str | None]) -> tuple[tuple[str, str], ...]:
    """A row in which every number that has the form of a personal one is made unreadable."""
    return tuple(sorted((name, mask_text(text)) for name, text in row.items() if text))


def _was(row: dict[str, str | None], struck: dict[str, str | None]) -> bool:
    """Whether a row is another one with numbers struck out in it."""
    return all(
        (row.get(name) or None) == text or (text is not None and STRUCK_NUMBER in text) for name, text in struck.items()
    )
