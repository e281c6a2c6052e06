"""The Link header (RFC 8288)."""

from __future__ import annotations

import re

_LINK = re.compile(r'\s*<(?P<target>[^>]*)>(?P<params>(?:\s*;\s*[\w!#$&+.^`|~*-]+\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^",;\s]*))?)*)\s*(?:,|$)')
_PARAM = re.compile(r';\s*(?P<name>[\w!#$&+.^`|~*-]+)\s*(?:=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<token>[^",;\s]*)))?')


def parse(header: str) -> dict[str, str]:
    """The targets by relation, in lower case; of a relation that occurs twice the first. What cannot be read is left out."""
    found: dict[str, str] = {}
    place = 0
    while place < len(header):
        match = _LINK.match(header, place)
        if match is None:
            place = (header.find(",", place) + 1) or len(header)
            continue
        place = match.end()
        for relation in _relations(match["params"]):
            found.setdefault(relation, match["target"])
    return found


def _relations(params: str) -> list[str]:
    for param in _PARAM.finditer(params):
        if param["name"].lower() == "rel":  # the first counts (section 3.3)
            return re.sub(r"\\(.)", r"\1", param["quoted"] or param["token"] or "").lower().split()
    return []
