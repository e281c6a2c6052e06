"""A connection's credentials: put into requests to its own origin, kept out of everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from ..secret_forms import forms
from .connection import HttpConnection

HIDDEN = "***"

SHORTEST_HIDDEN = 6
"""Characters. Anything shorter protects nothing, and would be found in, and taken out of, every other answer."""


class Credentials:
    """The credentials of a client, as they were when it was made.

    Raises:
        ConfigurationError: one is missing.
    """

    def __init__(self, connection: HttpConnection) -> None:
        self.headers = {name: secret.reveal() for name, secret in connection.secret_headers.items()}
        if connection.token is not None:
            self.headers["Authorization"] = f"Bearer {connection.token.reveal()}"
        if connection.username is not None:
            self.headers["Authorization"] = f"Basic {connection.basic()}"
        self.params = {name: secret.reveal() for name, secret in connection.secret_params.items()}
        secrets = connection.secrets()
        long = [secret for secret in secrets if len(secret) >= SHORTEST_HIDDEN]
        written = {form for secret in long for form in forms(secret)}
        self._written = sorted(written, key=len, reverse=True)  # one may begin with another

    def in_query(self, url: str) -> str:
        """The URL with the credentials that go into a query."""
        bare = self.out_of_query(url)
        added = urlencode(self.params, quote_via=quote, safe="")
        return f"{bare}{'&' if '?' in bare else '?'}{added}" if added else bare

    def out_of_query(self, url: str) -> str:
        """The URL without them: an API repeats them in the links that it gives."""
        before, mark, query = url.partition("?")
        if not mark or not self.params:
            return url
        kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] not in self.params]
        return f"{before}?{urlencode(kept, quote_via=quote)}" if kept else before

    def hidden(self, value: Any) -> Any:
        """A decoded answer without credentials, at any depth: some APIs repeat what they were sent."""
        if isinstance(value, str):
            for secret in self._written:
                value = value.replace(secret, HIDDEN)
            return value
        if isinstance(value, bytes):
            for secret in self._written:
                value = value.replace(secret.encode(), HIDDEN.encode())
            return value
        if isinstance(value, list):
            return [self.hidden(item) for item in value]
        if isinstance(value, Mapping):
            return {self.hidden(name): self.hidden(item) for name, item in value.items()}
        return value


def relative(url: str, base_url: str) -> str:
    """A URL as a path below `base_url`, where it is one; else as it is."""
    base, given = urlsplit(base_url), urlsplit(url)
    root = base.path.rstrip("/")
    if (given.scheme, given.netloc) != (base.scheme, base.netloc) or not given.path.startswith(f"{root}/"):
        return url
    # A brace would be taken for a placeholder.
    path = given.path.removeprefix(root).replace("{", "%7B").replace("}", "%7D")
    return f"{path}?{given.query}" if given.query else path
