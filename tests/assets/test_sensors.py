from __future__ import annotations

import socket
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster import SensorDefinition
from dagster._core.definitions.run_request import RunRequest

from assets.day_orders import order_day
from assets.definitions import definitions_for
from assets.home import Home, create_home
from assets.hub import open_desk
from assets.partitions import add_intake, ends_of_intake
from warehouse.errors import ConfigurationError, HubError, TransportError

TODAY = date(2026, 11, 17)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = create_home(tmp_path / "home")
    made.settings_file.write_text("intake: {settle_seconds: 0}\n")
    return made


@pytest.fixture
def instance() -> dg.DagsterInstance:
    return dg.DagsterInstance.ephemeral()


def sensors(home: Home) -> dict[str, SensorDefinition]:
    return {sensor.name: sensor for sensor in definitions_for(home.path).sensors or () if _is_sensor(sensor)}


def _is_sensor(sensor: object) -> bool:
    return isinstance(sensor, SensorDefinition)


def tick(home: Home, name: str, instance: dg.DagsterInstance) -> list[RunRequest]:
    found = sensors(home)[name](dg.build_sensor_context(instance=instance, sensor_name=name))
    assert isinstance(found, RunRequest | dg.SkipReason)
    return [found] if isinstance(found, RunRequest) else []


def drop(home: Home, partner: str, name: str) -> Path:
    folder = home.inbox_of(partner)
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(name)
    return folder / name


def away(home: Home, partner: str, login: str) -> None:
    """Give a partner a server that is not there."""
    (home.path / "known_hosts").touch()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = f"kind: sftp, host: 127.0.0.1, port: {port}, user: hub, known_hosts: known_hosts, inbox: /in, attempts: 1"
    text = f"intake: {{settle_seconds: 0}}\ntransports:\n  {partner}: {{{server}, {login}}}\n"
    home.settings_file.write_text(text)


def test_a_sensor_archives_what_waits_and_asks_for_its_booking(home: Home, instance: dg.DagsterInstance) -> None:
    waiting = [drop(home, "zorgplus", "a.txt"), drop(home, "zorgplus", "b.txt")]
    (request,) = tick(home, "zorgplus_files", instance)
    log = open_desk(home.path).archive.log()
    ids = [manifest.delivery_id for manifest in log]
    assert [manifest.file_name for manifest in log] == ["a.txt", "b.txt"]
    assert not any(path.exists() for path in waiting)
    assert request.tags["partner"] == "zorgplus"
    assert request.partition_key == f"{ids[0]}..{ids[1]}"
    assert instance.get_dynamic_partitions("intakes") == [request.partition_key]


def test_no_sensor_asks_for_a_run_while_nothing_waits(home: Home, instance: dg.DagsterInstance) -> None:
    names = list(sensors(home))
    assert "hub_log" in names
    assert "agency_bank_files" in names
    assert not [request for name in names for request in tick(home, name, instance)]


def test_sensors_and_the_schedule_run_without_anyone_switching_them_on(home: Home) -> None:
    definitions = definitions_for(home.path)
    assert {sensor.default_status for sensor in sensors(home).values()} == {dg.DefaultSensorStatus.RUNNING}
    schedule = definitions.resolve_schedule_def("day_at_seven")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING


def test_a_server_that_is_away_fails_the_tick_of_its_partner_alone(home: Home, instance: dg.DagsterInstance) -> None:
    away(home, "zorgplus", "password: $INCASSOHUB_TEST_PASSWORD")
    drop(home, "energie-noord", "a.csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INCASSOHUB_TEST_PASSWORD", "secret")
        with pytest.raises(TransportError, match="zorgplus"):
            tick(home, "zorgplus_files", instance)
    assert len(tick(home, "energie_noord_files", instance)) == 1


def test_a_secret_that_is_not_set_fails_the_tick_of_its_partner(home: Home, instance: dg.DagsterInstance) -> None:
    away(home, "zorgplus", "password: $INCASSOHUB_TEST_NOT_SET")
    with pytest.raises(ConfigurationError, match="INCASSOHUB_TEST_NOT_SET"):
        tick(home, "zorgplus_files", instance)


def test_what_a_failed_tick_took_in_is_booked_at_the_request_of_the_hub(
    home: Home, instance: dg.DagsterInstance
) -> None:
    away(home, "zorgplus", "password: $INCASSOHUB_TEST_PASSWORD")
    drop(home, "zorgplus", "landed_before.txt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INCASSOHUB_TEST_PASSWORD", "secret")
        with pytest.raises(HubError):
            tick(home, "zorgplus_files", instance)
    (request,) = tick(home, "hub_log", instance)
    assert request.tags["partner"] == "hub"


def test_the_hub_asks_for_nothing_while_deliveries_are_booked(home: Home, instance: dg.DagsterInstance) -> None:
    open_desk(home.path).archive.put("zorgplus", "a.txt", b"a", known_at=TODAY)
    run = dg.DagsterRun(job_name="intake", status=dg.DagsterRunStatus.STARTED)
    instance.add_run(run)
    assert tick(home, "hub_log", instance) == []
    instance.delete_run(run.run_id)
    assert len(tick(home, "hub_log", instance)) == 1


def test_the_schedule_asks_for_today_after_the_days_that_were_broken_off(home: Home, tmp_path: Path) -> None:
    order_day(open_desk(home.path).archive, date(2026, 11, 16))
    definitions = definitions_for(home.path)
    schedule, repository = definitions.resolve_schedule_def("day_at_seven"), definitions.get_repository_def()
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        seven = datetime(TODAY.year, TODAY.month, TODAY.day, 6, tzinfo=UTC)
        context = dg.build_schedule_context(
            instance=instance, scheduled_execution_time=seven, repository_def=repository
        )
        requests = schedule.evaluate_tick(context).run_requests or ()
        assert instance.get_dynamic_partitions("business_dates") == ["2026-11-16", "2026-11-17"]
    assert [request.partition_key for request in requests] == ["2026-11-16", "2026-11-17"]


def test_a_new_partner_has_a_sensor_as_soon_as_definitions_are_loaded_again(home: Home) -> None:
    before = set(sensors(home))
    for name in ("new-one", "new_one"):
        folder = home.mappings / "creditors" / name
        folder.mkdir(parents=True)
        # A faulty mapping hides no other partner's sensor, nor its own.
        (folder / "creditor.yaml").write_text("faulty: [")
    assert len(set(sensors(home)) - before) == 2


def test_without_a_home_only_the_hub_is_watched_and_nothing_is_made(tmp_path: Path) -> None:
    assert set(sensors(Home(tmp_path / "absent"))) == {"hub_log"}
    (tmp_path / "empty").mkdir()
    assert len(sensors(Home(tmp_path / "empty"))) > 1
    assert [path.name for path in tmp_path.rglob("*")] == ["empty"]


@pytest.mark.parametrize("ids", [["D00000001"], ["D00000001", "D00000002"]])
def test_a_partition_is_named_after_its_first_and_last_delivery(instance: dg.DagsterInstance, ids: list[str]) -> None:
    assert ends_of_intake(add_intake(instance, ids)) == [ids[0], ids[-1]]
