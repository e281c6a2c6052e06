"""What people are shown of arguments: no credentials, and what was taken away."""

from __future__ import annotations

from typing import Any

import pytest

from eventual_connectors import Connection, Connector, Secret, connections
from eventual_connectors.attempts.masking import shown_arguments

CREDENTIALS = [
    "password",
    "newPassword",
    "DB_PASSWORD",
    "passphrase",
    "secret",
    "clientSecret",
    "SecretString",
    "token",
    "access_token",
    "Authorization",
    "x-api-key",
    "apiKey",
    "APIKey",
    "aws_secret_access_key",
    "private-key",
    "card_number",
    "cardNumber",
    "cvc",
    "account_number",
    "iban",
    "Cookie",
    "credentials",
]
OTHERS = ["customer", "amount", "key", "idempotency_key", "keys", "number", "max_tokens", "order_number", "tokenizer", "author", "pass"]


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_field_called_like_a_credential_is_masked_at_any_depth(name: str) -> None:
    tree = {"args": [{"deep": [{name: "hunter2"}]}], "kwargs": {name: {"all": ["of", "it"]}, "plain": 1}}
    before = repr(tree)

    shown, masked = shown_arguments(tree, None)

    assert shown == {"args": [{"deep": [{name: "***"}]}], "kwargs": {name: "***", "plain": 1}}
    assert masked == (f"/args/0/deep/0/{name}", f"/kwargs/{name}")
    assert repr(tree) == before  # what is recorded stays as it is


@pytest.mark.parametrize("name", OTHERS)
def test_other_fields_are_shown(name: str) -> None:
    tree = {"kwargs": {name: "visible"}}
    assert shown_arguments(tree, None) == (tree, ())


def test_a_field_counts_together_with_the_one_around_it() -> None:
    tree = {"kwargs": {"card": {"number": "4242", "exp": "12/30"}, "api": {"key": "k"}, "password": None}}

    shown, masked = shown_arguments(tree, None)

    assert shown == {"kwargs": {"card": {"number": "***", "exp": "12/30"}, "api": {"key": "***"}, "password": None}}
    assert masked == ("/kwargs/card/number", "/kwargs/api/key")


def test_a_pointer_is_escaped() -> None:
    assert shown_arguments({"kwargs": {"a/b~c": {"token": "t"}}}, None)[1] == ("/kwargs/a~1b~0c/token",)


def test_a_secret_of_the_connection_is_masked_wherever_it_stands() -> None:
    class MaskedConnection(Connection):
        key: Secret

    masked_vendor = Connector("masked_vendor", connection=MaskedConnection, client=lambda connection: None)

    @masked_vendor.activity("call", effect="unsafe")
    async def call(client: Any, attempt: Any, /, **fields: str) -> None: ...

    with connections.override(masked_vendor.name, MaskedConnection(key=Secret("sk_test_literal"))):
        shown, masked = shown_arguments({"kwargs": {"url": "https://x/?k=sk_test_literal", "plain": "y"}}, call)

    assert shown == {"kwargs": {"url": "https://x/?k=***", "plain": "y"}}
    assert masked == ("/kwargs/url",)
