"""The endpoints that hear of events. (Events themselves are listed and shown as any object.)"""

from __future__ import annotations

from urllib.parse import urlsplit

from .account import Account, Call
from .generic import does, fill
from .params import invalid
from .shapes import Object


@does("v1.webhook_endpoints.create")
def _create(account: Account, call: Call) -> Object:
    _check(call)
    endpoint = account.new("webhook_endpoint", status="enabled", url=call.params["url"], enabled_events=call.params["enabled_events"])
    fill(endpoint, call.params)
    endpoint["api_version"] = call.params.get("api_version")
    secret = f"whsec_{account.text('webhook', endpoint['id'], length=32)}"
    account.hidden(endpoint["id"]).update(secret=secret, connect=bool(call.params.get("connect")))
    # The secret is shown this once.
    return {**endpoint, "secret": secret}


@does("v1.webhook_endpoints.update")
def _update(account: Account, call: Call) -> Object:
    _check(call)
    endpoint = account.get("webhook_endpoint", call.id)
    fill(endpoint, call.params)
    if "disabled" in call.params:
        endpoint["status"] = "disabled" if call.params["disabled"] else "enabled"
    return endpoint


def _check(call: Call) -> None:
    url = call.params.get("url", "https://example.com")
    if urlsplit(url).scheme not in ("http", "https"):
        raise invalid("Invalid URL: An explicit scheme (such as https) must be provided.", "url", "url_invalid")
    for name in call.params.get("enabled_events", ()):
        if name != "*" and "." not in name:
            raise invalid(f"Invalid enabled_events: {name} is no type of event", "enabled_events")
