"""The names under which our key travels, where AWS has no place of its own for one. Consumers look for them."""

from __future__ import annotations

KEY = "ec-key"
"""A message attribute, and a field of an S3 object's metadata: the call's key."""

DIGEST = "ec-digest"
"""Beside it: a fingerprint of the call's content."""

FIELD = "ec"
"""A field in the JSON of an EventBridge event's detail and of a function's payload: `{"key": …, "digest": …}`."""

LEDGER_KEY = "pk"
"""The partition key of a ledger table: the call's key."""

LEDGER_DIGEST = "digest"
"""An attribute of a ledger item: the call's content."""

LEDGER_AT = "at"
"""An attribute of a ledger item: when it was written, in RFC 3339."""
