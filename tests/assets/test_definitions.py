from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from assets.definitions import definitions_for

STAGES = {"inbox", "canonical", "ledger", "decisions", "outbox", "marts"}
UPSTREAM = {
    "canonical/claims": {"inbox/deliveries"},
    "ledger/dossiers": {"ledger/balances"},
    "decisions/actions": {"decisions/profiles", "ledger/dossiers"},
    "outbox/messages": {"decisions/actions", "ledger/dossiers", "canonical/debtors"},
    "outbox/transfers": {"decisions/actions"},
    "outbox/batches": {"outbox/messages", "outbox/transfers"},
    "outbox/dispatches": {"outbox/batches"},
    "marts/analytics": {"outbox/dispatches"},
}
BLOCKING = {
    "inbox/deliveries",
    "inbox/head",
    "ledger/dossiers",
    "decisions/actions",
    "outbox/messages",
    "outbox/batches",
}
IMPORT = "import warnings; warnings.simplefilter('error'); import assets.definitions"


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    return definitions_for(tmp_path_factory.mktemp("definitions") / "absent")


def key(text: str) -> dg.AssetKey:
    return dg.AssetKey(text.split("/"))


def test_all_definitions_can_be_loaded(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)
    assert {specification.group_name for specification in definitions.resolve_all_asset_specs()} == STAGES


def test_an_asset_stands_in_the_group_of_its_stage_and_is_described(definitions: dg.Definitions) -> None:
    specs = definitions.resolve_all_asset_specs()
    assert [spec.key for spec in specs if spec.group_name != spec.key.path[0] or not spec.description] == []


@pytest.mark.parametrize("name", UPSTREAM)
def test_the_graph_shows_what_an_asset_is_made_from(definitions: dg.Definitions, name: str) -> None:
    parents = {parent.to_user_string() for parent in definitions.resolve_asset_graph().get(key(name)).parent_keys}
    assert parents >= UPSTREAM[name]


def test_nothing_comes_after_the_file_for_analysts(definitions: dg.Definitions) -> None:
    assert not definitions.resolve_asset_graph().get(key("marts/analytics")).child_keys


def test_each_stage_before_the_outbox_has_a_check_that_blocks(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    checks = graph.asset_check_keys
    blocking = {check.asset_key.to_user_string() for check in checks if graph.get_check_spec(check).blocking}
    assert blocking == BLOCKING
    assert all(graph.get_check_spec(check).description for check in checks)


def test_importing_the_definitions_warns_of_nothing_and_makes_nothing(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "INCASSOHUB_HOME"}
    environment |= {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", IMPORT], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []
