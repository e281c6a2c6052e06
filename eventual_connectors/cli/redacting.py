"""Histories that may leave the company: without credentials, and with pseudonyms in place of what rules name.

Equal values get equal pseudonyms, wherever they stand and in whatever text: so the code that is played over them takes the same way, and a
call that was given one is recognised. The pseudonyms of one export are told from those of another by a random key, unless one is given.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from .. import codec
from ..attempts.masking import shown_arguments
from ..attempts.redaction import HIDDEN
from ..errors import UsageError
from ..history import events as ev
from ..history.events import Event
from ..history.file import Flow
from .detectors import credentials_in

PAYLOADS = ("input", "result", "payload", "error", "details", "request", "reason", "value")
"""The members of events that hold what the application and the vendors said. All others are the engine's own."""

SHORTEST = 3
"""Characters of a text that is replaced wherever it stands; of shorter ones too much else would change."""

BY_NAME = "a credential, by its name"

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Rules:
    """What is replaced.

    Attributes:
        fields: fields' names, or the ends of their paths, such as `email` and `customer.*.name`; texts and what is inside lists count.
        patterns: expressions; the part of a text that fits one.
        credentials: also what looks like a credential.
    """

    fields: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    credentials: bool = False


@dataclass(frozen=True)
class Suspicion:
    """Something that looks like a credential.

    Attributes:
        place: where it stands, such as `line 3: result.token`.
        kind: what it looks like.
    """

    place: str
    kind: str


@dataclass
class _Pseudonyms:
    """Pseudonyms by the values that they stand for; `key` tells those of one export from those of another."""

    key: bytes
    known: dict[str, str] = field(default_factory=dict)

    def of(self, value: str) -> str:
        if value not in self.known:
            mark = hmac.new(self.key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:12]
            self.known[value] = f"p{mark}@example.com" if _EMAIL.fullmatch(value) else f"p{mark}"
        return self.known[value]


def read_rules(path: Path) -> Rules:
    """The rules of a TOML file: `fields` and `patterns`, two lists of texts.

    Raises:
        UsageError: it cannot be read, or holds something else.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not TOML: {error}") from None
    unknown = sorted(found.keys() - {"fields", "patterns"})
    if unknown:
        raise UsageError(f"{path}: {unknown[0]!r} is not known; there are fields and patterns")
    lists = {name: found.get(name, []) for name in ("fields", "patterns")}
    for name, texts in lists.items():
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise UsageError(f"{path}: {name} is not a list of texts")
    return Rules(tuple(lists["fields"]), tuple(_pattern(path, text) for text in lists["patterns"]))


def redacted(flow: Flow, rules: Rules, key: bytes = b"") -> Flow:
    """The flow with pseudonyms. Under a credential's name a number becomes 0, and a text too short to be looked for elsewhere `***`.

    Args:
        flow: an execution's history.
        rules: what is replaced.
        key: makes the pseudonyms of several exports the same; a random one unless given.
    """
    names = _Pseudonyms(key or secrets.token_bytes(16))
    for tree in _payloads(flow):
        for value in _values(tree, rules):
            names.of(value)
    longest_first = sorted(names.known, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(value) for value in longest_first) or r"(?!)")

    def change(tree: Any) -> Any:
        changed = _changed(tree, lambda text: pattern.sub(lambda found: names.known[found.group()], text))
        return _emptied(changed) if rules.credentials else changed

    header = replace(flow.header, input=change(flow.header.input))
    return Flow(header, [_changed_event(event, change) for event in flow.events])


def suspicions(flow: Flow) -> list[Suspicion]:
    """What looks like a credential in a flow: by its form wherever it stands, and by the name of its field in what was said."""
    header = {name: getattr(flow.header, name) for name in ("workflow", "reference", "execution_id", "input")}
    found = []
    for number, line in enumerate([header, *(event.data for event in flow.events)], 1):
        for member, tree in line.items():
            found += [Suspicion(f"line {number}: {path}", kind) for path, kind in _by_form(tree, member)]
            if member in PAYLOADS:
                found += [Suspicion(f"line {number}: {member}.{path}", BY_NAME) for path in _by_name(tree)]
    return found


def _pattern(path: Path, text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise UsageError(f"{path}: the pattern {text!r} is none: {error}") from None


def _by_form(tree: Any, member: str) -> Iterator[tuple[str, str]]:
    for path, text in (*_texts(tree, member), *_names(tree, member)):
        for kind, _ in credentials_in(text):
            yield path, kind


def _by_name(tree: Any) -> Iterator[str]:
    for pointer in _credential_fields(tree):
        if not _is_harmless(_at(tree, pointer)):
            yield pointer.removeprefix("/").replace("/", ".")


def _named(path: str, text: str, rules: Rules) -> Iterator[str]:
    """The values in this text that are replaced."""
    if len(text) >= SHORTEST and any(fnmatchcase(f".{path}", f"*.{tail}") for tail in rules.fields):
        yield text
    for pattern in rules.patterns:
        yield from (found.group() for found in pattern.finditer(text) if len(found.group()) >= SHORTEST)
    if rules.credentials:
        yield from (value for _, value in credentials_in(text))


def _payloads(flow: Flow) -> Iterator[Any]:
    yield flow.header.input
    yield from (event.data[member] for event in flow.events for member in PAYLOADS if member in event.data)


def _values(tree: Any, rules: Rules) -> Iterator[str]:
    """What is replaced of a payload, wherever it stands."""
    for path, text in _texts(tree):
        yield from _named(path, text, rules)
    if rules.credentials:
        yield from (value for _, name in _names(tree) for _, value in credentials_in(name))
        for pointer in _credential_fields(tree):
            yield from (text for _, text in _texts(_at(tree, pointer)) if len(text) >= SHORTEST)


def _credential_fields(tree: Any) -> tuple[str, ...]:
    """The fields whose names are those of credentials, as JSON pointers: those that are masked wherever people look."""
    return shown_arguments(tree, None)[1] if isinstance(tree, dict | list) else ()


def _texts(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each text in a recorded form with the dotted path of its field; places in lists are none."""
    if isinstance(tree, str):
        yield path, tree
    elif isinstance(tree, Mapping):
        for name, value in tree.items():
            yield from _texts(value, f"{path}.{name}" if path else str(name))
    elif isinstance(tree, list):
        for value in tree:
            yield from _texts(value, path)


def _names(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each name of a field, with the dotted path of what it is in."""
    if isinstance(tree, Mapping):
        for name, value in tree.items():
            yield path, str(name)
            yield from _names(value, f"{path}.{name}" if path else str(name))
    elif isinstance(tree, list):
        for value in tree:
            yield from _names(value, path)


def _changed(tree: Any, change: Callable[[str], str]) -> Any:
    if isinstance(tree, str):
        return change(tree)
    if isinstance(tree, Mapping):
        # A field's name is the code's, unless it is a credential itself.
        return {change(name) if any(credentials_in(name)) else name: _changed(value, change) for name, value in tree.items()}
    return [_changed(value, change) for value in tree] if isinstance(tree, list) else tree


def _emptied(tree: Any) -> Any:
    """Without the numbers and the short texts under credentials' names; `tree` is the caller's own."""
    for pointer in _credential_fields(tree):
        place, _, last = pointer.rpartition("/")
        around = _at(tree, place)
        around[_step(around, last)] = _empty(around[_step(around, last)])
    return tree


def _empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _empty(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_empty(part) for part in value]
    if isinstance(value, str):
        return value if _is_harmless(value) else HIDDEN
    return value if isinstance(value, bool) or value is None else 0


def _changed_event(event: Event, change: Callable[[Any], Any]) -> Event:
    data = {name: change(value) if name in PAYLOADS else value for name, value in event.data.items()}
    if event.type in (ev.ACTIVITY_SCHEDULED, ev.CHILD_STARTED):
        data["digest"] = _digest(event.data, data)
    return Event(event.seq, event.at, event.type, data)


def _digest(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """By which the code's call is recognised: of what it is given now. It is renewed where it is seen how it came about."""
    for matched in (_of_a_call, _of_a_child, _of_a_named_child):
        if codec.digest(matched(before)) == before["digest"]:
            return codec.digest(matched(after))
    return str(before["digest"])


def _of_a_call(data: Mapping[str, Any]) -> Any:
    return data["input"] | {name: data[name] for name in ("connection", "key") if name in data}


def _of_a_child(data: Mapping[str, Any]) -> Any:
    return {name: data.get(name) for name in ("workflow", "input")}


def _of_a_named_child(data: Mapping[str, Any]) -> Any:
    return {name: data.get(name) for name in ("workflow", "input", "execution_id")}


def _at(tree: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        tree = tree[_step(tree, step)]
    return tree


def _step(around: Any, step: str) -> Any:
    return int(step) if isinstance(around, list) else step.replace("~1", "/").replace("~0", "~")


def _is_harmless(value: Any) -> bool:
    """Whether nothing is left that a credential's field may not hold: pseudonyms, and what stands for nothing."""
    if isinstance(value, dict):
        return all(map(_is_harmless, value.values()))
    if isinstance(value, list):
        return all(map(_is_harmless, value))
    if isinstance(value, str):
        return value in ("", HIDDEN) or re.fullmatch(r"p[0-9a-f]{12}(@example\.com)?", value) is not None
    return value in (None, False, True, 0)
