"""What each answer of Stripe means for the next attempt: errors made by the vendor's own SDK from what came over the wire."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from eventual_connector_stripe import AuthenticationError, CardError, IdempotencyError, InvalidRequestError, StoredFailure, StripeConnection
from eventual_connector_stripe.classify import classify
from eventual_connector_stripe.client import make_client
from eventual_connectors import ConnectorError, InDoubt, Permanent, RateLimited, Retryable, Secret
from eventual_connectors.errors import KeyConflict, Unauthorized

SECRET = "sk_live_0123456789abcdefghijklmn"


async def classified(answer: httpx.Response | Exception, **settings: Any) -> ConnectorError:
    def respond(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    settings = {"transport": httpx.MockTransport(respond), **settings}
    client = make_client(StripeConnection(api_key=Secret(SECRET), **settings))
    try:
        await client.v1.customers.create_async({})
    except Exception as error:
        found = classify(error)
        assert found is not None
        return found
    raise AssertionError("no error")


def answer(status: int, error: dict[str, Any] | str = "", **headers: str) -> httpx.Response:
    body = error if isinstance(error, str) else json.dumps({"error": {"message": "No.", **error}})
    return httpx.Response(status, content=body.encode(), headers={"request-id": "req_1", **headers})


REPLAYED = {"idempotent-replayed": "true"}
RETRY = {"stripe-should-retry": "true"}
STOP = {"stripe-should-retry": "false"}
INVALID = {"type": "invalid_request_error", "code": "resource_missing", "param": "id"}
DECLINED = {"type": "card_error", "code": "card_declined", "decline_code": "lost_card", "charge": "ch_1", "payment_intent": {"id": "pi_1"}}


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (answer(400, INVALID), InvalidRequestError),
        (answer(404, INVALID), InvalidRequestError),
        (answer(403, INVALID), InvalidRequestError),
        (answer(401, INVALID), AuthenticationError),
        (answer(402, DECLINED), CardError),
        (answer(400, {"type": "idempotency_error"}), IdempotencyError),
        (answer(409, {"type": "idempotency_error", "code": "idempotency_key_in_use"}), InDoubt),
        (answer(409, {"type": "idempotency_error", "code": "idempotency_key_in_use"}, **RETRY), InDoubt),
        (answer(409, {"type": "invalid_request_error", "code": "lock_timeout"}), Retryable),
        (answer(409, INVALID, **STOP), InvalidRequestError),
        (answer(400, INVALID, **RETRY), Retryable),
        (answer(429, {"code": "rate_limit"}), RateLimited),
        (answer(400, {"code": "rate_limit"}), RateLimited),
        (answer(429, {"code": "lock_timeout"}), Retryable),
        (answer(429, {"code": "rate_limit"}, **STOP), InvalidRequestError),
        (answer(500, {"type": "api_error"}), InDoubt),
        (answer(500, {"type": "api_error"}, **REPLAYED), StoredFailure),
        (answer(500, {"type": "api_error"}, **RETRY), InDoubt),
        (answer(503, "<html>"), InDoubt),
        (answer(424, {"type": "api_error"}), InDoubt),
        (answer(200, "not json"), InDoubt),
        (httpx.ReadTimeout("slow"), InDoubt),
        (httpx.RemoteProtocolError("cut"), InDoubt),
        (httpx.ReadError("reset"), InDoubt),
        (httpx.WriteError("reset"), InDoubt),
        (httpx.ConnectError("refused"), Retryable),
        (httpx.ConnectTimeout("slow"), Retryable),
        (httpx.PoolTimeout("full"), Retryable),
        (httpx.ProxyError("no"), Retryable),
    ],
)
async def test_each_answer_has_its_class(given: httpx.Response | Exception, kind: type[ConnectorError]) -> None:
    found = await classified(given)
    assert type(found) is kind
    if isinstance(given, httpx.Response):
        assert found.status == given.status_code


@pytest.mark.parametrize(
    ("given", "settles"),
    [
        (answer(402, DECLINED), True),
        (answer(402, DECLINED, **REPLAYED), True),
        (answer(404, INVALID, **REPLAYED), True),
        (answer(404, INVALID), False),
        (answer(400, INVALID), False),
        (answer(403, INVALID), False),
        (answer(400, {"type": "idempotency_error"}), False),
        (answer(400, {"type": "idempotency_error"}, **REPLAYED), False),
    ],
)
async def test_only_the_stored_answer_of_this_key_settles_doubt(given: httpx.Response, settles: bool) -> None:
    found = await classified(given)
    assert isinstance(found, Permanent)
    assert found.settles is settles


async def test_what_the_errors_carry() -> None:
    declined = await classified(answer(402, DECLINED))
    assert isinstance(declined, CardError)
    assert (declined.request_id, declined.status, str(declined)) == ("req_1", 402, "No.")
    assert (declined.code, declined.decline_code, declined.charge, declined.payment_intent) == (
        "card_declined",
        "lost_card",
        "ch_1",
        "pi_1",
    )
    refused = await classified(answer(404, INVALID))
    assert isinstance(refused, InvalidRequestError)
    assert (refused.code, refused.param, refused.message) == ("resource_missing", "id", "No.")
    assert isinstance(await classified(answer(401, {})), Unauthorized)
    assert isinstance(await classified(answer(400, {"type": "idempotency_error"})), KeyConflict)


@pytest.mark.parametrize(("header", "after"), [("7", 7.0), ("0.5", 0.5), (None, 1.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 1.0)])
async def test_a_rate_limit_says_when(header: str | None, after: float) -> None:
    found = await classified(answer(429, {"code": "rate_limit"}, **({"retry-after": header} if header else {})))
    assert isinstance(found, RateLimited)
    assert found.after == after


async def test_a_wrong_address_is_no_doubt() -> None:
    found = await classified(httpx.ReadError("unused"), transport=None, api_base="ftp://stripe")
    assert (type(found), found.code) == (Permanent, "not_sent")


async def test_a_page_of_a_proxy_does_not_end_up_in_the_message() -> None:
    found = await classified(answer(502, "<html>" + "x" * 5000))
    assert isinstance(found, InDoubt)
    assert str(found) == "APIError: an unreadable answer with status 502"


async def test_no_message_shows_a_key() -> None:
    found = await classified(answer(401, {"message": f"Invalid API Key provided: {SECRET}; see whsec_abc and rk_test_x."}))
    assert found.message == "Invalid API Key provided: (a key) see (a key) and (a key)"


def test_what_is_not_stripes_is_left_to_the_core() -> None:
    assert classify(ValueError("ours")) is None


@pytest.mark.parametrize(
    ("given", "unseen"),
    [
        (answer(400, INVALID), True),
        (answer(400, INVALID, **REPLAYED), False),
        (answer(400, {"type": "invalid_request_error"}), False),
        (answer(404, INVALID), False),
    ],
)
async def test_a_refusal_of_a_parameter_that_was_not_stored_says_that_the_key_was_not_seen(given: httpx.Response, unseen: bool) -> None:
    """Stripe finds a stored answer before it validates; other refusals may come from in front of that."""
    found = await classified(given)
    assert isinstance(found, Permanent)
    assert found.unseen is unseen
