"""What AWS's errors say about the request: was it applied, and may it be sent again?

AWS's codes say it first (the lists of botocore's retry handler, and what the services document), then the error's shape in the
service's model, then the HTTP status. Whatever says nothing is doubt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eventual_connectors import ConnectorError, InDoubt, Permanent, RateLimited, Retryable, Unauthorized
from eventual_connectors.errors import KeyConflict

from .errors import TransactionCanceled

NOT_SENT = "not_sent"
"""The core's code of an error that came before the first byte; its circuit breaker counts them."""

RATE = frozenset(
    {
        *(
            "BandwidthLimitExceeded",
            "EC2ThrottledException",
            "KMSThrottlingException",
            "KmsThrottled",
            "ProvisionedThroughputExceededException",
        ),
        *("RequestLimitExceeded", "RequestThrottled", "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling"),
        *("ThrottlingException", "TooManyRequestsException"),
    }
)
"""Refused for its rate: the connection waits."""

NOT_YET = frozenset(
    {
        # Of DynamoDB: a request with this very token is at work. Of Route 53: an earlier request on this zone is.
        *("PriorRequestNotComplete", "TransactionInProgressException"),
        *("ConcurrentModificationException", "ConditionalRequestConflict", "LimitExceededException", "OperationAborted"),
        *("OptimisticLockException", "ReplicatedWriteConflictException", "TransactionConflictException"),
        # Lambda, before the function runs.
        *("CodeArtifactUserPendingException", "EC2UnexpectedException", "ENILimitReachedException", "ENINotReadyException"),
        *("EFSMountConnectivityException", "EFSMountTimeoutException", "ResourceNotReadyException"),
        *("SnapStartNotReadyException", "SnapStartTimeoutException", "SubnetIPAddressLimitReachedException"),
        *("CodeVerificationFailedException",),
        # Step Functions.
        "ExecutionLimitExceeded",
    }
)
"""Certainly not applied, and another attempt may succeed."""

UNAUTHORIZED = frozenset(
    {
        *("AuthFailure", "ExpiredToken", "ExpiredTokenException", "IncompleteSignature", "IncompleteSignatureException"),
        *("InvalidAccessKeyId", "InvalidClientTokenId", "InvalidSignatureException", "InvalidToken", "MissingAuthenticationToken"),
        *("MissingAuthenticationTokenException", "NotAuthorized", "RequestExpired", "SignatureDoesNotMatch", "TokenRefreshRequired"),
        *("UnrecognizedClientException",),
    }
)
"""The credential, not what it may do."""

PERMANENT = frozenset(
    {
        # Lambda answers these with 502, and the function was not run.
        *("EC2AccessDeniedException", "EFSIOException", "EFSMountFailureException", "InvalidRuntimeException"),
        *("InvalidSecurityGroupIDException", "InvalidSubnetIDException", "InvalidZipFileException", "KMSAccessDeniedException"),
        *("KMSDisabledException", "KMSInvalidStateException", "KMSNotFoundException", "S3FilesMountFailureException"),
        "SnapStartException",
    }
)
"""Refused for good, whatever the status says."""

KEY_CONFLICTS = frozenset(
    {
        *("DurableExecutionAlreadyStartedException", "IdempotencyException", "IdempotencyParameterMismatchException"),
        *("IdempotentParameterMismatch", "IdempotentParameterMismatchException", "DuplicateClientTokenException"),
    }
)
"""The key is known with other parameters."""

UNDECIDED = frozenset({"InternalFailure", "InternalServerError", "RequestTimeout", "RequestTimeoutException", "ServiceUnavailable"})
"""It may have been applied, whatever the status says."""

FINAL_REASONS = frozenset({"ConditionalCheckFailed", "DuplicateItem", "ItemCollectionSizeLimitExceeded", "ValidationError"})
"""Why an item cancels a transaction for good; of the others (a conflict, a throttle) the next attempt may come through."""


def classify(error: BaseException) -> ConnectorError | None:
    """botocore's exception as one of ours; None when it is not botocore's."""
    from botocore import exceptions
    from botocore.parsers import ResponseParserError

    if isinstance(error, exceptions.ClientError):
        return answered(error.response)
    if isinstance(error, exceptions.ConnectTimeoutError | exceptions.EndpointConnectionError | exceptions.ProxyConnectionError):
        return Retryable(f"no connection to AWS: {error}", code=NOT_SENT)
    if isinstance(error, exceptions.HTTPClientError | exceptions.ResponseStreamingError | exceptions.IncompleteReadError):
        return InDoubt(f"no answer of AWS: {error}")
    if isinstance(error, ResponseParserError):
        return InDoubt("something answered that is not AWS, or AWS's answer was cut off", code="unreadable")
    if isinstance(error, exceptions.ParamValidationError | exceptions.ValidationError | exceptions.EndpointResolutionError):
        return Permanent(f"the request was not sent: {error}", code=NOT_SENT)
    return None


def answered(response: Mapping[str, Any], shape: Mapping[str, Any] | None = None) -> ConnectorError:
    """An error that AWS answered.

    Args:
        response: as botocore parsed it: `{"Error": {"Code", "Message"}, "ResponseMetadata": {…}, …}`.
        shape: the error in the service's model: `{"fault": …, "retryable": …, "error": {"httpStatusCode": …}}`; None where it has none.
    """
    code = str(response.get("Error", {}).get("Code", ""))
    metadata = response.get("ResponseMetadata", {})
    status = metadata.get("HTTPStatusCode")
    details: dict[str, Any] = {"code": code, "status": status, "request_id": metadata.get("RequestId")}
    message = f"{code}: {response.get('Error', {}).get('Message', '')}".removesuffix(": ")
    kind = _kind(code, int(status or 0), shape or {})
    if code == "TransactionCanceledException":
        return _cancelled(response, message, details)
    if issubclass(kind, Retryable | InDoubt):
        return kind(message, after=_after(metadata.get("HTTPHeaders", {})), **details)
    return kind(message, **details)


def _kind(code: str, status: int, shape: Mapping[str, Any]) -> type[ConnectorError]:
    lists: tuple[tuple[frozenset[str], type[ConnectorError]], ...] = (
        (RATE, RateLimited),
        (NOT_YET, Retryable),
        (UNAUTHORIZED, Unauthorized),
        (PERMANENT, Permanent),
        (KEY_CONFLICTS, KeyConflict),
        (UNDECIDED, InDoubt),
    )
    bare = code.rpartition(".")[2]
    for codes, kind in lists:
        if code in codes or bare in codes:
            return kind
    if status == 429 or shape.get("retryable", {}).get("throttling"):
        return RateLimited
    if status == 408 or status >= 500 or shape.get("fault") or not 400 <= status < 500:
        return InDoubt
    return Retryable if "retryable" in shape else Permanent


def _cancelled(response: Mapping[str, Any], message: str, details: Mapping[str, Any]) -> ConnectorError:
    """A transaction that DynamoDB cancelled as a whole: nothing of it was applied."""
    reasons = [dict(reason) for reason in response.get("CancellationReasons", ())]
    codes = {str(reason.get("Code", "None")) for reason in reasons}
    if not codes - {"None"} or codes & FINAL_REASONS:
        return TransactionCanceled(message, reasons=reasons, **details)
    if any("Throttling" in code or "Throughput" in code for code in codes):
        return RateLimited(message, **details)
    return Retryable(message, **details)


def _after(headers: Mapping[str, Any]) -> float | None:
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None
