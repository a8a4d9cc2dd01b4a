"""What `delivery withdraw` and `delivery replay` share: the difference is shown, and on request booked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from assets.console import console, print_frame
from assets.directives import REPLAYED
from assets.hub import open_hub
from assets.revisions import book_all, find_delivery, preview, revise

if TYPE_CHECKING:
    from assets.revisions import Revision

person_option = click.option("--by", "person", required=True, metavar="NAME", help="Who asks for it.")
reason_option = click.option("--reason", required=True, metavar="TEXT", help="Why; it stands in the log.")
_DONE: Final = {True: "read again", False: "withdrawn"}


def asked(home: Path, kind: str, delivery: str, *, person: str, reason: str, is_sure: bool) -> int:
    """The exit status: 0 when nothing is refused; the difference is printed, and booked when the asker is sure.

    Args:
        home: The home.
        kind: `WITHDRAWN` or `REPLAYED`.
        delivery: Number of the delivery.
        person: Who asks.
        reason: Why.
        is_sure: Whether it is booked.

    Raises:
        HubError: It cannot be done.
    """
    out = console()
    with open_hub(home) as hub:
        book_all(hub)
        manifest = find_delivery(hub, delivery)
        difference = preview(hub, kind, manifest.delivery_id)
        out.print(f"{manifest.delivery_id}  {manifest.partner_id}  {manifest.shown_name}")
        _tell(difference)
        if not is_sure:
            out.print("Nothing was changed. The same command with --yes books it.")
            return 0
        today = datetime.now().astimezone().date()
        entry = revise(hub, kind, manifest.delivery_id, person=person, reason=reason, today=today)
        out.print(f"It was {_DONE[kind == REPLAYED]} by {entry.delivery_id}. Run the day, so that balances follow.")
    return 0


def _tell(difference: Revision) -> None:
    print_frame(difference.tables, title="Facts that go and that come")
    if difference.deliveries.is_empty():
        console().print("Nothing else becomes of any delivery.")
    else:
        print_frame(difference.deliveries, title="Deliveries of which something else becomes")
