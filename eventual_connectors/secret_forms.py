"""The ways in which a credential is written by those who repeat it: quoted for a URL, escaped in JSON, in base64."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

SHORTEST_PIECE = 8
"""Characters of base64 that are looked for inside of other base64; fewer would stand there by chance."""


def forms(credential: str) -> set[str]:
    """The credential, and what it looks like where others have written it down."""
    quoted = {quote(credential, safe=""), quote_plus(credential)}
    lower = {re.sub(r"%[0-9A-F]{2}", lambda escape: escape[0].lower(), text) for text in quoted}
    escaped = {json.dumps(credential, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
    return {credential, *quoted, *lower, *escaped, *(text.replace("/", "\\/") for text in escaped), *_in_base64(credential.encode())}


def _in_base64(content: bytes) -> Iterator[str]:
    """In both alphabets, with padding and without; and what of it does not depend on what is encoded around it."""
    for alphabet in (b"+/", b"-_"):
        whole = base64.b64encode(content, alphabet).decode()
        yield whole
        yield whole.rstrip("=")
        for before in range(3):
            first, end = -(-before * 8 // 6), (before + len(content)) * 8 // 6
            piece = base64.b64encode(bytes(before) + content, alphabet).decode()[first:end]
            if len(piece) >= SHORTEST_PIECE:
                yield piece
