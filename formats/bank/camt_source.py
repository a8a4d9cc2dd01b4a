"""The entries of a camt document, read in parts of bounded size.

The XML parser sees the whole document but for runs of entries of one shape (`formats.bank.camt_shapes`), which take a
fifth of the time. Lines are counted over both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final

from lxml import etree

from formats.bank.camt_elements import entry_texts
from formats.bank.camt_shapes import Shape, shape_of
from formats.faults import file_fault
from formats.xml_source import Element, line_of, local_name, refuse_doctype, unreadable

STATEMENTS: Final = ("Stmt", "Rpt", "Ntfctn")
"""Elements that hold entries."""

BETWEEN: Final = b"\x1f"
"""What stands between the texts of a row; no text of XML holds it."""

_CHUNK: Final = 4 * 1024 * 1024
_END: Final = b"</Ntry>"
_MOST_SHAPES: Final = 24
_ROW: Final = re.compile(rb"<(?:[\w.-]+:)?(Ntry|TxDtls)[\s/>]")
_LONG: Final = _CHUNK
_ENCODING: Final = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_UTF_8: Final = ("utf-8", "ascii", "us-ascii")


class Rows:
    """Rows gathered since the last batch: those parsed as XML, and by shape the others, their texts with `BETWEEN`."""

    def __init__(self) -> None:
        self.lines: list[int] = []
        self.entries: list[int] = []
        self.statements: list[int] = []
        self.matched: dict[Shape, tuple[list[bytes], list[int]]] = {}
        self.parsed: list[dict[str, str]] = []
        self.parsed_places: list[int] = []


class CamtSource:
    """Walks through a document and gathers its rows.

    Args:
        file: The document.
        file_name: Its name, for errors.
        on_start: Called with the root element.
        on_end: Called with each complete statement.
    """

    def __init__(
        self, file: BinaryIO, file_name: str, on_start: Callable[[Element], None], on_end: Callable[[Element], None]
    ) -> None:
        self.rows = Rows()
        self.number = 1
        self.entries = 0
        self.statement: Element | None = None
        self.statement_line = 0
        self._file, self._file_name = file, file_name
        self._on_start, self._on_end = on_start, on_end
        self._parser = etree.XMLPullParser(
            ("start", "end"),
            tag=tuple(f"{{*}}{tag}" for tag in ("Document", "Ntry", *STATEMENTS)),
            resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True,
        )  # fmt: skip
        self._shapes: list[Shape] = []
        self._is_plain = True
        self._skipped_lines = 0
        self._line = 1
        self._pieces = self._ended = 0

    def walk(self) -> Iterator[None]:
        """Reads on; each step is one part of the document, whose rows are in `rows`."""
        data = self._file.read(_CHUNK)
        refuse_doctype(data, self._file_name)
        start = data.find(b"?>") + 2 if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") else 0
        self._is_plain = _names_utf_8(data[:start])
        self._feed(data[:start], is_prolog=True)
        data = data[start:]
        while data:
            rest = self._take(data)
            yield
            more = self._file.read(_CHUNK)
            if not more:
                self._feed(rest)
                break
            data = rest + more
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            raise unreadable(error, self._file_name, self._skipped_lines) from error
        self._drain(b"")
        yield

    def _take(self, data: bytes) -> bytes:
        """Reads all complete entries of a part; what is left over."""
        place = 0
        while True:
            if self._is_in_statement():
                place = self._match(data, place)
            end = data.find(_END, place)
            if end < 0:
                break
            end += len(_END)
            self._pieces += 1
            self._feed(data[place:end])
            place = end
        rest = data[place:]
        # The rest waits until its entry ends; of a very long one the parser gets what is there, up to a tag, so that no
        # sign is cut in two.
        cut = rest.rfind(b"<") if len(rest) > _LONG else 0
        if cut > 0:
            self._feed(rest[:cut])
        return rest[max(cut, 0) :]

    def _is_in_statement(self) -> bool:
        """Whether the parser stands right after an entry, and nothing in the document hides markup."""
        return self._is_plain and self.statement is not None and 0 < self._pieces == self._ended

    def _match(self, data: bytes, place: int) -> int:
        """Takes entries as long as they have known shapes; the place after them."""
        shapes, number = self._shapes, 0
        while number < len(shapes):
            shape = shapes[number]
            after = self._match_run(data, place, shape)
            if after == place:
                number += 1
                continue
            if number:
                shapes.insert(0, shapes.pop(number))
            place, number = after, 0
        return place

    def _match_run(self, data: bytes, place: int, shape: Shape) -> int:
        """Takes the entries of one shape that follow each other; the place after them."""
        match, between = shape.pattern.match, BETWEEN.join
        found = match(data, place)
        if not found:
            return place
        rows = self.rows
        texts, ordinals = rows.matched.setdefault(shape, ([], []))
        first, entry, line = len(rows.lines), self.entries, self._line
        count, start = 0, place
        while found:
            # One object per entry: tuples of texts would keep the garbage collector busy.
            texts.append(between(found.groups()))
            count += 1
            place = found.end()
            found = match(data, place)
        assert place > start, "an entry has text"
        offset, height = line + shape.place, shape.height
        rows.lines += [offset + number * height for number in range(count)] if height else [offset] * count
        rows.entries += range(entry + 1, entry + count + 1)
        rows.statements += [self.number] * count
        ordinals += range(first, first + count)
        self.entries += count
        self._line += height * count
        self._skipped_lines += height * count
        return place

    def _feed(self, piece: bytes, *, is_prolog: bool = False) -> None:
        if not is_prolog and (b"<!" in piece or b"<?" in piece):
            self._is_plain = False
        try:
            self._parser.feed(piece)
        except etree.XMLSyntaxError as error:
            raise unreadable(error, self._file_name, self._skipped_lines) from error
        # After some faults the parser starts a new document at the next piece, without a word.
        for fault in self._parser.feed_error_log:
            if fault.level >= etree.ErrorLevels.ERROR:
                cause = f"the file is not well-formed XML ({fault.message})"
                line = fault.line + self._skipped_lines
                raise file_fault("unreadable", cause, file_name=self._file_name, line_number=line)
        self._drain(piece)
        self._line += piece.count(b"\n")

    def _drain(self, piece: bytes) -> None:
        """Takes what the parser has completed."""
        try:
            events: Iterator[tuple[str, Any]] = self._parser.read_events()
            for event, element in events:
                self._handle(event, element, piece)
        except etree.XMLSyntaxError as error:
            raise unreadable(error, self._file_name, self._skipped_lines) from error

    def _handle(self, event: str, element: Element, piece: bytes) -> None:
        tag = local_name(element)
        if event == "start":
            if tag == "Document":
                self._is_plain &= element.prefix is None
                self._on_start(element)
            elif tag in STATEMENTS:
                self.statement = element
                self.statement_line = line_of(element) + self._skipped_lines
        elif tag == "Ntry":
            self._ended += 1
            self._gather(element, piece)
            self._learn(element, piece)
            _forget(element)
        elif tag in STATEMENTS:
            self._on_end(element)
            self.number, self.entries, self.statement = self.number + 1, 0, None
            _forget(element)

    def _gather(self, entry: Element, piece: bytes) -> None:
        if self.statement is None:
            cause = "an entry stands outside any statement"
            line = line_of(entry) + self._skipped_lines
            raise file_fault("unreadable", cause, file_name=self._file_name, line_number=line)
        self.entries += 1
        rows, found = self.rows, entry_texts(entry)
        lines = self._lines(piece, len(found)) or [line_of(element) + self._skipped_lines for element, _ in found]
        for (_, texts), line in zip(found, lines, strict=True):
            rows.parsed_places.append(len(rows.lines))
            rows.parsed.append(texts)
            rows.lines.append(line)
            rows.entries.append(self.entries)
            rows.statements.append(self.number)

    def _lines(self, piece: bytes, count: int) -> list[int]:
        """The line of each row of the entry that a piece ends with; none where they cannot be counted.

        The parser's own lines are not exact beyond 65535.
        """
        tags = [(found[1], found.start()) for found in _ROW.finditer(piece)]
        entries = [start for tag, start in tags if tag == b"Ntry"]
        places = [start for tag, start in tags if tag == b"TxDtls"] or entries
        if not self._is_plain or len(entries) != 1 or len(places) != count:
            return []
        return [self._line + piece.count(b"\n", 0, start) for start in places]

    def _learn(self, entry: Element, piece: bytes) -> None:
        """Keeps the shape of an entry that was parsed alone."""
        if not self._is_plain or not piece.lstrip().startswith(b"<Ntry>") or piece.count(b"<Ntry>") != 1:
            return
        parent: Any = entry.getparent()
        shape = shape_of(piece) if parent is self.statement else None
        if shape is not None:
            self._shapes = [shape, *self._shapes[: _MOST_SHAPES - 1]]


def _names_utf_8(prolog: bytes) -> bool:
    named = _ENCODING.search(prolog)
    return named is None or named[1].decode("ascii").lower() in _UTF_8


def _forget(element: Element) -> None:
    """Frees an element that was read; what it held would else stay until the end of the file."""
    parent = element.getparent()
    tail = element.getprevious()
    element.clear()
    if parent is not None and tail is not None and local_name(tail) == local_name(element):
        parent.remove(tail)
