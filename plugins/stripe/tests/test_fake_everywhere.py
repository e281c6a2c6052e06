"""Every endpoint of the fake, asked by the vendor's own SDK: it understands the request, and the SDK the answer."""

from __future__ import annotations

import io
from typing import Any

import pytest
import stripe as sdk

from eventual_connector_stripe.fakes import StripeFake
from eventual_connector_stripe.fakes.generic import answered_with
from eventual_connector_stripe.operations import Operation, operations
from eventual_connector_stripe.sdk import examples
from eventual_connectors.fakes import Request

GENERATED = [one for one in operations().values() if one.base != "meter_events"]

NEEDS: dict[str, dict[str, Any]] = {
    "v1.files.create": {"purpose": "dispute_evidence", "file": b"%PDF-"},
}


@pytest.fixture(scope="module")
def everything() -> StripeFake:
    return StripeFake(seed=1)


@pytest.fixture(scope="module")
def direct(everything: StripeFake) -> sdk.StripeClient:
    """The vendor's SDK, with the fake in the place of the network."""

    class InProcess(sdk.HTTPClient):
        name = "in process"

        def request(self, method: str, url: str, headers: Any, post_data: Any = None, **more: Any) -> Any:
            body = post_data.encode() if isinstance(post_data, str) else post_data or b""
            answer = everything.handle(Request.to(method, url, headers, body))
            return answer.body, answer.status, dict(answer.headers)

        def request_stream(self, method: str, url: str, headers: Any, post_data: Any = None, **more: Any) -> Any:
            body, status, headers = self.request(method, url, headers, post_data)
            return io.BytesIO(body), status, headers

    return sdk.StripeClient(everything.api_key, http_client=InProcess())


def ask(client: sdk.StripeClient, fake: StripeFake, operation: Operation) -> Any:
    """Call the SDK's method with the fewest parameters, on an object that is there."""
    service: Any = client
    for part in operation.name.split("."):
        service = getattr(service, part)
    kind = answered_with(operation)
    ids = ["parent" for _ in operation.ids]
    if ids and kind:
        ids[-1] = fake.add(kind)["id"]
    params = NEEDS.get(operation.name) or examples.parameters(operation.params)
    return service(*ids, params)


@pytest.mark.parametrize("operation", GENERATED, ids=lambda one: one.name)
def test_the_sdk_understands_the_answer(operation: Operation, everything: StripeFake, direct: sdk.StripeClient) -> None:
    """A refusal counts where it is Stripe's own word on the object's state or on a parameter that no type says to be needed."""
    answer = refusal = None
    try:
        answer = ask(direct, everything, operation)
    except (sdk.InvalidRequestError, sdk.CardError) as error:
        refusal = str(error)
    if refusal is not None:
        assert "unknown parameter" not in refusal
        return
    if operation.streams:
        assert answer is not None
        assert answer.io.read().startswith(b"%PDF")
    elif operation.lists:
        assert answer is not None
        assert isinstance(answer.data, list)
    elif operation.result != "None":
        (*_, expected) = operation.result.partition("|")[0].split(":")
        # What was deleted, and events of version 2 whose type is not known, are plain objects.
        plain = operation.method == "DELETE" or expected == "Event"
        assert type(answer).__name__ == expected or plain, type(answer)
