"""What a connector makes of a document's operations: names, arguments, results and effect classes; and which it leaves out."""

from __future__ import annotations

import builtins
import keyword
import re
from dataclasses import dataclass
from typing import Any

from ...effect import EffectName
from .document import Document, Json, Operation
from .schemas import Schemas, free, sentence

SUPPORTED = frozenset({"GET", "PUT", "POST", "DELETE", "PATCH"})
IDEMPOTENCY_KEY = re.compile(r"(x-)?idempotency-?key", re.IGNORECASE)
NOT_REPEATABLE = re.compile(
    r"\b(not|non|isn.t)[ -](an? )?idempotent|\b(append|increment|decrement|dequeue|pop|toggle|rotate)(s|d|ed|ing)?\b"
    r"|\badds? another\b|\b(each|every) (call|request|time|invocation)\b|\btwice\b"
    r"|\b(not|never|don.t)\b[^.]{0,30}\b(retr(y|ied)|repeat(ed)?|resen[dt])\b|\brepeated (request|call)s?\b|\bfirst item\b",
    re.IGNORECASE,
)
"""Words with which a description takes back what its method promises."""
MOVING = frozenset({"first", "front", "head", "last", "latest", "newest", "next", "oldest", "tail", "top"})
"""Ends of a path that name another thing when this one is gone."""
KEEPS = r"(expire|keep|kept|known|remember|retain|store|valid|honou?r|recogni[sz]e)"
KEPT = re.compile(rf"\b(keys?|idempoten\w*)\b.*\b{KEEPS}|^\s*{KEEPS}", re.IGNORECASE)
"""What a sentence says of how long a key is known; one that names nothing ("Kept for a day") is about the key that it describes."""
IGNORED = re.compile(r"\b(ignored|unused|not used|no effect|no longer)\b", re.IGNORECASE)
UNSUPPORTED = "is sent in a way that is not supported"
KEY_LENGTH = 36
"""Characters of a key."""
RESERVED = frozenset(
    {"Any", "Attempt", "Literal", "WINDOW", "annotations", "attempt", "client", "joined", "models", "segment", "timedelta"}
)
"""What the generated module calls something else."""


class LeftOut(Exception):
    """An operation that is not taken over; the message says why."""


@dataclass(frozen=True)
class Argument:
    """One parameter of an activity.

    Attributes:
        name: in Python.
        wire: as the vendor spells it.
        place: `path`, `query`, `header` or `body`.
        type: source text.
        required: whether callers have to give it.
        schema: what the document says of it.
        joined: whether the values of a list are sent as one text.
    """

    name: str
    wire: str
    place: str
    type: str
    required: bool
    schema: Any
    joined: bool = False


@dataclass(frozen=True)
class Activity:
    """An operation as an activity.

    Attributes:
        name: its name inside the connector: the `operationId`.
        function: its function's name.
        method: in capitals.
        path: with its parameters in braces.
        says: one sentence.
        arguments: what callers pass.
        key_header: the header that takes an idempotency key; empty where there is none.
        effect: its class.
        mechanism: how the promise is kept; empty where none is made.
        window: seconds for which the document says that a key is remembered; 0 where it does not say.
        result: the type of the answer, source text; `None` where it has no content.
        answer: the schema of the answer; None where it has no content.
    """

    name: str
    function: str
    method: str
    path: str
    says: str
    arguments: tuple[Argument, ...]
    key_header: str
    effect: EffectName
    mechanism: str
    window: int
    result: str
    answer: Any

    @property
    def of_item(self) -> bool:
        """Whether it is about one object of a collection: its path ends with a parameter."""
        return self.path.endswith("}")

    @property
    def collection(self) -> str:
        """The path of the collection."""
        return self.path.rpartition("/")[0] if self.of_item else self.path


def plan(document: Document, schemas: Schemas, name: str) -> tuple[list[Activity], dict[str, str]]:
    """The activities of a document, and why an operation, or an optional parameter, is left out, by its method and path.

    Args:
        document: what is read.
        schemas: takes in the types that they need.
        name: the connector's, which no function may have.
    """
    activities: list[Activity] = []
    left_out: dict[str, str] = {}
    names, functions = {"unknown"}, {name, *RESERVED}
    for operation in document.operations():
        try:
            made, without = _activity(document, schemas, operation, names, functions)
        except LeftOut as reason:
            left_out[operation.place] = str(reason)
            continue
        left_out |= {f"{operation.place} {parameter}": f"{UNSUPPORTED}; the operation is taken over without it" for parameter in without}
        names.add(made.name)
        functions.add(made.function)
        activities.append(made)
    return activities, left_out


def _activity(
    document: Document, schemas: Schemas, operation: Operation, names: set[str], functions: set[str]
) -> tuple[Activity, list[str]]:
    if operation.elsewhere:
        raise LeftOut(f"it is sent to a server of its own, {operation.elsewhere}")
    if operation.method not in SUPPORTED:
        raise LeftOut(f"{operation.method} is not called by activities")
    if not re.fullmatch(r"(/([^\s\"\\?#{}]*|\{[^{}/]+\}))+", operation.path):
        raise LeftOut("a part of its path is not either fixed or one parameter")
    given = str(operation.tree.get("operationId") or "") or _by_path(operation)
    name = free(re.sub(r"[^A-Za-z0-9_.]+", "_", given).strip("._") or _by_path(operation), names)
    function = free(_snake(name), functions)
    key = next((each for each in operation.parameters if _takes_key(each) and _recognises(each)), {})
    key_header = str(key.get("name", ""))
    arguments, without = _arguments(document, schemas, operation, name)
    effect, mechanism = _effect(operation, key_header)
    answer = _answer(document, operation)
    result = "None" if answer is None else schemas.type_of(answer, f"{name} answer")
    said = sentence(str(operation.tree.get("summary") or operation.tree.get("description") or operation.place))
    made = Activity(
        name, function, operation.method, operation.path, said, arguments, key_header, effect, mechanism, _window(key), result, answer
    )
    return made, without


def _effect(operation: Operation, key_header: str) -> tuple[EffectName, str]:
    """What the document promises about a repeated request; nothing is guessed from a name."""
    said = operation.tree.get("x-idempotent")
    if said is False:
        return "unsafe", ""
    if operation.method == "GET" and NOT_REPEATABLE.search(_said(operation)):
        raise LeftOut("it is a GET, and the document says that repeating it does something: what, only its author knows")
    if operation.method == "GET":
        return "read", ""
    if key_header:
        return "keyed", f"the header {key_header}"
    if said is True:
        return "natural", "x-idempotent"
    if operation.method in ("PUT", "DELETE") and not _is_taken_back(operation):
        return "natural", f"{operation.method} is idempotent by HTTP"
    return "unsafe", ""


def _is_taken_back(operation: Operation) -> bool:
    """Whether the document says of a method that is idempotent by HTTP that this one is not."""
    return bool(NOT_REPEATABLE.search(_said(operation))) or operation.path.rpartition("/")[2].lower() in MOVING


def _said(operation: Operation) -> str:
    return f"{operation.tree.get('summary', '')} {operation.tree.get('description', '')}"


def _recognises(key: Json) -> bool:
    """Whether a header for a key takes ours, and means something."""
    schema = key.get("schema")
    schema = schema if isinstance(schema, dict) else {}
    longest = schema.get("maxLength")
    short = longest is not None and not (isinstance(longest, int) and longest >= KEY_LENGTH)
    typed = schema.get("type") not in (None, "string", ["string", "null"])
    return not (key.get("deprecated") or IGNORED.search(str(key.get("description", ""))) or short or typed)


def _window(key: Json) -> int:
    """Seconds for which the document says that a key is known: the shortest time in what it says of keys, since that promises the least."""
    of_keys = [clause for clause in re.split(r"[.;\n]", str(key.get("description", ""))) if KEPT.search(clause)]
    said = [time for clause in of_keys for time in re.findall(r"(\d+)\s*(second|minute|hour|day)s?\b", clause, re.IGNORECASE)]
    return min((int(number) * {"second": 1, "minute": 60, "hour": 3600, "day": 86400}[unit.lower()] for number, unit in said), default=0)


def _takes_key(parameter: Json) -> bool:
    return parameter.get("in") == "header" and bool(IDEMPOTENCY_KEY.fullmatch(str(parameter.get("name"))))


def _arguments(document: Document, schemas: Schemas, operation: Operation, name: str) -> tuple[tuple[Argument, ...], list[str]]:
    """What callers pass, and the names of the optional parameters that they cannot."""
    taken = {"client", "attempt"}
    found, without = [], []
    in_path = set(re.findall(r"\{([^}]+)\}", operation.path))
    for each in operation.parameters:
        place, wire = str(each.get("in")), str(each.get("name"))
        if _takes_key(each) or (place == "header" and wire.lower() in ("authorization", "content-type", "accept")):
            continue
        if place == "path":
            in_path.discard(wire)
            if f"{{{wire}}}" not in operation.path:
                raise LeftOut(f"its path has no place for the parameter {wire!r}")
        required = place == "path" or bool(each.get("required"))
        if not _is_supported(each, schemas):
            if required:
                raise LeftOut(f"its parameter {wire!r} {UNSUPPORTED}")
            without.append(wire)
            continue
        joined = place == "query" and each.get("explode") is False and schemas.flat(each["schema"]).get("type") == "array"
        found.append(_argument(wire, place, schemas.type_of(each["schema"], f"{name} {wire}"), required, each["schema"], taken, joined))
    if in_path:
        raise LeftOut(f"its path's parameter {sorted(in_path)[0]!r} is not described")
    body = _body(document, operation)
    if body is not None:
        found.append(_argument("body", "body", schemas.type_of(body[0], f"{name} body"), body[1], body[0], taken))
    return tuple(sorted(found, key=lambda argument: not argument.required)), without


def _is_supported(parameter: Json, schemas: Schemas) -> bool:
    """Whether we know how a parameter is written: a plain value, or a list of them, in the usual style of its place."""
    usual = {"path": "simple", "header": "simple", "query": "form"}.get(str(parameter.get("in")))
    if usual is None or "schema" not in parameter or parameter.get("style") not in (None, usual):
        return False
    schema = schemas.flat(parameter["schema"])
    return not ("properties" in schema or schema.get("type") == "object")


def _argument(wire: str, place: str, text: str, required: bool, schema: Any, taken: set[str], joined: bool = False) -> Argument:
    name = free(_identifier(wire), taken)
    taken.add(name)
    return Argument(name, wire, place, text, required, schema, joined)


def _body(document: Document, operation: Operation) -> tuple[Any, bool] | None:
    """The schema of the body, and whether it has to be there."""
    body = document.followed(operation.tree.get("requestBody"))
    content = body.get("content") or {}
    if not content:
        return None
    media = _json_of(content)
    if media is None:
        raise LeftOut(f"its body is {', '.join(content)}, and only JSON is supported")
    return media.get("schema") or {}, bool(body.get("required"))


def _answer(document: Document, operation: Operation) -> Any:
    """The schema of the answer when all is well; None where it has no content."""
    responses = operation.tree.get("responses") or {}
    good = sorted(str(status) for status in responses if str(status).startswith("2")) or [
        status for status in responses if status == "default"
    ]
    contents = [document.followed(responses[status]).get("content") or {} for status in good]
    with_content = [content for content in contents if content]
    if not with_content:
        return None
    media = next((found for content in with_content if (found := _json_of(content)) is not None), None)
    if media is None:
        raise LeftOut(f"its answer is {', '.join(with_content[0])}, and only JSON is supported")
    return media.get("schema") or {}


def _json_of(content: Json) -> Json | None:
    for kind, media in content.items():
        if re.match(r"(application/([\w.-]+\+)?json|\*/\*)\s*(;|$)", kind):
            return media if isinstance(media, dict) else {}
    return None


def _by_path(operation: Operation) -> str:
    words = re.sub(r"\{([^}]*)\}", r"by_\1", operation.path)
    return re.sub(r"[^A-Za-z0-9]+", "_", f"{operation.method.lower()}_{words}").strip("_")


def _snake(text: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", text)
    return _identifier(re.sub(r"[^A-Za-z0-9]+", "_", spaced).lower().strip("_"))


def _identifier(text: str) -> str:
    name = re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_") or "value"
    if name[0].isdigit():
        name = f"n{name}"
    return f"{name}_" if keyword.iskeyword(name) or hasattr(builtins, name) else name
