"""Where an engine on Lambda is: `lambda://FUNCTION:ALIAS?mailbox=dynamodb://TABLE`."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote

from ...errors import UsageError

PREFIX = "lambda://"
FORM = "lambda://FUNCTION:ALIAS?mailbox=dynamodb://TABLE"
OPTIONS = ("mailbox", "region", "endpoint", "serve")


@dataclass(frozen=True)
class Address:
    """A function and its mailbox.

    Attributes:
        function: the function's name.
        qualifier: the alias or version that new executions begin with; a running one stays with its version.
        mailbox: the URL of the mailbox, see `mailbox.open_mailbox`.
        region: of AWS; None for that of the environment.
        endpoint: where Lambda's API is served by something else, such as the local runner.
        serve: `host:port` at which a worker of ours takes the local runner's invocations; empty on AWS.
    """

    function: str
    qualifier: str
    mailbox: str
    region: str | None = None
    endpoint: str | None = None
    serve: str = ""

    @property
    def target(self) -> str:
        """`FUNCTION:ALIAS`."""
        return f"{self.function}:{self.qualifier}"

    @classmethod
    def of(cls, url: str) -> Address:
        """What a URL names.

        Raises:
            UsageError: it names no function or no mailbox, or has an option that is none.
        """
        target, _, query = url.removeprefix(PREFIX).partition("?")
        function, _, qualifier = unquote(target).strip("/").partition(":")
        options = {name: values[-1] for name, values in parse_qs(query).items()}
        unknown = sorted(options.keys() - set(OPTIONS))
        if unknown:
            raise UsageError(f"{unknown[0]!r} is no option of the engine on Lambda; it takes {', '.join(OPTIONS)}")
        if not function or "mailbox" not in options:
            raise UsageError(f"an engine on Lambda is named by its function and its mailbox: {FORM}")
        return cls(
            function,
            qualifier or "$LATEST",
            options["mailbox"],
            options.get("region"),
            options.get("endpoint"),
            options.get("serve", ""),
        )
