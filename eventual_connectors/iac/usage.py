"""Which activities an application uses, with which literal arguments, and where: read from the source of its workflows.

Nothing is run. What an expression refers to is found as Python would find it, through globals, closures, attributes and plain
assignments. Where a connector is used in a way that cannot be followed, that is said, for a permission would be missing.
"""

from __future__ import annotations

import ast
import inspect
import os
import sys
import types
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial, partialmethod
from typing import Any

from ..activities import Activity
from ..connector import Connector
from ..requirements import Use
from ..surface import Group
from ..workflows.check.application import Application
from ..workflows.check.names import plain_function
from ..workflows.check.sources import Source, source_of
from ..workflows.definition import Workflow

MOST_FUNCTIONS = 2000
"""What is read of one application."""

_UNKNOWN = object()
_LITERALS = (str, int, float, bool, bytes, type(None))


@dataclass(frozen=True)
class Usage:
    """What an application uses.

    Attributes:
        uses: of each place at which it uses an activity, in the order in which they were found.
        unresolved: the places where a connector is used in a way that the source does not tell, with what is written there.
    """

    uses: tuple[Use, ...]
    unresolved: tuple[str, ...]


def usage_of(workflows: Iterable[Workflow[..., Any]], packages: Collection[str] = ()) -> Usage:
    """What these workflows use, themselves and by what they call of their own application and of these packages.

    Args:
        workflows: of the application.
        packages: the import packages of connectors, whose helpers make calls of their own.
    """
    workflows = list(workflows)
    kept: dict[str, list[Any]] = {}
    _read(workflows, packages, kept)  # what one object keeps another one may use that is read before
    return _read(workflows, packages, kept)


def _read(workflows: Iterable[Workflow[..., Any]], packages: Collection[str], kept: dict[str, list[Any]]) -> Usage:
    reading = _Reading(packages, kept)
    for workflow in workflows:
        reading.follow(workflow)
    return reading.usage()


class _Reading:
    """Functions that were read, and what was found in them."""

    def __init__(self, packages: Collection[str], by_attribute: dict[str, list[Any]]) -> None:
        self._packages = packages
        self.by_attribute = by_attribute
        """The same of all classes together, by the attribute's name: whose instance an object is, the source seldom says."""
        self._left: deque[tuple[types.FunctionType, Application, type | None]] = deque()
        self._seen: set[tuple[types.CodeType, type | None]] = set()
        self._uses: dict[tuple[Any, ...], Use] = {}
        self._unresolved: dict[str, None] = {}
        self.kept: dict[tuple[type, str], Any] = {}
        """What instances of a class keep in an attribute, of connectors and their parts."""

    def usage(self) -> Usage:
        """Read what is left."""
        while self._left:
            function, application, owner = self._left.popleft()
            source = source_of(function)
            if source is not None:
                _Reader(function, source, application, self, owner).visit(source.tree)
        return Usage(tuple(self._uses.values()), tuple(self._unresolved))

    def follow(self, value: object, application: Application | None = None) -> None:
        """Read what is the application's: a function, a workflow's, an activity's, the methods of a class."""
        if isinstance(value, type):
            for member in _methods(value):
                for function in _layers(member):
                    self._read_later(function, application, value)
            for name, held in _held(value):
                self.keep(name, held)
            return
        for function in _layers(value.function if isinstance(value, Activity) else value):
            self._read_later(function, application, None)

    def _read_later(self, function: types.FunctionType, application: Application | None, owner: type | None) -> None:
        if (function.__code__, owner) in self._seen or len(self._seen) == MOST_FUNCTIONS:
            return
        application = application or Application(function)
        if application.holds(function) or function.__module__.partition(".")[0] in self._packages:
            self._seen.add((function.__code__, owner))
            self._left.append((function, application, owner))

    def keep(self, name: str, value: Any) -> None:
        """An attribute of some object is this."""
        known = self.by_attribute.setdefault(name, [])
        if all(_shown(value) != _shown(each) for each in known):
            known.append(value)

    def used(self, activity: Activity[..., Any], arguments: Mapping[str, Any], place: str) -> None:
        """An activity was used."""
        use = Use(activity, arguments, activity.options.connection or "default", place)
        self._uses.setdefault((activity.name, use.connection, place, repr(sorted(arguments.items()))), use)

    def unknown(self, place: str, text: str) -> None:
        """A connector was used in a way that cannot be followed."""
        self._unresolved[f"{place}: {text}"] = None


class _Reader(ast.NodeVisitor):
    """Reads one function."""

    def __init__(
        self, function: types.FunctionType, source: Source, application: Application, reading: _Reading, owner: type | None
    ) -> None:
        self._globals = function.__globals__
        self._names = _outer_names(function) | dict.fromkeys(_bound_names(source.tree), _UNKNOWN)
        owner = owner or function.__globals__.get(function.__qualname__.rpartition(".")[0])
        if isinstance(owner, type) and function.__code__.co_argcount:
            self._names[function.__code__.co_varnames[0]] = owner  # `self`: what its class has
        self._source = source
        self._application = application
        self._reading = reading

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """What a function does; its decorators and annotations make no calls."""
        self._defined(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """As above."""
        self._defined(node)

    def _defined(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for part in (*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body):
            self.visit(part)

    def visit_Assign(self, node: ast.Assign) -> None:
        """`accounts = aws.dynamodb`: another name for it, from here on."""
        if isinstance(node.targets[0], ast.Name) and len(node.targets) == 1:
            found = self._resolve(node.value)
            self._names[node.targets[0].id] = found
            if isinstance(found, Connector | Group):
                return
        if isinstance(node.targets[0], ast.Attribute) and len(node.targets) == 1 and self._keeps(node.targets[0], node.value):
            return
        self.generic_visit(node)

    def _keeps(self, target: ast.Attribute, value: ast.expr) -> bool:
        """`self.database = aws.dynamodb`: what other methods of the class find there."""
        owner, found = self._resolve(target.value), self._resolve(value)
        if not isinstance(owner, type) or not isinstance(found, Connector | Group | Activity):
            return False
        self._reading.kept[owner, target.attr] = found
        self._reading.keep(target.attr, found)
        return True

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """An import inside the function; nothing is imported for it."""
        module = sys.modules.get(node.module or "") if not node.level else None
        for alias in node.names:
            self._names[alias.asname or alias.name] = vars(module).get(alias.name, _UNKNOWN) if module else _UNKNOWN

    def visit_Import(self, node: ast.Import) -> None:
        """As above."""
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            self._names[name] = sys.modules.get(alias.name if alias.asname else name, _UNKNOWN)

    def visit_Call(self, node: ast.Call) -> None:
        """A call of an activity, with what is known of its arguments."""
        called, bound = _unbound(self._resolve(node.func))
        if isinstance(called, Activity):
            given = bound | {keyword.arg: self._known(keyword.value) for keyword in node.keywords if keyword.arg is not None}
            self._reading.used(called, given, self._place(node))
            self._reading.follow(called, self._application)
        elif not isinstance(self._resolve(node), Connector | Group | Activity):
            self.visit(node.func)
        if isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec", "globals") and not self._is_plain(node):
            self._unclear(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "run" and node.args:
            self._undone(self._resolve(node.args[0]))
        for part in (*node.args, *node.keywords):
            self.visit(part)

    def _is_plain(self, node: ast.Call) -> bool:
        """Whether a look into a namespace can lead to no connector: the function's module has none."""
        return not any(isinstance(each, Connector | Group | Activity | partial) for each in self._globals.values())

    def _undone(self, step: Any) -> None:
        """`saga.run(step, …)`: what undoes the step may be called too."""
        if isinstance(step, Activity) and step.undone_by is not None:
            self._reading.follow(step.undone_by, self._application)

    def visit_Name(self, node: ast.Name) -> None:
        """What a name refers to."""
        self._found(self._resolve(node), node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """What an attribute refers to."""
        found = self._resolve(node)
        if found is _UNKNOWN:
            self.visit(node.value)
        else:
            self._found(found, node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """`acme["invoices.create"]`."""
        found = self._resolve(node)
        if found is _UNKNOWN:
            self.generic_visit(node)
        else:
            self._found(found, node)

    def _found(self, found: Any, node: ast.expr) -> None:
        if isinstance(found, partial | partialmethod):
            for each in (*found.args, *found.keywords.values()):
                self._found(each, node)
        found, bound = _unbound(found)
        for each in _elements(found):
            self._found(each, node)
        if isinstance(found, Activity):
            self._reading.used(found, bound, self._place(node))
        elif isinstance(found, Connector | Group) or isinstance(getattr(found, "__self__", None), Connector | Group):
            self._unclear(node)
        if isinstance(found, Activity | Workflow | type | types.FunctionType | types.MethodType | property | cached_property):
            self._reading.follow(found, self._application)

    def _unclear(self, node: ast.expr) -> None:
        """A connector goes where it cannot be followed."""
        line = self._source.lines[node.lineno].strip() if node.lineno < len(self._source.lines) else ast.unparse(node)
        self._reading.unknown(self._place(node), line)

    def _known(self, node: ast.expr) -> Any:
        """What an argument is, as far as the code says it."""
        match node:
            case ast.Dict(keys=keys, values=values):
                # A `**more` and a computed key have no name.
                return {self._name_of(key): self._known(value) for key, value in zip(keys, values, strict=True)}
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return [self._known(element) for element in elements]
        return _known(self._resolve(node))

    def _name_of(self, key: ast.expr | None) -> Any:
        found = self._resolve(key) if key is not None else _UNKNOWN
        return found if isinstance(found, str) else ...

    def _resolve(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant():
                return node.value
            case ast.Name():
                return self._names.get(node.id, _UNKNOWN)
            case ast.Attribute():
                base = self._resolve(node.value)
                if isinstance(base, type) and (base, node.attr) in self._reading.kept:
                    return self._reading.kept[base, node.attr]
                return self._kept_by_some(node) if base is _UNKNOWN else _attribute(base, node.attr)
            case ast.Subscript(value=ast.Call(func=ast.Name(id="globals"), args=[]), slice=ast.Constant(value=str() as name)):
                return self._globals.get(name, _UNKNOWN)
            case ast.Subscript(value=value, slice=ast.Constant(value=str() as name)):
                return _item(self._resolve(value), name)
            case ast.List() | ast.Tuple():
                return self._resolved_list(node)
            case ast.Call(func=ast.Attribute(attr="with_options")):
                return self._with_options(node)
        return _UNKNOWN

    def _kept_by_some(self, node: ast.Attribute) -> Any:
        """What an attribute of an object that is not known is: what the objects that were read keep under its name."""
        match self._reading.by_attribute.get(node.attr, []):
            case []:
                return _UNKNOWN
            case [one]:
                return one
            case several:
                return several if all(isinstance(each, Activity | partial) for each in several) else self._ambiguous(node)

    def _ambiguous(self, node: ast.Attribute) -> Any:
        self._unclear(node)
        return _UNKNOWN

    def _resolved_list(self, node: ast.List | ast.Tuple) -> Any:
        found = [self._resolve(element) for element in node.elts]
        return found if all(_is_literal(each) for each in found) else _UNKNOWN

    def _with_options(self, node: ast.Call) -> Any:
        """`stripe.with_options(connection="eu")`: options make no call, so they can be taken here. Only the connection matters."""
        assert isinstance(node.func, ast.Attribute)
        base = self._resolve(node.func.value)
        if not isinstance(base, Connector | Group | Activity):
            return _UNKNOWN
        connection = next((self._resolve(keyword.value) for keyword in node.keywords if keyword.arg == "connection"), None)
        if connection is None:
            return base
        if isinstance(connection, str):
            return base.with_options(connection=connection)
        self._unclear(node)  # its permissions are those of any connection, its credential is not known
        return base

    def _place(self, node: ast.expr) -> str:
        file = self._source.file
        inside = os.path.relpath(file)
        return f"{os.path.basename(file) if inside.startswith(os.pardir) else inside}:{node.lineno + self._source.offset}"


def _attribute(base: Any, name: str) -> Any:
    """What an attribute is; nothing is run for it but a connector's own look at its surface."""
    if base is _UNKNOWN:
        return _UNKNOWN
    if isinstance(base, types.ModuleType):
        return vars(base).get(name, _UNKNOWN)
    if isinstance(base, Connector | Group):
        return getattr(base, name, _UNKNOWN)
    found = inspect.getattr_static(base, name, _UNKNOWN)
    return found.__func__ if isinstance(found, staticmethod | classmethod) else found


def _unbound(value: Any) -> tuple[Any, dict[str, Any]]:
    """What a `functools.partial` calls, and the named arguments that it gives; anything else as it is."""
    bound: dict[str, Any] = {}
    while isinstance(value, partial | partialmethod):
        bound = {name: _known(each) for name, each in value.keywords.items()} | bound
        value = value.func
    return value, bound


def _shown(value: Any) -> str:
    """What tells one connector, part or activity from another; parts are made anew each time."""
    inner, bound = _unbound(value)
    return f"{inner!r} {inner.options if isinstance(inner, Activity | Connector) else ''} {bound!r}"


def _held(value: type) -> Iterator[tuple[str, Any]]:
    """Connectors, their parts and activities that a class has in its attributes; the defaults of a dataclass's fields are some."""
    for base in reversed(value.__mro__):
        for name, member in vars(base).items():
            plain = member.__func__ if isinstance(member, staticmethod | classmethod) else member
            if isinstance(_unbound(plain)[0], Connector | Group | Activity):
                yield name, plain


def _elements(value: Any) -> Iterable[Any]:
    """What a list, a set or a dict holds: a table of handlers is called by whoever names it."""
    held = value.values() if type(value) is dict else value if type(value) in (list, tuple, set, frozenset) else ()
    kinds = (Activity, Connector, Group, Workflow, partial, type)
    return [each for each in held if isinstance(each, kinds) or plain_function(each) is not None]


def _methods(value: type) -> Iterable[object]:
    """The methods of a class, inherited ones too. What `__init__` keeps in `self` is what the others use, so it comes first."""
    found = {name: member for base in reversed(value.__mro__) for name, member in vars(base).items()}
    return [member for _, member in sorted(found.items(), key=lambda item: item[0] != "__init__") if plain_function(member) is not None]


def _layers(value: object) -> Iterator[types.FunctionType]:
    """A function and those that its decorators put around it: each of them runs."""
    if isinstance(value, Workflow):
        value = value.function
    inner = plain_function(value)
    while value is not None and value is not inner:
        if isinstance(value, types.FunctionType):
            yield value
        value = getattr(value, "__wrapped__", None)
    if inner is not None:
        yield inner


def _item(base: Any, name: str) -> Any:
    if not isinstance(base, Connector):
        return _UNKNOWN
    try:
        return base[name]
    except KeyError:
        return _UNKNOWN


def _known(value: Any) -> Any:
    """A value as it may be told: literals, and lists and dicts of them; `...` for all else."""
    match value:
        case list() | tuple():
            return [_known(each) for each in value]
        case dict():
            return {name if isinstance(name, str) else ...: _known(each) for name, each in value.items()}
    return value if isinstance(value, _LITERALS) else ...


def _is_literal(value: Any) -> bool:
    return isinstance(value, _LITERALS) or (isinstance(value, list) and all(isinstance(each, _LITERALS) for each in value))


def _outer_names(function: types.FunctionType) -> dict[str, Any]:
    names = dict(function.__globals__)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=False):
        try:
            names[name] = cell.cell_contents
        except ValueError:  # not bound yet
            names[name] = _UNKNOWN
    return names


def _bound_names(tree: ast.AST) -> set[str]:
    """The names that a function, and the functions in it, bind themselves."""
    bound = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node is not tree:
            bound.add(node.name)
    return bound
