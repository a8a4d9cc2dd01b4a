"""The totals beside a file that has not come yet: in the file that was named, in the same archive, or in its folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assets.beside import read_beside
from assets.manifest import shown_name
from formats.wrapping import Member, bare_names, unwrap
from warehouse.errors import FormatError, UsageError

if TYPE_CHECKING:
    from mappings.feeds import BesideRule, Feed


class PreviewTotals:
    """What is stated about the files of a feed, before any of them was sent.

    Args:
        path: The file that is looked at.
        feed: Its feed.
        named: The file with its totals; looked for when not given.

    Raises:
        UsageError: A file with totals was named that is not there, or the feed has no totals beside its files.
        FormatError: The file that was named cannot be read.
    """

    def __init__(self, path: Path, feed: Feed, named: Path | None) -> None:
        self._path = path
        self._rule = feed.totals.beside if feed.totals else None
        self._named: dict[str, str] | None = None
        if named is not None:
            self._named = self._read_named(named, feed)

    def are_in(self, member: Member, members: list[Member]) -> bool:
        """Whether a file in an archive only states the totals of another one in it.

        Args:
            member: The file.
            members: All files of the archive.
        """
        others = (other for other in members if other is not member)
        return self._rule is not None and any(_is_called(member.name, self._rule, other) for other in others)

    def stated(self, member: Member, members: list[Member]) -> dict[str, str] | None:
        """The totals of a file; none where there are none, or they cannot be read.

        Args:
            member: The file.
            members: It, and the others of its archive.
        """
        if self._rule is None or self._named is not None:
            return self._named
        beside = [other.data for other in members if _is_called(other.name, self._rule, member)]
        try:
            data = beside[0] if beside else self._in_folder(self._rule, member)
            return None if data is None else read_beside(data, self._rule, file_name=member.path)
        except FormatError:
            # A booking refuses the file for want of totals, as the preview then does.
            return None

    def _read_named(self, named: Path, feed: Feed) -> dict[str, str]:
        if self._rule is None:
            cure = "Leave --totals out, or write `totals: {beside: …}` in the mapping."
            raise UsageError(f"feed {feed.name} has no totals in a file beside its files", place=str(named), cure=cure)
        return read_beside(_unwrapped(named), self._rule, file_name=shown_name(named.name))

    def _in_folder(self, rule: BesideRule, member: Member) -> bytes | None:
        near = (path for path in sorted(self._path.parent.iterdir()) if _is_called(path.name, rule, member))
        path = next((path for path in near if path.is_file() and path != self._path), None)
        return None if path is None else _unwrapped(path)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that a person named.

    Args:
        path: The file.

    Raises:
        UsageError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        cause = f"cannot be read ({error.strerror})"
        raise UsageError(cause, place=str(path), cure="Name a file that is there.") from error


def _is_called(name: str, rule: BesideRule, member: Member) -> bool:
    """Whether a file has the name that the one beside a file has, packed or not."""
    return rule.name_for(member.name) in [bare.lower() for bare in bare_names(name)]


def _unwrapped(path: Path) -> bytes:
    return unwrap(read_bytes(path), file_name=shown_name(path.name))[0].data
