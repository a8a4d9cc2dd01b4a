"""Dagster's event log on connections that stay open: a day writes some two hundred events one by one."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Final, Self

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event

_INDEX: Final = "index"
_BUSY_SECONDS: Final = 60


class OpenEventLog(SqliteEventLogStorage):
    """The event log as Dagster's own class keeps it, in the same files, which that class reads meanwhile.

    That one opens a database, and asks it for its tables, for every event. What is lost here in a power cut is the
    telling of a run; what a run did is in the warehouse.

    Args:
        base_dir: Folder of the databases.
        inst_data: How Dagster makes it again from settings.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> Self:
        """The event log of some settings."""
        return cls(inst_data=inst_data, **config_value)

    def run_connection(self, run_id: str | None = None) -> AbstractContextManager[Connection]:
        """A connection to the events of a run, with a transaction open."""
        return self._engine(run_id or _INDEX).begin()

    def index_connection(self) -> AbstractContextManager[Connection]:
        """A connection to what is known across runs, with a transaction open."""
        return self._engine(_INDEX).begin()

    def has_table(self, table_name: str) -> bool:
        """Whether the index has a table; tables do not go."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def dispose(self) -> None:
        """Nothing; all connections are closed."""
        for engine in self._engines.values():
            engine.dispose()
        super().dispose()

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            # Makes the database where there is none yet.
            with super().run_connection(shard):
                pass
            engine = create_engine(self.conn_string_for_shard(shard), connect_args={"timeout": _BUSY_SECONDS})
            event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = NORMAL"))
            self._engines[shard] = engine
        return self._engines[shard]
