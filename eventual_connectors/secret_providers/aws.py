"""Credentials in AWS: `aws-secretsmanager:NAME#KEY` and `aws-ssm:/path`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ..errors import ConfigurationError

CONNECT_SECONDS, READ_SECONDS = 3, 5
"""Time-outs of one request; the worker's event loop stands still meanwhile."""


def from_secrets_manager(place: str) -> str:
    """The text of a secret, by its name or ARN; with `#KEY` one text of the JSON object that it is."""
    name, _, key = place.partition("#")
    found = _asked_of_aws(
        "secretsmanager",
        f"the secret {name!r} of AWS Secrets Manager",
        lambda client: _member(client.get_secret_value(SecretId=name).get("SecretString"), key),
    )
    if not found:
        has_none = f"has no text under the key {key!r}, or is no JSON object" if key else "is empty, or is not text"
        raise ConfigurationError(f"the secret {name!r} of AWS Secrets Manager {has_none}")
    return found


def from_parameter_store(name: str) -> str:
    """The value of a parameter, decrypted."""
    return _asked_of_aws(
        "ssm",
        f"the parameter {name!r} of AWS Systems Manager",
        lambda client: client.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"],
    )


def _member(text: str | None, key: str) -> str:
    """The whole text, or the text under a key of the JSON object that it is; empty where there is none."""
    if not key or not text:
        return text or ""
    try:
        found = json.loads(text)
    except ValueError:
        return ""
    value = found.get(key) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""


def _asked_of_aws(service: str, what: str, ask: Callable[[Any], str]) -> str:
    """Ask with the credentials, the region and the endpoint that boto3 finds (`AWS_PROFILE`, `AWS_REGION`, an instance's role …)."""
    try:
        from boto3.session import Session
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError
    except ModuleNotFoundError:
        raise ConfigurationError(f"{what} cannot be read here; pip install 'eventual-connectors[aws-secrets]'") from None
    limits = Config(connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries={"total_max_attempts": 2, "mode": "standard"})
    region = "no region"
    try:
        client = Session().client(service, config=limits)  # a session is not for several threads
        region = f"the region {client.meta.region_name}"
        return ask(client)
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in ("ResourceNotFoundException", "ParameterNotFound"):
            raise ConfigurationError(f"{what} is not there; looked in {region}") from None
        raise ConfigurationError(f"{what} cannot be read in {region}: {code}") from None
    except BotoCoreError as error:
        raise ConfigurationError(f"{what} cannot be read in {region}: {error}") from None
