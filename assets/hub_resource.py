"""The open hub as a Dagster resource: one per run, closed when the run ends."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from assets.day_orders import Order, newest_order
from assets.hub import Hub, open_hub


class HubResource(dg.ConfigurableResource[Hub]):
    """The hub of a home."""

    home: str
    _stack: ExitStack = PrivateAttr(default_factory=ExitStack)
    _hub: Hub | None = PrivateAttr(default=None)

    @classmethod
    def of(cls, hub: Hub) -> dg.ResourceDefinition:
        """A hub that is open already, and stays open when the run ends.

        Args:
            hub: The open hub.
        """
        resource = cls(home=str(hub.home.path))
        resource._hub = hub
        return dg.ResourceDefinition.hardcoded_resource(resource)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Opens the hub."""
        self._hub = self._stack.enter_context(open_hub(Path(self.home)))

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """Closes the hub."""
        self._stack.close()

    def order(self, context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> Order:
        """The order of the run's partition, a business date; of the newest date where a check is run by itself."""
        run = context.op_execution_context if isinstance(context, dg.AssetCheckExecutionContext) else context
        if run.has_partition_key:
            return newest_order(self.hub.archive, date.fromisoformat(run.partition_key))
        return newest_order(self.hub.archive)

    @property
    def hub(self) -> Hub:
        """The open hub."""
        assert self._hub is not None, "the hub is opened before a step runs"
        return self._hub
