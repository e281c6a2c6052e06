"""The wire depth: a vendor that does anything, once for each key. For the generated remainder of a large API, which no fake models.

What it shows is on our side of the wire: the key is there, the same on every attempt, another one for every call; and what is not
recognised by a key is not sent twice. Whether the vendor keeps its own promise is not shown: of a `natural` write no more than that an
equal request follows, which changes nothing here because this vendor keeps the last one.
"""

from __future__ import annotations

import base64
from typing import Any, ClassVar

from ..effect import Effect
from ..fakes import Fake, Request, Response
from .suite import ConformanceSuite

OPERATION = "anything"

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that ask for no change (RFC 9110, section 9.2.1): all that this vendor knows of what a read is."""

_WRITES = ("plain", "killed_after_apply", "dropped_after_apply", "internal_error")

CASES: dict[Effect, tuple[str, ...]] = {
    **dict.fromkeys((Effect.KEYED, Effect.LEDGER), (*_WRITES, "distinct_calls")),
    Effect.READ: ("plain",),
    Effect.NATURAL: _WRITES,
    Effect.UNSAFE: (*_WRITES, "dropped_before_apply", "busy_after_apply"),
}
"""The cases of this depth. A look-up cannot be played on a vendor that has nothing to look at."""


def wire_fake(suite: type[ConformanceSuite]) -> type[Fake]:
    """The suite's fake with its wire and its settings, and with this vendor behind it."""

    class WireFake(suite.fake):  # type: ignore[name-defined,misc]
        """Answers everything."""

        operations: ClassVar[frozenset[str]] = frozenset({OPERATION})

        def new_state(self) -> dict[str, Any]:
            return {"answers": {}, "last": None}

        def operation(self, request: Request) -> str:
            return OPERATION

        def apply(self, request: Request) -> Response:
            if request.method in SAFE:
                return suite().wire_answer(request)
            key = self.key_of(request)
            if key is None or key not in self.state["answers"]:
                answer = suite().wire_answer(request)
                self.effect(OPERATION, request.path, key=key)
                self.state["last"] = [request.method, request.path, base64.b64encode(request.body).decode()]
                if key is None:
                    return answer
                self.state["answers"][key] = [answer.status, dict(answer.headers), base64.b64encode(answer.body).decode()]
            status, headers, body = self.state["answers"][key]
            return Response(status, type(request.headers)(headers), base64.b64decode(body))

    return WireFake
