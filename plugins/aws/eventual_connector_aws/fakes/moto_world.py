"""moto as one AWS among several in a process, with a clock and with ids that come from a seed.

moto keeps what it knows in module-level dictionaries. A world takes them over for the length of a request, so that two fakes share
nothing. What it holds is a function of the requests that it got: their journal is its state.
"""

from __future__ import annotations

import base64
import datetime as real
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from enum import Enum
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from eventual_connectors.fakes import Headers, Request, Response

from .moto_imports import load_moto
from .request import AwsRequest, understood

_turn = threading.RLock()
"""moto serves one world at a time."""

_owner: MotoWorld | None = None


class MotoWorld:
    """An AWS account on moto.

    Args:
        account: its id.
        corrected: whether what moto gets wrong inside of a request is put right.
    """

    def __init__(self, account: str, *, corrected: bool = True) -> None:
        self.account = account
        self.corrected = corrected
        self.journal: list[dict[str, Any]] = []
        self._holds: dict[Any, dict[str, Any]] = {}
        self._buckets: dict[str, Any] = {}

    def handle(self, asked: AwsRequest, *, now: real.datetime, seed: str) -> Response:
        """What moto answers; a request that may have changed something goes into the journal.

        Args:
            asked: the request.
            now: the time.
            seed: of the ids that moto gives out for it.
        """
        entry = {"request": _recorded(asked.request), "now": now.isoformat(), "seed": seed}
        response = self._handle(asked, now, seed)
        self.journal.append(entry)
        return response

    def replay(self, journal: list[dict[str, Any]]) -> None:
        """Become the world to which these requests lead."""
        for entry in journal:
            self._handle(understood(_request(entry["request"])), real.datetime.fromisoformat(entry["now"]), entry["seed"])
        self.journal = list(journal)

    def holds(self) -> dict[str, Any]:
        """What the account holds, as plain data, by service and region; without the ids of requests."""
        with self._entered():
            return {
                backends.service_name: {region: _shown(backend, ()) for region, backend in accounts.items()}
                for backends in _backends()
                if (accounts := dict(backends).get(self.account))
            }

    def _handle(self, asked: AwsRequest, now: real.datetime, seed: str) -> Response:
        from botocore.awsrequest import AWSPreparedRequest
        from botocore.compat import HTTPHeaders

        headers = HTTPHeaders()
        for name, value in {**asked.request.headers, "Host": asked.host, "x-moto-account-id": self.account}.items():
            headers[name] = value
        prepared = AWSPreparedRequest(asked.request.method, asked.url, headers, asked.request.body, False)
        with self._entered(), _at(now), _seeded(seed), _events_with_account() if self.corrected else nullcontext():
            from moto.core.botocore_stubber import BotocoreStubber

            answer = BotocoreStubber().process_request(prepared)
        if answer is None:
            return asked.failure("NotImplemented", f"moto has no {asked.operation.local_name}", 501)
        status, given, body = answer
        content = body if isinstance(body, bytes) else str(body).encode()
        kept = {
            name: str(value) for name, value in given.items() if name.lower() not in ("content-length", "transfer-encoding", "connection")
        }
        if asked.request.method == "HEAD" and "content-length" in {name.lower() for name in given}:
            kept["Content-Length"] = str({name.lower(): value for name, value in given.items()}["content-length"])
        # An answer of this status has no content; moto gives some.
        return Response(int(status), Headers(kept), b"" if int(status) == 204 else content)

    @contextmanager
    def _entered(self) -> Iterator[None]:
        global _owner
        load_moto()
        with _turn:
            if _owner is not self:
                if _owner is not None:
                    _owner._leave()
                self._enter()
                _owner = self
            yield

    def _enter(self) -> None:
        for backends, content in self._holds.items():
            dict.update(backends, content)
            if backends not in _instances():
                _instances().append(backends)
        _bucket_names().update(self._buckets)

    def _leave(self) -> None:
        self._holds = {backends: dict(backends) for backends in _backends()}
        self._buckets = dict(_bucket_names())
        for backends in self._holds:
            dict.clear(backends)
        _bucket_names().clear()


def _backends() -> list[Any]:
    return list(_instances())


def _instances() -> list[Any]:
    """Where moto lists the dictionaries of those services that are in use."""
    from moto.core import base_backend

    found: list[Any] = vars(base_backend.BackendDict)["_instances"]
    return found


def _bucket_names() -> dict[str, Any]:
    """Where moto keeps which account a bucket's name belongs to."""
    from moto.s3.models import s3_backends

    names: dict[str, Any] = s3_backends.bucket_accounts
    return names


class _AnyDatetime(type):
    """Every datetime is one of moto's time, too."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, real.datetime)


@contextmanager
def _at(now: real.datetime) -> Iterator[None]:
    """Let moto take this for the present. Nearly all of its modules ask one place for the time."""
    from moto.core import utils
    from moto.s3 import models as s3

    class Now(real.datetime, metaclass=_AnyDatetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return now.astimezone(tz) if tz is not None else now.replace(tzinfo=None)

    modules: tuple[Any, ...] = (utils, s3)
    pretended = SimpleNamespace(**{name: value for name, value in vars(real).items() if not name.startswith("__")} | {"datetime": Now})
    for module in modules:
        module.datetime = pretended
    try:
        yield
    finally:
        for module in modules:
            module.datetime = real


@contextmanager
def _events_with_account() -> Iterator[None]:
    """An event that EventBridge hands on names its account; moto's template leaves that out."""
    from moto.events.utils import EventTemplateParser

    parser: Any = EventTemplateParser
    before = parser.DEFAULT_EVENT_INPUT_TEMPLATE
    parser.DEFAULT_EVENT_INPUT_TEMPLATE = before.replace('"source"', '"account": "<account>", "source"', 1)
    try:
        yield
    finally:
        parser.DEFAULT_EVENT_INPUT_TEMPLATE = before


@contextmanager
def _seeded(seed: str) -> Iterator[None]:
    """Let moto's ids come from a seed. Those of multipart uploads it takes from the system."""
    from moto.moto_api._internal import mock_random
    from moto.s3 import models as s3

    mock_random.seed(seed)
    module: Any = s3
    before = module.os
    module.os = SimpleNamespace(**vars(before) | {"urandom": mock_random.randbytes})
    try:
        yield
    finally:
        module.os = before


def _recorded(request: Request) -> dict[str, Any]:
    return {
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": dict(request.headers),
        "body": base64.b64encode(request.body).decode(),
    }


def _request(recorded: Mapping[str, Any]) -> Request:
    headers = Headers(recorded["headers"])
    return Request(recorded["method"], recorded["path"], recorded["query"], headers, base64.b64decode(recorded["body"]))


_PROGRESS = frozenset({"_tick", "_time_progressed", "_transitions"})
"""How far moto's pretended transitions have come, which reads move on."""

_SKIPPED: tuple[type | Callable[..., Any], ...] = (FunctionType, ModuleType, type)


def _shown(value: Any, inside: tuple[int, ...]) -> Any:
    """An object of moto as plain data: its fields, without what refers back to where it is held."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    if isinstance(value, real.datetime | real.date | real.timedelta):
        return str(value)
    if isinstance(value, Enum):
        return str(value.value)
    if id(value) in inside or isinstance(value, _SKIPPED):  # type: ignore[arg-type]
        return None
    inside = (*inside, id(value))
    if isinstance(value, Mapping):
        return {str(key): _shown(item, inside) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(item, inside) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((_shown(item, inside) for item in value), key=lambda shown: json.dumps(shown, sort_keys=True))
    if hasattr(value, "read") and hasattr(value, "seek"):
        if getattr(value, "closed", False):
            return None
        value.seek(0)
        return base64.b64encode(value.read()).decode()
    fields = {name: item for name, item in getattr(value, "__dict__", {}).items() if name not in _PROGRESS}
    return {name: shown for name, item in fields.items() if (shown := _shown(item, inside)) is not None}
