"""Which operation a request asks for, and with which parameters: by botocore's models, as AWS's own front end does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import parse_qsl, quote
from xml.sax.saxutils import escape

from eventual_connectors.fakes import Request, Response

from .. import models
from ..models import Operation
from .moto_imports import load_moto

ALIASES = {
    "bedrock": ("bedrock-runtime", "bedrock", "bedrock-agent-runtime", "bedrock-agent"),
    "dynamodb": ("dynamodb", "dynamodbstreams"),
    "elasticloadbalancing": ("elbv2", "elb"),
    "elasticmapreduce": ("emr",),
    "monitoring": ("cloudwatch",),
    "ses": ("ses", "sesv2"),
    "states": ("stepfunctions",),
}
"""The services that sign under a name that is not their own; all others are looked for in the models."""

SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request")
ANONYMOUS = ("", "us-east-1", "sts")
"""Access key, region and signing name of a request without a signature; only STS takes those."""


@dataclass(frozen=True)
class AwsRequest:
    """A request as AWS understands it.

    Attributes:
        request: as it came.
        operation: what it asks for.
        access_key: who signed it.
        region: where.
    """

    request: Request
    operation: Operation
    access_key: str
    region: str

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The operation's parameters; empty where they cannot be read."""
        load_moto()
        from moto.core.parse import PROTOCOL_PARSERS
        from moto.core.utils import get_service_model
        from werkzeug.datastructures import Headers, MultiDict

        parser = PROTOCOL_PARSERS.get(self.protocol)
        if parser is None:
            return {}
        query = MultiDict(parse_qsl(self.request.query, keep_blank_values=True))
        form = MultiDict(self.request.form()) if self.protocol in ("query", "ec2") else MultiDict()
        values = MultiDict([*query.items(multi=True), *form.items(multi=True)])
        matched = _route(self.operation).path.fullmatch(self.request.path)
        given: Any = {
            "body": self.request.body,
            "headers": Headers(list(self.request.headers.items())),
            "method": self.request.method,
            "url_params": {_plain(name): value for name, value in matched.groupdict().items()} if matched else {},
            "url_path": self.request.path,
            "values": values,
        }
        service: Any = get_service_model(self.operation.service)
        model = service.operation_model(self.operation.model.name)
        parsed: dict[str, Any] = parser(model).parse(given)
        return parsed

    @property
    def protocol(self) -> str:
        """How the service speaks: `json`, `query`, `rest-json`, `rest-xml`, `ec2`."""
        return str(self.operation.model.service_model.metadata["protocol"])

    @property
    def host(self) -> str:
        """The host that AWS has for the service in this region."""
        return f"{self.operation.model.service_model.endpoint_prefix}.{self.region}.amazonaws.com"

    @property
    def url(self) -> str:
        """The URL at AWS."""
        query = f"?{self.request.query}" if self.request.query else ""
        return f"https://{self.host}{quote(self.request.path, safe='/:@!$&()*,;=~')}{query}"

    def with_body(self, body: Mapping[str, Any]) -> AwsRequest:
        """The same request with another JSON body."""
        request = Request(self.request.method, self.request.path, self.request.query, self.request.headers, json.dumps(body).encode())
        return AwsRequest(request, self.operation, self.access_key, self.region)

    def failure(self, code: str, message: str, status: int = 400, headers: Mapping[str, str] | None = None) -> Response:
        """An error in the service's own form."""
        kept = dict(headers or {})
        if self.protocol in ("query", "ec2", "rest-xml"):
            content = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
            body = _XML_ERRORS[self.protocol].format(content)
            return Response(status, type(self.request.headers)({"Content-Type": "text/xml", **kept}), body.encode())
        return Response.json({"__type": code, "message": message}, status=status, headers={"x-amzn-ErrorType": code, **kept})


_XML_ERRORS = {
    "query": "<ErrorResponse><Error><Type>Sender</Type>{}</Error><RequestId>fake</RequestId></ErrorResponse>",
    "ec2": "<Response><Errors><Error>{}</Error></Errors><RequestID>fake</RequestID></Response>",
    "rest-xml": "<Error>{}<RequestId>fake</RequestId></Error>",
}


def understood(request: Request) -> AwsRequest:
    """What a request asks for.

    Raises:
        LookupError: no operation of the installed botocore looks like this.
    """
    matched = SCOPE.search(request.headers.get("Authorization", ""))
    access_key, region, signed_for = matched.groups() if matched else ANONYMOUS
    for service in _candidates(signed_for):
        name = _named(service, request) or _routed(service, request)
        if name is not None:
            return AwsRequest(request, models.operation(service, name), access_key, region)
    raise LookupError(f"no operation of AWS is {request.method} {request.path} of the service {signed_for}")


@cache
def _candidates(signed_for: str) -> tuple[str, ...]:
    if signed_for in ALIASES:
        return ALIASES[signed_for]
    if signed_for in models.services():
        return (signed_for,)
    return tuple(name for name in models.services() if models.service_model(name).signing_name == signed_for)


def _named(service: str, request: Request) -> str | None:
    """The operation that the request names: in a header, in its path, or as `Action`."""
    target = request.headers.get("X-Amz-Target")
    by_wire = {wire: name for name, wire in models.operations(service).items()}
    if target is not None:
        prefix, _, wire = target.rpartition(".")
        return by_wire.get(wire) if prefix == models.service_model(service).metadata.get("targetPrefix") else None
    if "/operation/" in request.path:
        return by_wire.get(request.path.rpartition("/operation/")[2])
    action = dict([*request.query_pairs(), *_form(request)]).get("Action")
    return by_wire.get(action) if action else None


def _form(request: Request) -> Iterator[tuple[str, str]]:
    if request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        yield from request.form()


@dataclass(frozen=True)
class _Route:
    """What a request of a REST operation looks like."""

    method: str
    path: re.Pattern[str]
    query: Mapping[str, str]
    needed_query: frozenset[str]
    needed_headers: frozenset[str]
    literals: int

    def score(self, request: Request, query: Mapping[str, str]) -> int | None:
        """How much of the request this explains; None where it cannot be."""
        if request.method != self.method or self.path.fullmatch(request.path) is None:
            return None
        if any(name not in query or (value and query[name] != value) for name, value in self.query.items()):
            return None
        if self.needed_query - query.keys() or any(name not in request.headers for name in self.needed_headers):
            return None
        return self.literals + 2 * len(self.query) + len(self.needed_query) + len(self.needed_headers)


def _routed(service: str, request: Request) -> str | None:
    if not str(models.service_model(service).metadata["protocol"]).startswith("rest-"):
        return None
    query = dict(request.query_pairs())
    scores = {name: _route(models.operation(service, name)).score(request, query) for name in models.operations(service)}
    found = {name: score for name, score in scores.items() if score is not None}
    # Of two that look alike one is the other's deprecated form.
    return max(found, key=lambda name: (found[name], not models.operation(service, name).traits.get("deprecated"))) if found else None


@cache
def _route(operation: Operation) -> _Route:
    http = operation.traits["http"]
    path, _, query = str(http["requestUri"]).partition("?")
    required = operation.input.required_members if operation.input is not None else []
    located = [(operation.members[name].serialization, name) for name in required]
    return _Route(
        method=http["method"],
        path=re.compile(re.sub(r"\\\{(\w+)(\\\+)?\\\}", _placeholder, re.escape(path.rstrip("/"))) + "/?"),
        query=dict(parse_qsl(query, keep_blank_values=True)),
        needed_query=frozenset(where.get("name", name) for where, name in located if where.get("location") == "querystring"),
        needed_headers=frozenset(where.get("name", name) for where, name in located if where.get("location") == "header"),
        literals=sum("{" not in part for part in path.split("/") if part),
    )


def _placeholder(found: re.Match[str]) -> str:
    return f"(?P<p_{found[1]}>{'.+' if found[2] else '[^/]+'})"


def _plain(group: str) -> str:
    return group.removeprefix("p_")
