"""Persons erased from a home: out of the archive, and by a rebuild out of every table that follows from it.

The archive of another home is amended first, the warehouse rebuilt there, and compared: nobody else's facts may be
others, and no cent may be lost. Only then is it done here. What is done here is written down before, so that a process
that is killed is finished by the next one.
"""

from __future__ import annotations

import json
import secrets
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assets.archive import Archive
from assets.day_orders import known_at, unfinished_orders
from assets.erasures import StruckDelivery, erasure_name, write_erasure
from assets.forget import forget_old_states, forget_what_left, list_what_left
from assets.home import open_home
from assets.hub import open_hub
from assets.manifest import HUB
from assets.publish import publish
from assets.rebuild import rebuild_in_place, rebuild_into
from assets.refused_files import forget_refused
from assets.reporting import unanswered
from assets.revisions import book_all
from assets.strike_log import persons_of, strike_log
from assets.struck_files import keep_struck, struck_files
from assets.write_file import write_file
from warehouse.errors import BalanceError, StoreError, UsageError
from warehouse.replace_tables import replace_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assets.erasures import Ground
    from assets.home import Home
    from assets.hub import Hub

_SCRATCH: Final = ".erasing"
_AGREED: Final = "agreed.json"
_SAME: Final = {
    "claims": "SELECT claim_id, dossier_id, debtor_id, principal_cents, due_date FROM canonical.claims",
    "money": "SELECT kind, dossier_id, sum(amount_cents), count(*) FROM canonical.payments GROUP BY ALL",
    "events": """SELECT kind, dossier_id, effective_date, count(*) FROM canonical.events
        WHERE kind <> 'data_erased' GROUP BY ALL""",
    "deliveries": """SELECT delivery_id, status, rows_read, cents_read, rows_accepted, cents_accepted
        FROM inbox.deliveries WHERE partner_kind <> 'hub'""",
}


def erase(
    home: Path, debtor_ids: Sequence[str], ground: Ground, *, today: date, tell: Callable[[str], None]
) -> list[StruckDelivery]:
    """The deliveries out of which rows were struck; the debtors are erased.

    Args:
        home: The home.
        debtor_ids: The debtors.
        ground: On what it rests.
        today: Business date, unless the log is already past it.
        tell: Called with a line for each part of the work.

    Raises:
        UsageError: A day was broken off, a sender was not answered yet, or files came meanwhile.
        BalanceError: Something else would be changed by it; nothing was erased.
    """
    finish_erasure(home, tell=tell)
    scratch = open_home(home).path / _SCRATCH
    try:
        struck = _prepare(home, scratch, list(debtor_ids), ground, today, tell)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    finish_erasure(home, tell=tell)
    return struck


def finish_erasure(home: Path, *, tell: Callable[[str], None]) -> None:
    """Nothing; an erasure that was agreed on and broken off is done.

    Args:
        home: The home.
        tell: Called with a line for each part of the work.
    """
    scratch = open_home(home).path / _SCRATCH
    agreed = scratch / _AGREED
    if not agreed.exists():
        shutil.rmtree(scratch, ignore_errors=True)
        return
    _finish(home, scratch, json.loads(agreed.read_bytes()), tell)
    shutil.rmtree(scratch)


def _prepare(
    home: Path, scratch: Path, debtor_ids: list[str], ground: Ground, today: date, tell: Callable[[str], None]
) -> list[StruckDelivery]:
    with open_hub(home) as hub:
        _check(hub)
        persons = persons_of(hub, debtor_ids)
        files = strike_log(hub, persons, salt=secrets.token_bytes(32))
        log = hub.archive.log()
        name, when = erasure_name(hub.archive), known_at(log, today)
        dossiers = sorted(set(persons.claims.select("dossier_id", "creditor_id").rows()))
        left = list_what_left(hub, [dossier for dossier, _ in dossiers], [one.delivery_id for one in files])
    tell(f"deliveries with records of these persons: {len(files)}")
    struck: list[StruckDelivery] = []

    def amend(made: Home) -> None:
        for one in files:
            struck.append(one.told(keep_struck(made.archive, one.sha256, one.files)))
        body = write_erasure(name, ground, dossiers, struck, known_at=when)
        Archive(made.archive).put(HUB, name, body, known_at=when)
        left["body"] = body.decode()

    if rebuild_into(home, scratch, tell=tell, amend=amend):
        raise BalanceError(
            "without these persons something else would have left for others",
            place=str(home),
            cure="Nothing was erased. Look with `incassohub rebuild --into` whether a mapping was changed.",
        )
    _compare(home, scratch)
    left |= {"name": name, "known_at": when.isoformat(), "entries": len(log), "hashes": [one.sha256 for one in files]}
    write_file(scratch / _AGREED, json.dumps(left).encode())
    return struck


def _check(hub: Hub) -> None:
    """Refuse to erase in the middle of something."""
    book_all(hub)
    cure = "Run the day to its end first; then try again."
    if unfinished_orders(hub.archive.log()):
        raise UsageError("a day was broken off", place=str(hub.home.path), cure=cure, retryable=True)
    if not unanswered(hub).is_empty():
        raise UsageError("a sender was not answered yet", place=str(hub.home.path), cure=cure, retryable=True)


def _compare(home: Path, scratch: Path) -> None:
    """Refuse where another fact became of anybody than before."""
    with open_hub(home, read_only=True) as hub, open_hub(scratch, read_only=True) as made:
        for name, query in _SAME.items():
            before, after = (store.sql(f"SELECT * FROM ({query}) ORDER BY ALL") for store in (hub.store, made.store))
            if not before.equals(after):
                raise BalanceError(
                    f"without these persons the {name} would be others",
                    place=str(home),
                    cure="Nothing was erased. A mapping needs a column of theirs for something else: look at its SQL.",
                )


def _finish(home: Path, scratch: Path, agreed: dict[str, Any], tell: Callable[[str], None]) -> None:
    """Nothing; what was agreed on is done here, as often as it is asked."""
    with open_hub(home) as hub:
        hub.archive.put(
            HUB,
            agreed["name"],
            agreed["body"].encode(),
            known_at=date.fromisoformat(agreed["known_at"]),
            once=True,
            allowed=lambda log: _check_log(len(log), agreed["entries"], scratch),
        )
        for sha256 in agreed["hashes"]:
            keep_struck(hub.home.archive, sha256, struck_files(open_home(scratch).archive, sha256) or [])
            forget_refused(hub, sha256)
        is_replaced = _replace(hub, scratch)
    if not is_replaced:
        rebuild_in_place(home, tell=tell)
    with open_hub(home) as hub:
        publish(hub)
        forget_what_left(hub, agreed["files"])
        forget_old_states(hub)
    tell("the persons are erased")


def _replace(hub: Hub, scratch: Path) -> bool:
    """Whether the tables of the other home took the place of those here; not where more was booked here since."""
    try:
        with open_hub(scratch, read_only=True) as made:
            replace_tables(
                hub.store, made.store, message="all tables, without persons who were erased", author="incassohub"
            )
    except StoreError as error:
        if not error.retryable:
            raise
        return False
    return True


def _check_log(entries: int, agreed: int, scratch: Path) -> None:
    if entries != agreed:
        shutil.rmtree(scratch, ignore_errors=True)
        raise UsageError(
            "files came while it was made ready", place="the log", cure="Nothing was erased. Try again.", retryable=True
        )
