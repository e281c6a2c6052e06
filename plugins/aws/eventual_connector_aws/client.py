"""boto3's clients with one retry owner, us: made at the first attempt, one for each service of a connection."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from eventual_connectors import Attempt, Permanent, Retryable
from eventual_connectors.errors import ConfigurationError

from .answers import check_answer
from .classify import NOT_SENT, answered
from .connection import AwsConnection
from .models import description, operation
from .results import plain, without_credentials

SHORTEST = 0.001
"""Seconds; a socket takes 0 as "do not wait at all"."""


class AwsClient:
    """Calls operations of boto3, each once: only the core retries.

    Attributes:
        connection: whose client it is.
        remembered: what was asked once and does not change, by ARN.

    Raises:
        ConfigurationError: the profile does not exist, or a credential is missing.
    """

    def __init__(self, connection: AwsConnection) -> None:
        self.connection = connection
        self.remembered: dict[str, str] = {}
        self._session = _session(connection)
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._deadline = _Deadline()

    def call(self, service: str, method: str, attempt: Attempt, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Call a method of a service's client within the attempt's time, and return boto3's answer as a value.

        Args:
            service: boto3's name of the service.
            method: boto3's name of the method, such as `put_item`.
            attempt: the attempt; its end is the request's.
            parameters: AWS's, by AWS's names.

        Raises:
            ConnectorError: AWS refused it, or could not be reached.
        """
        from botocore.exceptions import ClientError

        client = self._client(service)
        try:
            with self._deadline.of(attempt), _configured():
                answer = plain(getattr(client, method)(**parameters), limit=self.connection.max_result_bytes)
        except ClientError as error:
            raise answered(error.response, _shape(service, error)) from error
        found: dict[str, Any] = without_credentials(answer, operation(service, method).model.output_shape)
        return found

    @contextmanager
    def streaming(self, service: str, method: str, attempt: Attempt, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """As `call`, for the length of a `with` block in which the answer's streams are there to be read.

        Raises:
            ConnectorError: AWS refused it, or could not be reached.
        """
        from botocore.exceptions import ClientError

        client = self._client(service)
        try:
            with self._deadline.of(attempt), _configured():
                yield getattr(client, method)(**parameters)
        except ClientError as error:
            raise answered(error.response, _shape(service, error)) from error

    def region(self, service: str) -> str:
        """The region in which a service is called."""
        return str(self._client(service).meta.region_name)

    def _client(self, service: str) -> Any:
        # Making clients is not thread-safe in botocore; using them is.
        with self._lock, _configured():
            if service not in self._clients:
                self._clients[service] = self._made(service)
            return self._clients[service]

    def _made(self, service: str) -> Any:
        from botocore.config import Config

        config = Config(
            # boto3's own retries would send a write again of which nobody knows whether it was applied.
            retries={"total_max_attempts": 1, "mode": "standard"},
            max_pool_connections=self.connection.max_concurrency,
            user_agent_extra="eventual-connectors",
        )
        client = self._session.create_client(
            service, region_name=self.connection.region_name, endpoint_url=self.connection.endpoint_url, config=config
        )
        self._deadline.govern(client)
        client.meta.events.register_first("before-parse.*", check_answer)
        return client


class _Deadline(threading.local):
    """When the request of this thread has to be over: boto3 has one timeout for each client, and attempts differ in theirs."""

    attempt: Attempt | None = None

    @contextmanager
    def of(self, attempt: Attempt) -> Iterator[None]:
        """The calls of this thread inside the `with` block are of this attempt."""
        self.attempt = attempt
        try:
            yield
        finally:
            self.attempt = None

    def govern(self, client: Any) -> None:
        """Have a client's requests end with their attempt, and send none when that is over."""
        from urllib3.util import Timeout

        deadline = self

        class Remaining(Timeout):
            """urllib3 makes a copy of a pool's timeout for each request, which is when the time that is left is known."""

            def clone(self) -> Timeout:
                return Timeout(total=deadline.seconds())

        try:
            sender = client._endpoint.http_session
            sender._manager.connection_pool_kw["timeout"] = sender._timeout = Remaining()
        except (AttributeError, KeyError):
            from botocore import __version__

            raise ConfigurationError(f"botocore {__version__} is not known to eventual-connector-aws; install an older one") from None
        client.meta.events.register_first("before-send.*", self._check)

    def seconds(self) -> float:
        """What is left of the attempt."""
        return max(self.attempt.remaining(), SHORTEST) if self.attempt is not None else SHORTEST

    def _check(self, **event: Any) -> None:
        if self.attempt is None or not self.attempt.remaining():
            raise Retryable("the attempt was over before its request was sent", code=NOT_SENT)


def _session(connection: AwsConnection) -> Any:
    """A session of botocore as this connection's identity."""
    from botocore.session import Session

    with _configured():
        session = Session(profile=connection.profile_name)
        if connection.region_name:
            session.set_config_variable("region", connection.region_name)
        if connection.aws_access_key_id is not None:
            if connection.aws_secret_access_key is None:
                raise ConfigurationError("aws_access_key_id goes with an aws_secret_access_key")
            token = connection.aws_session_token
            session.set_credentials(
                connection.aws_access_key_id.reveal(), connection.aws_secret_access_key.reveal(), token.reveal() if token else None
            )
        if connection.role_arn is not None:
            session = _assumed(session, connection)
        return session


def _assumed(source: Any, connection: AwsConnection) -> Any:
    """A session as the connection's role, whose credentials renew themselves; asked for when they are first needed."""
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
    from botocore.session import Session

    def sts(name: str, **options: Any) -> Any:
        return source.create_client(name, endpoint_url=connection.endpoint_url, region_name=connection.region_name, **options)

    asked = {"RoleSessionName": connection.role_session_name}
    if connection.external_id is not None:
        asked["ExternalId"] = connection.external_id
    credentials = source.get_credentials()
    if credentials is None:
        raise ConfigurationError(f"there are no credentials with which to assume {connection.role_arn}")
    fetcher = AssumeRoleCredentialFetcher(sts, credentials, connection.role_arn, extra_args=asked)
    session = Session(profile=connection.profile_name)
    session.set_config_variable("region", source.get_config_variable("region"))
    session._credentials = DeferredRefreshableCredentials(method="assume-role", refresh_using=fetcher.fetch_credentials)
    return session


@contextmanager
def _configured() -> Iterator[None]:
    """What boto3 cannot find on this machine is for whoever configures it; nothing was sent."""
    from botocore import exceptions

    try:
        yield
    except exceptions.UnknownServiceError as error:
        raise Permanent(str(error), code=NOT_SENT) from error
    except (
        exceptions.ConfigNotFound,
        exceptions.CredentialRetrievalError,
        exceptions.InvalidRegionError,
        exceptions.NoCredentialsError,
        exceptions.NoRegionError,
        exceptions.PartialCredentialsError,
        exceptions.ProfileNotFound,
        exceptions.SSOError,
    ) as error:
        raise ConfigurationError(str(error)) from error


def _shape(service: str, error: Any) -> Mapping[str, Any] | None:
    """The error in the service's model, by the code that was answered."""
    code = str(error.response.get("Error", {}).get("Code", "")).rpartition(".")[2]
    shapes: Mapping[str, Any] = description(service)["shapes"]
    if code in shapes and shapes[code].get("exception"):
        found: Mapping[str, Any] = shapes[code]
        return found
    return next((shape for shape in shapes.values() if shape.get("error", {}).get("code") == code), None)
