"""What several of these tests need: the fake behind a socket, boto3 as it comes, and the ledger table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from eventual_connector_aws import AwsConnection
from eventual_connector_aws.fakes import AwsFake
from eventual_connectors import connections


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    """An AWS account, to which the default connection leads."""
    fake = AwsFake(seed=1)
    with fake.serve() as url, connections.override("aws", AwsConnection(**fake.settings(url))):
        fake.url = url
        yield fake


@pytest.fixture
def plain(fake: AwsFake) -> Callable[..., Any]:
    """Makes clients of boto3 with its defaults, retries included, or with those of `config`."""

    def make(service: str, **config: Any) -> Any:
        return boto3.client(service, **fake.settings(fake.url), config=Config(**config) if config else None)

    return make
