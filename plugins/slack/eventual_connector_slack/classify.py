"""What Slack's errors say about the request: was it applied, and may it be sent again?

Slack answers most errors with HTTP 200 and `{"ok": false, "error": CODE}`. Its documentation lists, for each method, the codes
with which it refuses a request, and adds that others are possible when the service is down. So a listed code means
"not applied", and a code that is listed nowhere is doubt: a write is looked for before it is sent again.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.error import URLError

from eventual_connectors import (
    ConnectorError,
    InDoubt,
    Permanent,
    RateLimited,
    Retryable,
    Unauthorized,
)

DEFAULT_RETRY_AFTER = 30.0
"""Seconds to wait when Slack limits the rate and does not say for how long."""

RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})

UNAUTHORIZED = frozenset(
    {
        "access_denied",
        "accesslimited",
        "account_inactive",
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)

RETRYABLE = frozenset({"org_login_required"})
"""The workspace is being migrated; nothing is accepted until that is done."""

PERMANENT = frozenset(
    {
        "as_user_not_supported",
        "attachment_payload_limit_exceeded",
        "block_mismatch",
        "cannot_reply_to_message",
        "cant_delete_message",
        "cant_update_message",
        "channel_not_found",
        "channel_type_not_supported",
        "compliance_exports_prevent_deletion",
        "cyclical_dependency",
        "deprecated_endpoint",
        "expired_trigger_id",
        "file_deleted",
        "hash_conflict",
        "last_member",
        "last_ra_channel",
        "name_too_long",
        "no_pin",
        "no_reaction",
        "no_user",
        "not_archived",
        "not_pinned",
        "not_pinnable",
        "push_limit_reached",
        "time_in_past",
        "time_too_far",
        "trigger_exchanged",
        "edit_window_closed",
        "enterprise_is_restricted",
        "external_channel_migrating",
        "file_not_found",
        "is_archived",
        "is_inactive",
        "markdown_text_conflict",
        "message_limit_exceeded",
        "message_not_found",
        "messages_tab_disabled",
        "metadata_must_be_sent_from_app",
        "metadata_too_large",
        "method_deprecated",
        "method_not_supported_for_channel_type",
        "missing_argument",
        "missing_file_data",
        "missing_post_type",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_dual_broadcast_content_update",
        "no_text",
        "not_in_channel",
        "parent_is_an_ephemeral_message",
        "slack_connect_canvas_sharing_blocked",
        "slack_connect_clip_sharing_blocked",
        "slack_connect_file_link_sharing_blocked",
        "slack_connect_file_upload_sharing_blocked",
        "slack_connect_lists_sharing_blocked",
        "streaming_state_conflict",
        "team_not_found",
        "thread_not_found",
        "too_many_attachments",
        "too_many_contact_cards",
        "too_many_members",
        "unknown_method",
        "user_not_found",
    }
)

PERMANENT_PREFIXES = ("already_", "cant_", "invalid_", "missing_", "no_such_", "not_in_", "restricted_action", "too_many_")
PERMANENT_SUFFIXES = ("_already_exists", "_not_allowed", "_not_found", "_not_supported", "_taken")
"""Families of refusals: the request is malformed, what it names is not there or is so already, or an administrator forbids it."""

DOUBT = frozenset({"duplicate_channel_not_found", "duplicate_message_not_found"})
"""Slack knows our `client_msg_id`, so an earlier attempt was applied."""

NO_JSON = "no_json"
"""Our code for an answer that is not Slack's."""

REQUEST_TIMEOUT = 408


def classify(error: BaseException) -> ConnectorError | None:
    """The SDK's exception as one of ours; None when it is not the SDK's, nor its transport's."""
    from slack_sdk.errors import SlackApiError, SlackRequestError

    if isinstance(error, SlackApiError):
        return _answer(error.response)
    if isinstance(error, SlackRequestError | Warning):
        # Raised while the request is built; warnings are raised where they were made errors.
        return Permanent(f"the request was not sent: {error}", code="not_sent")
    if isinstance(error, URLError):
        return _no_answer(error.reason)
    return None  # read timeouts and dropped connections are the core's to know


def _answer(response: Any) -> ConnectorError:
    # The request's headers hold the token; whoever prints the exception's parts must not find it there.
    response.req_args = {}
    status = int(response.status_code)
    headers = {name.lower(): value for name, value in response.headers.items()}
    data = response.data if isinstance(response.data, Mapping) else {}
    code = str(data.get("error") or NO_JSON)
    if " " in code:  # the SDK's own words, where the answer is a page of something in front of Slack
        code = NO_JSON
    details: dict[str, Any] = {"code": code, "status": status, "request_id": headers.get("x-slack-req-id")}
    message, wait = _message(code, status, data), headers.get("retry-after")
    if status == 429 or code in RATE_LIMITED:
        return RateLimited(message, after=_seconds(wait), **details)
    if status >= 500:
        return InDoubt(message, after=_seconds(wait) if wait else None, **details)
    if code in UNAUTHORIZED:
        return Unauthorized(message, **details)
    if code in RETRYABLE:
        return Retryable(message, **details)
    if code not in DOUBT and (code in PERMANENT or code.startswith(PERMANENT_PREFIXES) or code.endswith(PERMANENT_SUFFIXES)):
        return Permanent(message, **details)
    if 400 <= status < 500 and status != REQUEST_TIMEOUT:
        return Permanent(message, **details)
    return InDoubt(message, **details)


def _message(code: str, status: int, data: Mapping[str, Any]) -> str:
    parts = [f"Slack answered {code}" if code != NO_JSON else f"something answered with HTTP {status} and no JSON"]
    if "needed" in data:
        parts.append(f"the token needs the scope {data['needed']}")
    metadata = data.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, Mapping) else None
    parts.extend(str(message) for message in messages or ())
    return "; ".join(parts)


def _seconds(retry_after: str | None) -> float:
    try:
        return float(retry_after or DEFAULT_RETRY_AFTER)
    except ValueError:
        return DEFAULT_RETRY_AFTER


def _no_answer(reason: Any) -> ConnectorError:
    message = f"no connection to Slack: {reason}"
    if isinstance(reason, ssl.SSLCertVerificationError):
        return Permanent(message, code="not_sent")
    if isinstance(reason, ConnectionRefusedError | socket.gaierror):
        return Retryable(message, code="not_sent")
    # urllib wraps what fails while it sends as it does what fails while it connects, so all else is doubt.
    return InDoubt(message)
