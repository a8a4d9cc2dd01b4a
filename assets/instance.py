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
