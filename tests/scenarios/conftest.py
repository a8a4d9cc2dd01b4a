from __future__ import annotations

from pathlib import Path

import pytest

from assets.booking import book_pending
from assets.day import compose, decide, settle
from assets.day_orders import order_day
from assets.demo import DEMO_DATE, make_demo
from assets.dispatch import write_batches
from assets.home import create_home
from assets.hub import open_hub
from assets.intake import take_in
from assets.reporting import report_deliveries
from tests.scenarios.days import CLAIMS, copy_of, finish


@pytest.fixture(scope="session")
def waiting_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo home whose files wait in the inbox."""
    home = tmp_path_factory.mktemp("waiting") / "home"
    make_demo(home, claims=CLAIMS, seed=1)
    return home


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an empty warehouse and an empty inbox."""
    home = create_home(tmp_path_factory.mktemp("empty") / "home").path
    with open_hub(home):
        return home


@pytest.fixture(scope="session")
def booked_template(tmp_path_factory: pytest.TempPathFactory, waiting_template: Path) -> Path:
    """A demo home whose files are booked; its day is ordered and not run."""
    home = copy_of(waiting_template, tmp_path_factory.mktemp("booked") / "home")
    with open_hub(home) as hub:
        take_in(hub, DEMO_DATE, wait=False)
        order_day(hub.archive, DEMO_DATE)
        book_pending(hub)
        report_deliveries(hub)
    return home


@pytest.fixture(scope="session")
def staged_template(tmp_path_factory: pytest.TempPathFactory, booked_template: Path) -> Path:
    """A demo home whose day has run up to its files, which are staged and not delivered."""
    home = copy_of(booked_template, tmp_path_factory.mktemp("staged") / "home")
    with open_hub(home) as hub:
        order = order_day(hub.archive, DEMO_DATE)
        for stage in (settle, decide, compose, write_batches):
            stage(hub, order)
    return home


@pytest.fixture(scope="session")
def day_template(tmp_path_factory: pytest.TempPathFactory, booked_template: Path) -> Path:
    """A demo home after its first day."""
    home = copy_of(booked_template, tmp_path_factory.mktemp("day") / "home")
    with open_hub(home) as hub:
        finish(hub, order_day(hub.archive, DEMO_DATE))
    return home


@pytest.fixture
def empty_home(tmp_path: Path, empty_template: Path) -> Path:
    return copy_of(empty_template, tmp_path / "home")


@pytest.fixture
def waiting_home(tmp_path: Path, waiting_template: Path) -> Path:
    return copy_of(waiting_template, tmp_path / "home")


@pytest.fixture
def booked_home(tmp_path: Path, booked_template: Path) -> Path:
    return copy_of(booked_template, tmp_path / "home")


@pytest.fixture
def staged_home(tmp_path: Path, staged_template: Path) -> Path:
    return copy_of(staged_template, tmp_path / "home")


@pytest.fixture
def day_home(tmp_path: Path, day_template: Path) -> Path:
    return copy_of(day_template, tmp_path / "home")
