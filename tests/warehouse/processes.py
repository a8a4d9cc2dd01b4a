"""What other processes do to a warehouse in tests; each function is run by a fresh interpreter."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path

from tests.warehouse.builders import claim, rows
from warehouse.booking import Booking
from warehouse.maintain import maintain
from warehouse.store import ConflictError, Store

CONTEXT = get_context("spawn")
PATIENCE_SECONDS = 60


@contextmanager
def processes(*works: tuple[Callable[..., None], tuple[object, ...]]) -> Iterator[list]:
    """Running processes, one per function with its arguments; all have ended well afterwards, or were killed."""
    started = [CONTEXT.Process(target=function, args=arguments) for function, arguments in works]
    for process in started:
        process.start()
    try:
        yield started
        for process in started:
            process.join(PATIENCE_SECONDS)
    finally:
        for process in started:
            process.kill()
            process.join()


def create(catalog: Path | str, data_path: Path, together: Barrier) -> None:
    together.wait(PATIENCE_SECONDS)
    with Store.open(catalog=catalog, data_path=data_path) as store:
        store.create()


def book_at_once(catalog: Path | str, data_path: Path, together: Barrier, first_claim: int) -> None:
    """One booking of one delivery; its first attempt begins and ends together with that of the other process."""
    attempts = []

    def work(booking: Booking) -> None:
        attempts.append(booking.sequence_number)
        booking.append("canonical.claims", rows("canonical.claims", claim(first_claim + booking.sequence_number)))
        booking.advance(booking.sequence_number + 1)
        if len(attempts) == 1:
            together.wait(PATIENCE_SECONDS)

    with Store.open(catalog=catalog, data_path=data_path) as store:
        store.book(work, message=f"claims from {first_claim}", author="test")


def book_pairs(catalog: Path | str, data_path: Path, count: int, done: Event) -> None:
    """Bookings that add one claim and one payment each: a state with more of one than of the other never existed."""
    with Store.open(catalog=catalog, data_path=data_path) as store:
        for number in range(1, count + 1):
            with store.booking(f"pair {number}", "writer") as booking:
                booking.append("canonical.claims", rows("canonical.claims", claim(number)))
                booking.append("canonical.payments", rows("canonical.payments", {"payment_id": f"p{number}"}))
                booking.advance(number)
    done.set()


def stop_inside_a_booking(catalog: Path | str, data_path: Path, inside: Event, never: Event) -> None:
    """A booking that has written rows and files and waits to be killed."""
    with Store.open(catalog=catalog, data_path=data_path) as store, store.booking("lost", "crash") as booking:
        many = rows("canonical.claims", *(claim(number) for number in range(1, 1000)))
        booking.append("canonical.claims", many)
        booking.append("canonical.payments", rows("canonical.payments", {}))
        booking.advance(1)
        inside.set()
        never.wait(PATIENCE_SECONDS)


def keep_house(catalog: Path | str, data_path: Path, stop: Event) -> None:
    """Housekeeping again and again until told to stop, at least twice; a booking that is first is let go first."""
    rounds = 0
    with Store.open(catalog=catalog, data_path=data_path) as store:
        while rounds < 2 or not stop.is_set():
            with suppress(ConflictError):
                maintain(store, before=datetime(2000, 1, 1, tzinfo=UTC))
            rounds += 1


def die_once(_catalog: Path | str, data_path: Path, _before: datetime, _is_thorough: bool) -> dict[str, int]:
    """Housekeeping whose process dies the first time."""
    died = data_path.parent / "died"
    if not died.exists():
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"files_merged": 1}


def die_always(*_arguments: object) -> dict[str, int]:
    """Housekeeping whose process dies each time."""
    os.kill(os.getpid(), signal.SIGKILL)
    return {}
