"""The generated modules, as source text in the layout of the formatter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..names import Name
from .fake import Shapes
from .operations import Activity, Argument
from .schemas import Schemas, literal

_FUTURE = "from __future__ import annotations\n"

UNSAID = 300
"""Seconds for which a key is taken to be remembered where the document does not say it."""


def models(schemas: Schemas, name: Name) -> str:
    """The module with the types of parameters and results."""
    code = "\n\n\n".join(schemas.declared.values())
    typing = [word for word in ("Any", "Literal", "NotRequired") if _mentions(code, word)]
    imports = [f"from typing import {', '.join(typing)}\n" if typing else ""]
    if _mentions(code, "TypedDict"):
        # Before Python 3.12 pydantic takes this one only.
        imports.append("from pydantic import with_config\nfrom typing_extensions import TypedDict\n")
    head = f'"""The types of the parameters and results of {name.pascal}. A field that is not declared is kept."""\n\n{_FUTURE}'
    space = [""] if code.startswith("@") else []  # the formatter wants two lines above a class, and one above an alias
    return "\n".join([head, *filter(None, imports), *([*space, code, ""] if code else [])]).rstrip("\n") + "\n"


def activities(made: list[Activity], names: Iterable[str], name: Name) -> str:
    """The module with the activities.

    Args:
        made: the activities.
        names: those of the types in the module `models`.
        name: the connector's.
    """
    known = set(names)
    code = "\n\n\n".join(_activity(each, known, name) for each in made)
    keyed = any(each.effect == "keyed" for each in made)
    written = [word for word in ("joined", "segment") if f"{word}(" in code]
    typing = ["TYPE_CHECKING", *(word for word in ("Any", "Literal") if _mentions(code, word))]
    lines = [
        f'"""What can be asked of {name.pascal}. The functions have the names of the operations, in lower case."""',
        "",
        _FUTURE,
        *(["from datetime import timedelta"] if keyed else []),
        f"from typing import {', '.join(typing)}",
        "",
        "from eventual_connectors import Attempt",
        "",
        *(["from . import models"] if "models." in code else []),
        f"from .connector import {name.snake}",
        *([f"from .wire import {', '.join(written)}"] if written else []),
        "",
        "if TYPE_CHECKING:",
        f"    from .client import {name.pascal}Client",
        "",
    ]
    if keyed:
        lines += _window(made)
    return "\n".join([*lines, "", code, ""])


def _window(made: Sequence[Activity]) -> list[str]:
    """For how long a key is remembered: the shortest time that the document says, or one that is short enough for most vendors."""
    said = [each.window for each in made if each.effect == "keyed" and each.window]
    known = len(said) == len([each for each in made if each.effect == "keyed"])
    because = "The document says so." if known else "The document does not say; this is short. The manual may say more."
    return [
        f"WINDOW = timedelta(seconds={min([*said, *([] if known else [UNSAID])])})",
        f'"""For how long the vendor remembers an idempotency key. {because}"""',
        "",
    ]


def conformance(made: list[Activity], shapes: Shapes, name: Name) -> str:
    """The module with the sample calls."""
    samples = {each.name: text for each in made if (text := _sample(each, shapes))}
    unsampled = [each for each in made if each.name not in samples]
    same = [each for each in made if each.name in samples and each.effect == "keyed" and not _differs(each, shapes)]
    body = [*samples.values(), *([_WIRE] if unsampled else [])]
    code = "\n\n".join(body)
    if same:
        needing = ("other_content", "conflict_in_doubt")
        reasons = {(each.name, case): "its calls have no content that could differ" for each in same for case in needing}
        lines = [f"        ({literal(of)}, {literal(case)}): {literal(reason)}," for (of, case), reason in reasons.items()]
        skips = ["    skips: ClassVar[Mapping[tuple[str, str], str]] = {", *lines, "    }"]
    else:
        skips = []
    uses = [
        "ConformanceSuite",
        *(["SampleCall"] if "SampleCall" in code or "Two" in code else []),
        *(["call", "sample"] if samples else ["call"]),
    ]
    wire_calls = [f"    {literal(each.name)}: {_call(shapes.sample(each), '    ')}," for each in unsampled]
    return "\n".join(
        [
            f'"""What {name.pascal} promises, proven on its fake: `eventual conformance {name.snake}`."""',
            "",
            _FUTURE,
            *(["from collections.abc import Mapping", "from typing import ClassVar", ""] if same else []),
            f"from eventual_connectors.conformance import {', '.join(uses)}",
            *(["from eventual_connectors.fakes import Request, Response"] if unsampled else []),
            "",
            *(["from . import activities"] if "activities." in code else []),
            f"from .connector import {name.snake}",
            f"from .fakes import {name.pascal}Fake",
            *(["from .fakes.fake import example_answer"] if unsampled else []),
            "",
            *(
                [
                    "Two = tuple[SampleCall, SampleCall]",
                    '"""A call, and one of other content: under the first one\'s key it has to be refused."""',
                    "",
                ]
                if "-> Two" in code
                else []
            ),
            *(
                [
                    "WIRE_CALLS: dict[str, SampleCall] = {",
                    *wire_calls,
                    "}",
                    '"""Of these the fake cannot show the effect, so the smaller proof `wire` is made."""',
                    "",
                ]
                if unsampled
                else []
            ),
            "",
            f"class {name.pascal}Conformance(ConformanceSuite):",
            '    """A sample of each activity whose effect the fake can show."""',
            "",
            f"    connector, fake = {name.snake}, {name.pascal}Fake",
            *skips,
            "",
            code,
            "",
        ]
    )


def proof(activity: Activity, shapes: Shapes) -> str:
    """How far an activity is proven: a case that is left out proves nothing."""
    if not _sample(activity, shapes):
        return "wire"
    return "none" if activity.effect == "keyed" and not _differs(activity, shapes) else "full"


_WIRE = """    def wire_call(self, activity: str) -> SampleCall | None:
        return WIRE_CALLS.get(activity)

    def wire_answer(self, request: Request) -> Response:
        return example_answer(request)"""


def _activity(activity: Activity, known: set[str], name: Name) -> str:
    lines = [
        f"@{name.snake}.activity(",
        f"    {literal(activity.name)},",
        f"    effect={literal(activity.effect)},",
        *(["    window=WINDOW,"] if activity.effect == "keyed" else []),
        *([f"    mechanism={literal(activity.mechanism)},"] if activity.mechanism else []),
        ")",
        f"async def {activity.function}(",
        f"    client: {name.pascal}Client,",
        "    attempt: Attempt,",
        *(["    *,"] if activity.arguments else []),
        *(f"    {_parameter(each, known)}," for each in activity.arguments),
        f") -> {_result(activity, known)}:",
        f'    """{activity.says}"""',
    ]
    return "\n".join([*lines, *_request(activity, known)])


def _request(activity: Activity, known: set[str]) -> list[str]:
    parts = [
        "    attempt,",
        f"    {literal(activity.method)},",
        f"    {_path(activity)},",
        *(["    content=body,"] if any(each.place == "body" for each in activity.arguments) else []),
        *_mapping("query", {each.wire: _in_query(each) for each in activity.arguments if each.place == "query"}),
        *_mapping("headers", _headers(activity)),
        *(["    gone_is_done=attempt.in_doubt,"] if activity.method == "DELETE" else []),
        ")",
    ]
    body = "\n".join(f"    {part}" for part in parts).split("\n")
    if activity.result == "None":
        return ["    await client.send(", *body]
    return [f"    answer: {_result(activity, known)} = await client.send(", *body, "    return answer"]


def _in_query(argument: Argument) -> str:
    return f"joined({argument.name})" if argument.joined else argument.name


def _headers(activity: Activity) -> dict[str, str]:
    given = {each.wire: each.name for each in activity.arguments if each.place == "header"}
    return {activity.key_header: "attempt.key", **given} if activity.key_header else given


def _mapping(name: str, values: Mapping[str, str]) -> list[str]:
    return [f"    {name}={{", *(f"        {literal(key)}: {value}," for key, value in values.items()), "    },"] if values else []


def _path(activity: Activity) -> str:
    names = {each.wire: each.name for each in activity.arguments if each.place == "path"}
    if not names:
        return literal(activity.path)
    return 'f"' + re.sub(r"\{([^}]+)\}", lambda found: f"{{segment({names[found[1]]})}}", activity.path) + '"'


def _parameter(argument: Argument, known: set[str]) -> str:
    text = _qualified(argument.type, known)
    if argument.required:
        return f"{argument.name}: {text}"
    optional = text if text == "Any" or text.endswith("None") else f"{text} | None"
    return f"{argument.name}: {optional} = None"


def _result(activity: Activity, known: set[str]) -> str:
    text = _qualified(activity.result, known)
    # What an earlier attempt deleted is not shown any more.
    return f"{text} | None" if activity.method == "DELETE" and text not in ("Any", "None") and not text.endswith("| None") else text


def _qualified(text: str, known: set[str]) -> str:
    """A type with the names of the module `models` in full; texts inside `Literal` are left alone."""
    return re.sub(r'"[^"]*"|\'[^\']*\'|\w+', lambda found: f"models.{found[0]}" if found[0] in known else found[0], text)


def _mentions(code: str, name: str) -> bool:
    return re.search(rf"\b{name}\b", code) is not None


def _sample(activity: Activity, shapes: Shapes) -> str:
    """The method that gives the sample; empty where the fake cannot show the effect."""
    head, prepared, given = "def", "", shapes.sample(activity)
    if activity.of_item and activity.method != "PUT":
        creator = shapes.creator(activity)
        if creator is None:
            return ""
        head = "async def"
        prepared = f"        made = await activities.{creator.function}{_call(shapes.sample(creator), '        ')[4:]}\n"
    elif activity.method == "DELETE":
        return ""
    identified = _last_argument(activity) if prepared else ""
    code = {identified: f"dict(made)[{literal(shapes.identity(activity).field)}]"} if prepared else {}
    calls = [_call(given, "            ", code), _call(shapes.sample(activity, 1), "            ", code)]
    two = activity.effect in ("keyed", "unsafe") and _differs(activity, shapes)
    text = (
        f"        return (\n            {calls[0]},\n            {calls[1]},\n        )"
        if two
        else f"        return {_call(given, '        ', code)}"
    )
    kind = "Two" if two else "SampleCall"
    return f"    @sample({literal(activity.name)})\n    {head} sample_of_{activity.function}(self) -> {kind}:\n{prepared}{text}"


def _differs(activity: Activity, shapes: Shapes) -> bool:
    """Whether there are calls of other content, to the same object where the sample makes one."""
    fixed = _last_argument(activity) if activity.of_item and activity.method != "PUT" else ""
    told = [each.name for each in activity.arguments if each.place in ("body", "path") and each.name != fixed]
    first, second = shapes.sample(activity), shapes.sample(activity, 1)
    return any(first.get(name) != second.get(name) for name in told)


def _last_argument(activity: Activity) -> str:
    wire = activity.path.rpartition("/")[2].strip("{}")
    return next(each.name for each in activity.arguments if each.place == "path" and each.wire == wire)


def _call(given: Mapping[str, Any], indent: str, code: Mapping[str, str] | None = None) -> str:
    shown = {name: (code or {}).get(name) or literal(value, f"{indent}    ") for name, value in given.items()}
    if not shown:
        return "call()"
    return "\n".join(["call(", *(f"{indent}    {name}={text}," for name, text in shown.items()), f"{indent})"])
