"""What a URL of Temporal names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from ...errors import UsageError

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
    """

    target: str
    namespace: str = "default"
    task_queue: str = DEFAULT_QUEUE
    tls: bool = False
    search_attributes: bool = False

    @classmethod
    def parse(cls, url: str) -> Address:
        """`temporal://host:port/namespace?task_queue=orders&tls=true&search_attributes=true`.

        Raises:
            UsageError: it is no such URL.
        """
        parts = urlsplit(url)
        options = parse_qs(parts.query, keep_blank_values=True)
        unknown = options.keys() - {"task_queue", *SWITCHES}
        if unknown:
            raise UsageError(f"a Temporal URL has the options task_queue, tls and search_attributes, not {', '.join(sorted(unknown))}")
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
        return cls(f"{host}:{port}", namespace, task_queue, **{name: _switched_on(name, options) for name in SWITCHES})


def _switched_on(name: str, options: Mapping[str, Sequence[str]]) -> bool:
    value = options.get(name, ["false"])[-1].lower()
    if value not in ("true", "false"):
        raise UsageError(f"{name} is true or false, not {value!r}")
    return value == "true"
