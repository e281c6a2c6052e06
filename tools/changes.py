"""What changed in each package's public surface since its last release, what of it is breaking, and which version is due.

The rules are those of `docs/explanation/versions.md`. `--release TAG` looks at the tag's package alone, and exits 1 where its version is
lower than what is due.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from packaging.version import Version
from releases import Package, of_tag, packages
from surface import FILE


@dataclass(frozen=True, order=True)
class Change:
    """One change of a surface.

    Attributes:
        calm: whether what worked before works as before.
        what: where it is.
        how: what became of it.
    """

    calm: bool
    what: str
    how: str

    def __str__(self) -> str:
        return f"{'' if self.calm else 'breaking: '}{self.what}: {self.how}"


Surface = Mapping[str, Mapping[str, Any]]
Judge = Callable[[Any, Any], Iterator[tuple[bool, str]]]
"""Takes a thing as it was and as it is, which differ; gives what became of it, and whether that is calm."""


def changes(old: Surface, new: Surface) -> list[Change]:
    """The changes between two surfaces, breaking ones first."""
    found = []
    for section in sorted({*old, *new}):
        before, now = old.get(section, {}), new.get(section, {})
        label = "" if section in ("names", "activities") else f"{section}: "
        for name in sorted({*before, *now}):
            where = f"{label}{name}"
            if name not in now:
                found.append(Change(False, where, "removed"))
            elif name not in before:
                found.append(Change(_may_be_added(section, name, now[name], before), where, "added"))
            elif before[name] != now[name]:
                found += [Change(calm, where, how) for calm, how in JUDGES.get(section, other)(before[name], now[name])]
    return sorted(found)


def due(last: Version, found: list[Change]) -> Version:
    """The lowest version that may bring these changes after that release."""
    broken = any(not change.calm for change in found)
    if broken:
        return Version(f"0.{last.minor + 1}.0" if last.major == 0 else f"{last.major + 1}.0.0")
    if found and last.major > 0:
        return Version(f"{last.major}.{last.minor + 1}.0")
    return Version(f"{last.major}.{last.minor}.{last.micro + 1}")


def _may_be_added(section: str, name: str, item: Any, before: Mapping[str, Any]) -> bool:
    """What existing callers and files lack may be added, unless it is needed of them."""
    if section not in ("commands", "history") or not str(item).startswith("required"):
        return True
    between = "." if section == "history" else " "
    group = name.rpartition(between)[0] + between
    return not any(f"{known}{between}".startswith(group) for known in before)


def other(old: Any, new: Any) -> Iterator[tuple[bool, str]]:
    """What is promised as it stands."""
    yield False, f"{old} became {new}"


def choice(old: str, new: str) -> Iterator[tuple[bool, str]]:
    """Alternatives after a word: more of them is calm, as is that what was required need not be given any more."""
    (word, _, before), (word_now, _, now) = old.partition(" "), new.partition(" ")
    calm = (word == word_now or word_now == "optional") and _alternatives(before) <= _alternatives(now)
    yield calm, f"{old} became {new}"


def field(old: str, new: str) -> Iterator[tuple[bool, str]]:
    """A field of flow files: each core reads what older ones wrote, so it may hold more, or be left out."""
    (word, _, before), (word_now, _, now) = old.partition(" "), new.partition(" ")
    holds, holds_now = json.loads(before), json.loads(now)
    wider = holds == holds_now or {*holds.get("enum", [None])} <= {*holds_now.get("enum", ())}
    yield wider and word_now in (word, "optional"), f"{old} became {new}"


def plugin_api(old: str, new: str) -> Iterator[tuple[bool, str]]:
    """The contract with plugins: those that fit a version fit the later ones of its major."""
    before, now = Version(old), Version(new)
    yield now > before and now.major == before.major, f"{old} became {new}"


def name(old: str, new: str) -> Iterator[tuple[bool, str]]:
    """A public name: a class, a function, a value."""
    if old.split(" ")[0] in ("values", "kinds"):
        yield from choice(old, new)
    elif "(" in old and old.partition("(")[0] == new.partition("(")[0]:
        yield from signature(old, new)
    else:
        yield from other(old, new)


def activity(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    """What an activity promises. Of executions that are in doubt each promise was made as it stood."""
    yield from signature(old["signature"], new["signature"])
    if old["effect"] != new["effect"]:
        yield False, f"its class {old['effect']} became {new['effect']}"
    if old["window"] != new["window"]:
        # None: rows are kept for good.
        longer = new["window"] is None or (old["window"] is not None and new["window"] > old["window"])
        yield longer, f"its window of {old['window']} s became {new['window']} s"
    for part in ("mechanism", "settle"):
        if old[part] != new[part]:
            yield False, f"its {part} {old[part]!r} became {new[part]!r}"
    if more := sorted({*new["permissions"]} - {*old["permissions"]}):
        yield False, f"needs the permissions {', '.join(more)}"
    if less := sorted({*old["permissions"]} - {*new["permissions"]}):
        yield True, f"does not need {', '.join(less)} any more"
    if old["deprecated"] != new["deprecated"]:
        yield True, new["deprecated"] or "not deprecated any more"


def signature(old: str, new: str) -> Iterator[tuple[bool, str]]:
    """Parameters and result, as callers and type checkers see them."""
    if old == new:
        return
    before, now = Signature(old), Signature(new)
    reasons = [*_narrower(before, now)]
    yield from ((False, reason) for reason in reasons)
    if not reasons:
        yield True, f"takes more, or says more of what it gives: {new.partition('(')[2]}"


def _narrower(old: Signature, new: Signature) -> Iterator[str]:
    for parameter, before in old.parameters.items():
        now = new.parameters.get(parameter)
        if now is None:
            yield f"the parameter {parameter} is gone"
            continue
        if now.needed and not before.needed:
            yield f"the parameter {parameter} is needed now"
        if before.ways - now.ways:
            yield f"the parameter {parameter} is not taken {' or '.join(sorted(before.ways - now.ways))} any more"
        if not before.kinds <= now.kinds and now.kinds != {"Any"}:
            yield f"the parameter {parameter} takes {' | '.join(sorted(now.kinds))}, and took {' | '.join(sorted(before.kinds))}"
    for parameter, now in new.parameters.items():
        if parameter not in old.parameters and now.needed:
            yield f"the parameter {parameter} is new and needed"
    if new.positions[: len(old.positions)] != old.positions:
        yield "the order of its parameters is another"
    if not new.gives <= old.gives and old.gives != {"Any"}:
        yield f"gives {' | '.join(sorted(new.gives))}, and gave {' | '.join(sorted(old.gives))}"


@dataclass(frozen=True)
class Parameter:
    """How a parameter is passed, what it takes, and whether it has to be."""

    ways: frozenset[str]
    kinds: frozenset[str]
    needed: bool


class Signature:
    """A signature that is read from its text, such as `async def (a: int, *, b: str = '') -> None`."""

    def __init__(self, text: str) -> None:
        word, _, rest = text.partition("(")
        (tree,) = ast.parse(f"def f({rest}: ...").body
        assert isinstance(tree, ast.FunctionDef), word
        self.parameters: dict[str, Parameter] = {}
        taken, by_position = tree.args, frozenset({"by position"})
        self.positions = [argument.arg for argument in (*taken.posonlyargs, *taken.args)]
        needed = len(self.positions) - len(taken.defaults)
        for position, argument in enumerate((*taken.posonlyargs, *taken.args)):
            ways = by_position if argument in taken.posonlyargs else by_position | {"by name"}
            self._add(argument, ways, position < needed)
        for argument, default in zip(taken.kwonlyargs, taken.kw_defaults, strict=True):
            self._add(argument, frozenset({"by name"}), default is None)
        for rest_of, mark in ((taken.vararg, "any number of times"), (taken.kwarg, "under any name")):
            if rest_of:
                self._add(rest_of, frozenset({mark}), False)
        self.gives = _alternatives(ast.unparse(tree.returns) if tree.returns else "Any")

    def _add(self, argument: ast.arg, ways: frozenset[str], needed: bool) -> None:
        kinds = _alternatives(ast.unparse(argument.annotation) if argument.annotation else "Any")
        self.parameters[argument.arg] = Parameter(ways, kinds, needed)


def _alternatives(text: str) -> frozenset[str]:
    """The members of a union at its top level; of other texts, what stands between bars."""
    try:
        tree: ast.expr = ast.parse(text, mode="eval").body
    except SyntaxError:
        return frozenset(part.strip() for part in text.split("|"))
    found = []
    while isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.BitOr):
        found.append(ast.unparse(tree.right))
        tree = tree.left
    return frozenset([*found, ast.unparse(tree)])


JUDGES: Mapping[str, Judge] = {
    "names": name,
    "hooks": signature,
    "activities": activity,
    "commands": choice,
    "history": field,
    "plugin API": plugin_api,
}


def since_last_release(package: Package, *, releasing: bool = False) -> tuple[Version | None, list[Change]]:
    """A package's last release and the changes since; none where there was no release, or it kept no surface."""
    last = package.last_release(releasing=releasing)
    kept = package.at(last, FILE) if last else None
    return last, changes(json.loads(kept), json.loads((package.folder / FILE).read_text(encoding="utf-8"))) if kept else []


def show(package: Package, *, releasing: bool) -> bool:
    """Print a package's changes; whether its version is as high as they need."""
    last, found = since_last_release(package, releasing=releasing)
    if last is None:
        print(f"{package.distribution} {package.version}: the first release")
        return True
    lowest = due(last, found)
    print(f"{package.distribution} {package.version}: {len(found) or 'no'} changes since {last}; the next version is {lowest} or higher")
    for change in found:
        print(f"  {change}")
    return package.version >= lowest


def main() -> int:
    """Show the changes of all packages, or judge one release."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--release", metavar="TAG")
    asked = arguments.parse_args()
    chosen = [of_tag(asked.release)] if asked.release else packages()
    enough = [show(package, releasing=bool(asked.release)) for package in chosen]
    if asked.release and not all(enough):
        print("its version is too low for what it changes", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
