"""Completion tokens: who holds one may say how a call ended, once, as long as it has not expired.

A token names its execution, call and attempt in plain sight, and carries an HMAC-SHA256 over them. The execution's root is signed too, so
that a token is worthless for an execution of the same name in another place, also where both places share a key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import timedelta

from ..clock import LONGEST, Micros, micros, to_text
from ..codec import dumps
from ..errors import UsageError

VERSION = "ect1"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a token is for.

    Attributes:
        execution_id: the execution.
        path: the call.
        attempt: the attempt that handed it out; no other may be completed with it.
        expires_at: when it is worthless, microseconds since 1970.
    """

    execution_id: str
    path: str
    attempt: int
    expires_at: Micros


def sign(claim: Claim, key: bytes, root: bytes) -> str:
    """The token of a claim: letters, digits, `-`, `_` and `.`.

    Args:
        claim: what it is for.
        key: the secret.
        root: the execution's root.
    """
    body = f"{VERSION}.{_text(dumps(list(astuple(claim))).encode())}"
    return f"{body}.{_text(hmac.digest(key, root + body.encode(), hashlib.sha256))}"


def read(token: str) -> Claim:
    """What a token says it is for. Nothing of it is proven before `check`.

    Raises:
        UsageError: it is no token, or one of another version.
    """
    version, _, rest = token.partition(".")
    try:
        body = rest.partition(".")[0]
        execution_id, path, attempt, expires_at = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        claim = Claim(execution_id, path, attempt, expires_at)
    except (ValueError, TypeError, RecursionError):
        claim = None
    if claim is None or version != VERSION or [type(value) for value in astuple(claim)] != [str, str, int, int]:
        raise UsageError(f"this is no completion token (those of this version begin with {VERSION}.)")
    return claim


def check(token: str, claim: Claim, key: bytes | None, root: bytes | None, now: Micros) -> None:
    """Whether a token holds.

    Args:
        token: the token.
        claim: what it says.
        key: the secret; None where no token was ever handed out.
        root: the root of the execution that it names; None where there is no such execution.
        now: the time.

    Raises:
        UsageError: it was not signed here, or has expired.
    """
    if key is None or root is None or not hmac.compare_digest(_bytes(token), _bytes(sign(claim, key, root))):
        raise UsageError("the completion token is not valid here: it was changed, or it is another database's, or the key is another one")
    if claim.expires_at <= now:
        raise UsageError(f"the completion token of {claim.path} expired at {to_text(claim.expires_at)}")


class Completions:
    """The tokens that one attempt hands out.

    Args:
        signed: makes the token that expires at the time given.
        now: where the time is read.

    Attributes:
        expires_at: when the last of them is worthless; None where there are none.
    """

    def __init__(self, signed: Callable[[Micros], str], now: Callable[[], Micros]) -> None:
        self._signed = signed
        self._now = now
        self.expires_at: Micros | None = None

    def token(self, expires: timedelta | float) -> str:
        """A new token.

        Raises:
            UsageError: it would never be of use, or has no end.
        """
        seconds = expires.total_seconds() if isinstance(expires, timedelta) else expires
        if not 0 < seconds * 1_000_000 <= LONGEST:
            raise UsageError(f"a completion token expires after more than 0 seconds, and within a hundred years, not {seconds}")
        expires_at = self._now() + micros(seconds)
        self.expires_at = max(expires_at, self.expires_at or 0)
        return self._signed(expires_at)


def _bytes(token: str) -> bytes:
    return token.encode("utf-8", "surrogatepass")  # what a command line holds need not be text


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
