"""Webhooks as they come in: Stripe's signature over the raw body, then the event as its model."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from eventual_connectors import EventualError, Secret

if TYPE_CHECKING:
    from eventual_connectors.services import EventType, Webhook

    from .events import Event, ThinEvent

TOLERANCE = 300.0
"""Seconds for which a signature is good, where the caller does not say: a request that somebody kept cannot be sent again later."""


class SignatureError(EventualError):
    """A webhook is not Stripe's, or was sent too long ago. Answer it with 400 and do nothing else."""


def verify_signature(
    body: bytes,
    headers: Mapping[str, str],
    secrets: Secret | Iterable[Secret],
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
) -> None:
    """Check that Stripe sent this body.

    Args:
        body: the raw bytes as they came; what was parsed and written again is another text.
        headers: of the request, in any case.
        secrets: the endpoint's signing secret (`whsec_…`); several while it is rotated, or where one address serves several endpoints.
        tolerance: seconds that a signature may be old. One from the future is good, as with Stripe's SDK: clocks differ.
        now: seconds since 1970; the machine's clock unless given.

    Raises:
        SignatureError: none of the secrets made the signature, or it is too old.
        ConfigurationError: a secret is missing.
    """
    header = next((value for name, value in headers.items() if name.lower() == "stripe-signature"), None)
    if header is None:
        raise SignatureError("the request has no header Stripe-Signature")
    timestamp, given = _parts(header)
    expected = [_signature(secret, timestamp, body) for secret in ([secrets] if isinstance(secrets, Secret) else secrets)]
    # Each is compared with each, in constant time and to the end: how long it takes says nothing.
    matches = [hmac.compare_digest(one, other) for one in expected for other in given]
    if not any(matches):
        raise SignatureError("the signature is of none of the secrets")
    if timestamp < (time.time() if now is None else now) - tolerance:
        raise SignatureError(f"the signature is older than {tolerance:g} seconds")


def parse_event(
    body: bytes,
    headers: Mapping[str, str],
    secrets: Secret | Iterable[Secret],
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
) -> Event | ThinEvent:
    """The event that a webhook brings, as the model of its type; arguments and errors are those of `verify_signature`.

    Raises:
        SignatureError: the webhook is not Stripe's, or its body is no event.
    """
    verify_signature(body, headers, secrets, tolerance=tolerance, now=now)
    return read_event(body)


def read_event(body: bytes) -> Event | ThinEvent:
    """The event of a body that is known to be Stripe's, such as one of an event bus.

    Raises:
        SignatureError: it is no event.
    """
    from .events import model

    try:
        found: Any = json.loads(body)
        return model(str(found["type"])).model_validate(found)
    except (ValueError, TypeError, KeyError) as error:
        raise SignatureError(f"the body is no event of Stripe: {type(error).__name__}") from error


def webhook(secrets: Secret | Iterable[Secret], *, name: str = "stripe", tolerance: float = TOLERANCE) -> Webhook:
    """Stripe's webhooks for a service: `Service("shop", webhooks=[webhook(Secret("env:STRIPE_WEBHOOK_SECRET"))])`.

    Each is an event of the type `stripe.TYPE`, such as `stripe.invoice.paid`, whose data is Stripe's whole event, of the model that
    `event_type` has.

    Args:
        secrets: as those of `verify_signature`.
        name: the last part of the address.
        tolerance: seconds that a signature may be old.
    """
    from eventual_connectors.services import Answer, Received, Refused, Webhook

    known = [secrets] if isinstance(secrets, Secret) else list(secrets)

    def read(body: bytes, headers: Mapping[str, str]) -> Received | Answer:
        try:
            verify_signature(body, headers, known, tolerance=tolerance)
            found: Any = json.loads(body)
            return Received(id=str(found["id"]), type=f"stripe.{found['type']}", data=found)
        except SignatureError as error:
            raise Refused(str(error)) from None
        except (ValueError, TypeError, KeyError) as error:
            raise Refused(f"the body is no event of Stripe: {type(error).__name__}") from None

    return Webhook(name, read)


def event_type(name: str) -> EventType[Any]:
    """The type of Stripe's events of this name, to subscribe to: `@shop.subscribe(event_type("invoice.paid"))`."""
    from eventual_connectors.services import EventType

    from .events import model

    return EventType(f"stripe.{name}", model(name))


def _parts(header: str) -> tuple[int, list[bytes]]:
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    try:
        (timestamp,) = map(int, times)
    except ValueError:
        raise SignatureError("the header Stripe-Signature has no time") from None
    # v0 is a signature that Stripe makes for tests alone.
    return timestamp, [value.encode() for name, _, value in pairs if name == "v1"]


def _signature(secret: Secret, timestamp: int, body: bytes) -> bytes:
    return hmac.new(secret.reveal().encode(), b"%d." % timestamp + body, hashlib.sha256).hexdigest().encode()
