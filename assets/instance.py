"""The folder of a home's Dagster instance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from assets.home import Home

_SETTINGS: Final = """\
# Dagster's own settings for this home. Written when missing; yours to change.
telemetry:
  enabled: false
run_queue:
  max_concurrent_runs: 2
"""


def prepare_instance_folder(home: Home) -> Path:
    """The folder DAGSTER_HOME of a home, with its `dagster.yaml`."""
    home.dagster.mkdir(parents=True, exist_ok=True)
    settings = home.dagster / "dagster.yaml"
    if not settings.exists():
        settings.write_text(_SETTINGS, encoding="utf-8")
    return home.dagster.resolve()
