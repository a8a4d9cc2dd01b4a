"""A day that is killed, again and again, ends in the same tables and files as one that never was."""

from __future__ import annotations

import signal
from datetime import timedelta
from pathlib import Path

import pytest

from assets.demo import DEMO_DATE
from assets.run_day import run_day
from tests.scenarios.days import copy_of, differences, files_in, run_directly
from tests.scenarios.killed import run_killed

INTAKE = (
    "before 3 assets.archive:Archive.take_in",
    "after 4 assets.archive:Archive._begin",
    "after 3 assets.archive:Archive._enter",
    "after 1 tests.scenarios.days:order_day",
    "before 1 warehouse.booking:Booking.close",
    "after 1 warehouse.store:Store.book",
    "before 9 assets.transports.local:LocalTransport.deliver",
    "before 1 assets.reporting:list_reports",
)
STAGES = (
    "before 1 warehouse.booking:Booking.close",
    "after 1 assets.rebuild:settle",
    "before 3 warehouse.booking:Booking.close",
    "after 3 warehouse.store:Store.book",
)
DISPATCH = (
    "before 20 assets.dispatch:_stage",
    "after 1 assets.rebuild:write_batches",
    "before 30 assets.transports.local:LocalTransport.deliver",
    "before 1 assets.dispatch:dispatch_receipt",
    "before 1 assets.archive:Archive._enter",
    "after 1 assets.archive:Archive.put",
    "after 1 warehouse.publish:_keep",
)


def test_a_day_killed_while_files_are_taken_in_and_booked_ends_the_same(waiting_home: Path, day_template: Path) -> None:
    _kill_at(waiting_home, INTAKE)
    run_directly(waiting_home, DEMO_DATE)
    _check_same(waiting_home, day_template)


@pytest.mark.parametrize("points", [STAGES, DISPATCH], ids=["stages", "dispatch"])
def test_a_day_killed_in_its_stages_ends_the_same(
    booked_home: Path, day_template: Path, points: tuple[str, ...]
) -> None:
    _kill_at(booked_home, points)
    run_directly(booked_home, DEMO_DATE)
    _check_same(booked_home, day_template)


def test_a_day_of_the_command_line_killed_half_way_ends_the_same(waiting_home: Path, day_template: Path) -> None:
    for point in (
        "before 2 warehouse.booking:Booking.close",
        "before 100 assets.transports.local:LocalTransport.deliver",
    ):
        assert run_killed(waiting_home, DEMO_DATE, point, with_dagster=True) == -signal.SIGKILL
    result = run_day(waiting_home, DEMO_DATE)
    assert result.failed_checks == []
    _check_same(waiting_home, day_template)


def test_a_day_that_was_broken_off_is_finished_by_the_run_of_the_next(
    booked_home: Path, day_template: Path, tmp_path: Path
) -> None:
    next_day = DEMO_DATE + timedelta(days=1)
    control = copy_of(day_template, tmp_path / "control")
    run_directly(control, next_day)
    _kill_at(booked_home, ("before 30 assets.transports.local:LocalTransport.deliver",))
    run_directly(booked_home, next_day)
    _check_same(booked_home, control)


def _kill_at(home: Path, points: tuple[str, ...]) -> None:
    for point in points:
        assert run_killed(home, DEMO_DATE, point) == -signal.SIGKILL, point


def _check_same(home: Path, control: Path) -> None:
    assert differences(home, control) == []
    assert files_in(home / "outbox") == files_in(control / "outbox")
    log = [path.name for path in sorted((control / "archive/log").iterdir())]
    assert [path.name for path in sorted((home / "archive/log").iterdir())] == log
    assert files_in(home / "archive/incoming") == {}
