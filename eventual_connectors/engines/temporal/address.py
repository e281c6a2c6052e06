"""What a URL of Temporal names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from ...errors import UsageError
from ...workflows.references import import_module

DEFAULT_QUEUE = "eventual"
DEFAULT_PORT = 7233
SWITCHES = ("tls", "search_attributes")


@dataclass(frozen=True)
class Address:
    """A namespace of a Temporal server.

    Attributes:
        target: `host:port`.
        namespace: its name.
        task_queue: where executions are started.
        tls: whether the connection is encrypted.
        search_attributes: whether the namespace has those of `search.py`, which it has to be told of.
        data_converter: `module:name` of what encodes payloads; empty for Temporal's own.
    """

    target: str
    namespace: str = "default"
    task_queue: str = DEFAULT_QUEUE
    tls: bool = False
    search_attributes: bool = False
    data_converter: str = ""

    @classmethod
    def parse(cls, url: str) -> Address:
        """`temporal://host:port/namespace?task_queue=orders&tls=true&search_attributes=true`.

        Raises:
            UsageError: it is no such URL.
        """
        parts = urlsplit(url)
        options = parse_qs(parts.query, keep_blank_values=True)
        unknown = options.keys() - {"task_queue", "data_converter", *SWITCHES}
        if unknown:
            known = "task_queue, tls, search_attributes and data_converter"
            raise UsageError(f"a Temporal URL has the options {known}, not {', '.join(sorted(unknown))}")
        if parts.username or parts.password:
            raise UsageError("a Temporal URL holds no credentials; set EVENTUAL_TEMPORAL_API_KEY, or give connect(…, client=…) a client")
        try:
            port = parts.port or DEFAULT_PORT
        except ValueError:
            raise UsageError(f"{parts.netloc!r} has no valid port") from None
        if not parts.hostname:
            raise UsageError("a Temporal URL names a host: temporal://127.0.0.1:7233/default")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        namespace = unquote(parts.path.strip("/")) or "default"
        task_queue = options.get("task_queue", [DEFAULT_QUEUE])[-1] or DEFAULT_QUEUE
        converter = options.get("data_converter", [""])[-1]
        switches = {name: _switched_on(name, options) for name in SWITCHES}
        return cls(f"{host}:{port}", namespace, task_queue, **switches, data_converter=converter)


def _switched_on(name: str, options: Mapping[str, Sequence[str]]) -> bool:
    value = options.get(name, ["false"])[-1].lower()
    if value not in ("true", "false"):
        raise UsageError(f"{name} is true or false, not {value!r}")
    return value == "true"


def named(reference: str) -> Any:
    """What `module:name` names.

    Raises:
        UsageError: there is no such thing.
    """
    module, _, name = reference.partition(":")
    if (found := getattr(import_module(module), name, None)) is None:
        raise UsageError(f"{reference!r} names no data converter; write MODULE:NAME")
    return found
