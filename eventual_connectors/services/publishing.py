"""Publishing: an activity of the effect class `ledger`, whose ledger is the log itself."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from ..activities import Activity
from ..clock import SystemClock
from ..durable import attempt
from ..engines.embedded.database import is_busy
from ..errors import Retryable, UsageError
from .envelope import CloudEvent
from .event_log import append

if TYPE_CHECKING:
    from ..call import Call
    from .event_types import EventType
    from .service import Service


class Publisher:
    """Publishes a service's events."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._clock = SystemClock()

        async def publish(type: str, version: str, schema: str, data: Any, key: str | None, id: str | None) -> str:
            """Put an event into the log; the row of this id is the ledger."""
            return await self._append(type, version, schema, data, key, id)

        # Its arguments are JSON already, and it depends on nothing of the code that is declared at import: replay finds it by its object.
        self._activity: Activity[..., str] = Activity(
            f"{service.name}.events.publish", publish, effect="ledger", mechanism="the event's row, unique by source and id"
        )

    def publish(self, event: EventType[Any], data: Any, *, key: str | None, id: str | None) -> Call[str]:
        """See `Service.publish`."""
        if self._service.events.get(event.name) is not event:
            raise UsageError(f"the service {self._service.name} publishes no {event!r}; name it in events=[…]")
        if id == "" or key == "":
            raise UsageError("an event's id and key are not empty")
        return self._activity(event.name, event.version, event.schema_id, event.encode(data), key, id)

    async def _append(self, type: str, version: str, schema: str, data: Any, key: str | None, id: str | None) -> str:
        running = attempt()
        found = CloudEvent(
            id=id or str(running.key),
            source=self._service.source,
            type=type,
            time=running.first_started_at,
            subject=key,
            dataschema=schema,
            dataversion=version,
            data=data,
        )
        store = self._service.store
        try:
            await store.do(append(found, self._clock.now()))
        except sqlite3.Error as error:
            if is_busy(error):
                raise Retryable(f"{store.path} is locked") from None
            raise
        store.tell()
        return found.id
