"""The tree of errors that reach an operator.

Each error says what is wrong, where, and what to do. The command line prints it as one line; a bug is an assert
and is not part of this tree.
"""

from __future__ import annotations


class HubError(Exception):
    """A fault in a file, a mapping, a setting or a parameter, told with its place, its cause and its cure.

    Args:
        cause: What is wrong, in one sentence without a full stop at the end.
        place: Where: `file:line`, a table, a partner, an option.
        cure: What the reader can do about it.
        retryable: Whether the same step can succeed later without a change (a server that is away).
    """

    def __init__(self, cause: str, *, place: str, cure: str, retryable: bool = False) -> None:
        super().__init__(f"{place}: {cause}. {cure}")
        self.cause = cause
        self.place = place
        self.cure = cure
        self.retryable = retryable


class ConfigurationError(HubError):
    """A mapping, a setting, a law table or another file that people edit is wrong."""


class UsageError(HubError):
    """A parameter of a command is wrong."""


class FormatError(HubError):
    """A delivered file cannot be read in the format that its feed names.

    Args:
        code: Number of the finding that is reported to the sender (`warehouse.findings`).
        line_number: Line of the file, 1 for the first; 0 where no line can be named.
    """

    def __init__(self, cause: str, *, place: str, cure: str, code: int, line_number: int = 0) -> None:
        super().__init__(cause, place=place, cure=cure)
        self.code = code
        self.line_number = line_number


class LawError(HubError):
    """No row of a law table covers the date that was asked."""


class CaseError(HubError):
    """A case for the calculator breaks its contract."""


class StoreError(HubError):
    """The warehouse cannot be opened, read or written."""


class TransportError(HubError):
    """A partner's server refused, is away, or shows another host key."""


class BalanceError(HubError):
    """Control totals differ: something was lost or doubled, and nothing may leave the hub."""
