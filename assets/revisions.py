"""Deliveries withdrawn or read again: what would become of the tables, and the directive that does it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from assets.booking import book_pending, rewind
from assets.day_orders import known_at
from assets.direct import check_directive, put_directive
from assets.directives import REPLAYED, Directive, directives_of, reach, standing
from assets.editions import keep_edition
from assets.reporting import report_deliveries, unanswered
from assets.sender_keys import UNSIGNED, keys_of
from assets.stage_controls import recount_deliveries
from pipelines.canonical.count_delivery import AMOUNTS
from warehouse.errors import BalanceError, UsageError

if TYPE_CHECKING:
    from assets.hub import Hub
    from assets.manifest import Manifest
    from warehouse.booking import Booking

_TELLING: Final = ("delivery_id", "file_name", "status", "rows_accepted", "cents_accepted", "rows_refused")
_NUMBER: Final = "D99999999-00000000"


class Revision(NamedTuple):
    """What a directive changes.

    Args:
        tables: Rows and cents by table that go and that come: table, gone_rows, gone_cents, new_rows, new_cents.
        deliveries: Deliveries of which something else becomes: delivery_id, file_name, and before and after of status,
            accepted rows and cents, and refused rows.
    """

    tables: pl.DataFrame
    deliveries: pl.DataFrame


def preview(hub: Hub, kind: str, target: str) -> Revision:
    """What a directive would change; nothing is booked.

    Args:
        hub: The open hub; everything in the log is booked.
        kind: `WITHDRAWN` or `REPLAYED`.
        target: The delivery.

    Raises:
        UsageError: It cannot be given (`check_directive`).
    """
    check_directive(hub.archive, kind, target)
    directives = directives_of(hub.archive)
    edition = _edition(hub, kind, target)
    asked = Directive(kind, target, edition, "", "", _NUMBER, int(_NUMBER[1:9]))
    first = reach(asked, directives)

    def look(booking: Booking) -> Revision:
        before = _state(booking, first)
        rewind(hub, booking, first, booking.sequence_number, standing([*directives, asked]))
        return _compared(before, _state(booking, first))

    return hub.store.look(look)


def revise(hub: Hub, kind: str, target: str, *, person: str, reason: str, today: date) -> Manifest:
    """The directive, entered in the log, booked, and told to the senders of whose deliveries something else became.

    Args:
        hub: The open hub.
        kind: `WITHDRAWN` or `REPLAYED`.
        target: The delivery.
        person: Who asks for it.
        reason: Why.
        today: Business date, unless the log is already past it.

    Raises:
        UsageError: It cannot be given, or a sender was not told yet what became of his deliveries.
        BalanceError: A control does not balance.
    """
    book_all(hub)
    waiting = unanswered(hub)
    if not waiting.is_empty():
        raise UsageError(
            f"{', '.join(waiting['partner_id'])} has no answer yet to a delivery, for its server is away",
            place=target,
            cure="Try again when it answers: what was told before a withdrawal is not told after it.",
            retryable=True,
        )
    edition = _edition(hub, kind, target)
    when = known_at(hub.archive.log(), today)
    manifest = put_directive(hub.archive, kind, target, person=person, reason=reason, edition=edition, known_at=when)
    book_all(hub)
    return manifest


def book_all(hub: Hub) -> None:
    """Books what waits in the log and answers its senders.

    Raises:
        BalanceError: A control does not balance.
    """
    hub.archive.recover()
    book_pending(hub)
    differences = recount_deliveries(hub)
    if not differences.is_empty():
        raise BalanceError(
            f"{differences.height} controls of deliveries do not balance",
            place="inbox",
            cure="Look at `incassohub status`; nobody was answered.",
        )
    report_deliveries(hub)


def find_delivery(hub: Hub, text: str) -> Manifest:
    """The delivery of the log that a number, or the start of one, names.

    Args:
        hub: The open hub.
        text: `D00000012-0a1b2c3d`, the start of it, the number alone, or a file in an archive.

    Raises:
        UsageError: None has it, or several.
    """
    wanted = f"D{int(text):08d}" if text.isdigit() else text.partition(".")[0]
    found = [manifest for manifest in hub.archive.log() if manifest.delivery_id.startswith(wanted)]
    if len(found) != 1:
        cause = "several deliveries have a number that starts so" if found else "no delivery has this number"
        raise UsageError(cause, place=text, cure="`incassohub status --json` lists them; D and eight digits will do.")
    return found[0]


def _edition(hub: Hub, kind: str, target: str) -> str | None:
    """For a replay: the edition of the sender's mappings of today, kept."""
    if kind != REPLAYED:
        return None
    manifest = find_delivery(hub, target)
    partner = hub.partners.by_id.get(manifest.partner_id)
    if partner is None:
        raise UsageError(
            "there are no mappings of this partner", place=manifest.partner_id, cure="Put its folder under mappings/."
        )
    feed = partner.feed_of(manifest.file_name)
    # What the hub fetched itself is signed by nobody.
    keys = UNSIGNED if feed and feed.source else keys_of(hub, manifest.partner_id)
    return keep_edition(hub.home.archive, partner, keys)


def _state(booking: Booking, first: int) -> dict[str, pl.DataFrame]:
    names = ("inbox.deliveries", *(f"canonical.{name}" for name in AMOUNTS))
    return {name: booking.read(name, where="delivery_id >= ?", parameters=[f"D{first:08d}"]) for name in names}


def _compared(before: dict[str, pl.DataFrame], after: dict[str, pl.DataFrame]) -> Revision:
    tables = [_difference(f"canonical.{name}", before, after, amount) for name, amount in AMOUNTS.items()]
    met = (
        before["inbox.deliveries"]
        .select(_TELLING)
        .join(after["inbox.deliveries"].select(_TELLING).drop("file_name"), on="delivery_id", suffix="_after")
    )
    counts = _TELLING[2:]
    differs = pl.any_horizontal(pl.col(name) != pl.col(f"{name}_after") for name in counts)
    ordered = ["delivery_id", "file_name", *(side for name in counts for side in (name, f"{name}_after"))]
    return Revision(pl.DataFrame(tables), met.filter(differs).select(ordered))


def _difference(
    name: str, before: dict[str, pl.DataFrame], after: dict[str, pl.DataFrame], amount: str | None
) -> dict[str, str | int]:
    columns = before[name].columns
    gone = before[name].join(after[name], on=columns, how="anti", nulls_equal=True)
    new = after[name].join(before[name], on=columns, how="anti", nulls_equal=True)
    cents = [int(rows[amount].sum()) if amount else 0 for rows in (gone, new)]
    return {
        "table": name,
        "gone_rows": gone.height,
        "gone_cents": cents[0],
        "new_rows": new.height,
        "new_cents": cents[1],
    }
