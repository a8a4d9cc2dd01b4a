"""The folder of a home's Dagster instance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import dagster as dg
import yaml
from dagster._core.instance.ref import InstanceRef

from assets.event_log import OpenEventLog

if TYPE_CHECKING:
    from assets.home import Home

_SETTINGS: Final = """\
# Dagster's own settings for this home. Written when missing; yours to change.
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 2
    # One booking and one day at a time: a day that was broken off is finished before the next.
    tag_concurrency_limits:
      - key: stage
        value:
          applyLimitPerUniqueValue: true
        limit: 1
retention:
  sensor:
    purge_after_days:
      skipped: 1
      failure: 30
      success: 365
"""


def prepare_instance_folder(home: Home) -> Path:
    """The folder DAGSTER_HOME of a home, with its `dagster.yaml`."""
    home.dagster.mkdir(parents=True, exist_ok=True)
    settings = home.dagster / "dagster.yaml"
    if not settings.exists():
        settings.write_text(_SETTINGS, encoding="utf-8")
    return home.dagster.resolve()


def open_instance(home: Home) -> dg.DagsterInstance:
    """The Dagster instance of a home, for a run in this process.

    Args:
        home: The home. Where its `dagster.yaml` names a storage, that is used as it stands.
    """
    folder = prepare_instance_folder(home)
    settings = yaml.safe_load((folder / "dagster.yaml").read_text(encoding="utf-8")) or {}
    overrides: dict[str, Any] = {}
    if not {"storage", "event_log_storage"} & set(settings):
        # Where Dagster itself puts it.
        config = {"base_dir": str(folder / "history" / "runs")}
        overrides = {
            "event_log_storage": {
                "module": OpenEventLog.__module__,
                "class": OpenEventLog.__name__,
                "config": config,
            }
        }
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(folder), overrides=overrides))
