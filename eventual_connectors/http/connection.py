"""How a REST API is reached: its address and its credentials."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from ..connection import Connection
from ..errors import ConfigurationError, ConnectorError
from ..secret import Secret
from . import header_rules


class HttpConnection(Connection):
    """One account of a REST API, such as `[connections.warehouse.default]` of `eventual.toml`.

    Attributes:
        base_url: what every path is appended to, such as `https://api.example.com/v2`.
        token: sent as `Authorization: Bearer …`.
        username: of basic authentication, with `password`.
        password: of basic authentication, with `username`.
        secret_headers: further headers that hold a credential, by name: `{"X-Api-Key" = "env:WAREHOUSE_KEY"}`.
        secret_params: query parameters that hold a credential, by name. Servers log queries; use a header where the API takes one.
        headers: headers of every request that hold no credential.
        connect_timeout: seconds in which a connection has to stand; the attempt's `timeout` bounds everything.
        max_response_bytes: the largest answer that is taken, decompressed. It is recorded in the history.
    """

    base_url: str
    token: Secret | None = None
    username: str | None = None
    password: Secret | None = None
    secret_headers: Mapping[str, Secret] = Field(default_factory=dict)
    secret_params: Mapping[str, Secret] = Field(default_factory=dict)
    headers: Mapping[str, str] = Field(default_factory=dict)
    connect_timeout: float = Field(default=10.0, gt=0, allow_inf_nan=False)
    max_response_bytes: int = Field(default=4_000_000, ge=1)

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, given: str) -> str:
        parts = urlsplit(given)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be an absolute http or https URL")
        if parts.username is not None or parts.password is not None:
            raise ValueError("must hold no credential; use username and password")
        if parts.query or parts.fragment:
            raise ValueError("must have no query and no fragment; use secret_params for a credential")
        return given.rstrip("/")

    @field_validator("headers")
    @classmethod
    def _may_be_set(cls, given: Mapping[str, str]) -> Mapping[str, str]:
        try:
            header_rules.check(given)
        except ConnectorError as error:
            raise ValueError(error.message) from None
        return given

    @field_validator("secret_headers")
    @classmethod
    def _can_be_sent(cls, given: Mapping[str, Secret]) -> Mapping[str, Secret]:
        for name in given:
            if not header_rules.NAME.fullmatch(name) or name.lower() in header_rules.FRAMING:
                raise ValueError(f"{name!r} cannot be set")
        return given

    @model_validator(mode="after")
    def _one_authorization(self) -> Self:
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password go together")
        named = any(name.lower() == "authorization" for name in self.secret_headers)
        if sum((self.token is not None, self.username is not None, named)) > 1:
            raise ValueError("token, username and a secret header Authorization exclude one another")
        return self

    def account(self) -> str | None:
        """Its address: calls with one business key to two installations are two calls."""
        return self.base_url

    def secrets(self) -> list[str]:
        """The credentials, also as basic authentication sends them."""
        found = super().secrets()
        try:
            return [*found, *([] if self.username is None else [self.basic()])]
        except ConfigurationError:
            return found

    def basic(self) -> str:
        """Username and password in base64 (RFC 7617).

        Raises:
            ConfigurationError: the password is missing.
        """
        password = "" if self.password is None else self.password.reveal()
        return base64.b64encode(f"{self.username}:{password}".encode()).decode()
