"""What is around a file: gzip, zip and PGP, one in the other, taken off without trust.

Nothing is written to disk, so that a path in an archive leads nowhere; yet names that try are refused, for no honest
program makes them.

*Source*: RFC 1952 (gzip); PKWARE APPNOTE 6.3 (zip); RFC 9580 (OpenPGP).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from formats.faults import file_fault
from formats.zip_parts import MOST_BYTES, check_growth, is_package, is_zip, zip_parts


class Opened(NamedTuple):
    """A PGP message that was opened.

    Args:
        content: What it holds; content that is cut off at the limit is one byte longer than it.
        signed_by: Fingerprint of the sender's key that signed it; none where nobody did, or nobody's keys are known.
        fault: What is wrong with its signature; none where it is right, or was not to be checked.
    """

    content: bytes
    signed_by: str | None = None
    fault: str | None = None


Decrypt = Callable[[bytes, int], Opened | None]
"""Takes a PGP message and the most bytes that it may hold; gives nothing where no key opens it."""

MOST_MEMBERS: Final = 9_999
"""Files that an archive may hold, in all that it holds."""

_DEEPEST: Final = 4
_SUFFIX: Final = re.compile(r"\.(?:gz|gpg|pgp|asc|zip)$", re.IGNORECASE)
_PGP_SUFFIXES: Final = (".gpg", ".pgp", ".asc")
_PGP_ARMOR: Final = (b"-----BEGIN PGP MESSAGE-----", b"-----BEGIN PGP SIGNED MESSAGE-----")
_LEFT_BY_SYSTEMS: Final = re.compile(r"(?:^|/)(?:__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini)$")
_BLOCK_BYTES: Final = 1 << 20


class Member(NamedTuple):
    """A file as it was before it was packed.

    Args:
        path: Where it was found: the name as sent, then `!name` for each archive that it was in.
        name: Its own name, without what packing added.
        data: Its bytes.
        is_in_archive: Whether it was in a zip, so that others may stand beside it.
        wrapping: What was taken off, from the outside in: `pgp`, `zip`, `gzip`.
        signed_by: Fingerprint of the key that signed it, or something around it; none where nobody did.
    """

    path: str
    name: str
    data: bytes
    is_in_archive: bool
    wrapping: tuple[str, ...]
    signed_by: str | None = None


def unwrap(data: bytes, *, file_name: str, decrypt: Decrypt | None = None) -> list[Member]:
    """The files in a file, at least one; a file without wrapping is its own and only member.

    A workbook is a zip too, and stays whole. What operating systems add to archives (`__MACOSX`, `.DS_Store`) is left
    out.

    Args:
        data: The file.
        file_name: Its name as sent.
        decrypt: Opens PGP messages; none where there are no keys.

    Raises:
        FormatError: A wrapping is damaged, locked, too deep, or unpacks to too much; a signature is wrong; a name in an
            archive leads out of it, has control characters or stands twice; or the archive is empty.
    """
    opener = _Opener(len(data), file_name, decrypt)
    members = list(islice(opener.members(Member(file_name, file_name, data, False, ())), MOST_MEMBERS + 1))
    if len(members) > MOST_MEMBERS:
        cause = f"the archive holds more than {MOST_MEMBERS} files"
        raise file_fault("unreadable", cause, file_name=file_name, cure="Send it in parts.")
    if not members:
        raise file_fault("empty", "the archive holds no files", file_name=file_name)
    return members


def is_wrapped(head: bytes, *, file_name: str) -> bool:
    """Whether a file that starts like this may have something around it; a zip may turn out to be a workbook.

    Args:
        head: Its first bytes.
        file_name: Its name.
    """
    return is_zip(head) or _wrapping(Member(file_name, file_name, head, False, ())) is not None


def bare_names(file_name: str) -> list[str]:
    """The name of a file, and what is left of it when the endings of wrappings are taken off, one after the other."""
    names = [file_name]
    while _SUFFIX.search(names[-1]) and len(names) <= _DEEPEST:
        names.append(_SUFFIX.sub("", names[-1]))
    return [name for name in names if name]


class _Opener:
    """Takes wrappings off, and counts what comes out of all of them together."""

    def __init__(self, packed: int, file_name: str, decrypt: Decrypt | None) -> None:
        self._packed = packed
        self._unpacked = 0
        self._file_name = file_name
        self._decrypt = decrypt

    def members(self, member: Member) -> Iterator[Member]:
        """The files in a file that may be wrapped."""
        kind = _wrapping(member)
        if kind is None:
            yield member
            return
        if len(member.wrapping) == _DEEPEST:
            raise file_fault("unreadable", f"the file is packed more than {_DEEPEST} times", file_name=member.path)
        for inner in self._opened(member, kind):
            yield from self.members(inner)

    def _opened(self, member: Member, kind: str) -> Iterator[Member]:
        path, around = member.path, (*member.wrapping, kind)
        if kind == "zip":
            for name, content in _checked_parts(member.data, path):
                self._count(len(content))
                name_there = name.rpartition("/")[2]
                yield Member(f"{path}!{name}", name_there, content, True, around, member.signed_by)
            return
        opened = Opened(self._gunzip(member.data, path)) if kind == "gzip" else self._decrypted(member.data, path)
        name, signed_by = _SUFFIX.sub("", member.name) or member.name, opened.signed_by or member.signed_by
        yield Member(path, name, opened.content, member.is_in_archive, around, signed_by)

    def _count(self, size: int) -> None:
        self._unpacked += size
        check_growth(self._packed, self._unpacked, file_name=self._file_name)

    def _gunzip(self, data: bytes, path: str) -> bytes:
        """The content of a gzip file, which may be several put one after the other."""
        found, rest = bytearray(), data
        while rest.strip(b"\0"):
            inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
            while not inflater.eof:
                try:
                    block = inflater.decompress(rest, _BLOCK_BYTES)
                except zlib.error as error:
                    raise file_fault("unreadable", "the gzip file is damaged", file_name=path) from error
                rest = inflater.unconsumed_tail
                if not (block or rest or inflater.eof):
                    raise file_fault("unreadable", "the gzip file is cut off", file_name=path)
                self._count(len(block))
                found += block
            rest = inflater.unused_data
        return bytes(found)

    def _decrypted(self, data: bytes, path: str) -> Opened:
        opened = self._decrypt(data, MOST_BYTES) if self._decrypt else None
        if opened is None:
            cure = "Encrypt the file with the public key of the hub, and send it again."
            raise file_fault("unreadable", "no key of the hub opens this PGP message", file_name=path, cure=cure)
        self._count(len(opened.content))
        if opened.fault is not None:
            raise file_fault("signature", opened.fault, file_name=path)
        return opened


def _wrapping(member: Member) -> str | None:
    if member.data.startswith(b"\x1f\x8b"):
        return "gzip"
    if is_zip(member.data) and not is_package(member.data):
        return "zip"
    is_named_pgp = member.name.lower().endswith(_PGP_SUFFIXES) and member.data[:1] >= b"\x80"
    return "pgp" if is_named_pgp or member.data[:200].lstrip().startswith(_PGP_ARMOR) else None


def _checked_parts(data: bytes, path: str) -> Iterator[tuple[str, bytes]]:
    seen: set[str] = set()
    for name, content in zip_parts(data, file_name=path):
        if _LEFT_BY_SYSTEMS.search(name):
            continue
        if cause := _name_fault(name):
            raise file_fault("unreadable", f"a file in the archive is called {name!r}, {cause}", file_name=path)
        if name in seen:
            raise file_fault("unreadable", f"{name!r} stands twice in the archive", file_name=path)
        seen.add(name)
        yield name, content


def _name_fault(name: str) -> str | None:
    if not name.isprintable():
        return "with characters that no name has"
    steps = name.replace("\\", "/").split("/")
    is_absolute = name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name)
    return "which leads out of it" if ".." in steps or is_absolute else None
