"""What an expression in a function's source stands for, as far as can be known without running anything."""

from __future__ import annotations

import ast
import builtins
import collections.abc
import functools
import importlib.util
import inspect
import pathlib
import sys
import types
import typing
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...activities import Activity
from ..definition import Workflow


@dataclass(frozen=True)
class Real:
    """This very object, which exists outside the function: a global, a builtin, what a closure holds."""

    value: Any


@dataclass(frozen=True)
class Named:
    """What this dotted name will be once its module is loaded."""

    dotted: str


@dataclass(frozen=True)
class Instance:
    """Some instance of a class, made in the function."""

    of: type


@dataclass(frozen=True)
class Member:
    """An attribute of a class or of an instance (`outside`: which exists outside the function)."""

    of: type
    name: str
    outside: bool

    @property
    def value(self) -> Any:
        """What the class holds under the name, unbound; None if it has no such thing."""
        found = next((vars(each)[self.name] for each in self.of.__mro__ if self.name in vars(each)), None)
        return found.__func__ if isinstance(found, staticmethod | classmethod) else found


Known = Real | Named | Instance | Member | None

SETS = (set, frozenset)
_SET_TYPES = (*SETS, collections.abc.Set, collections.abc.MutableSet)
_SET_METHODS = {"union", "intersection", "difference", "symmetric_difference", "copy"}
_SET_OPERATORS = (ast.BitOr, ast.BitAnd, ast.Sub, ast.BitXor)
_TASK_MAKERS = {"create_task", "ensure_future"}


def is_set(known: Known) -> bool:
    """Whether it is a set, whose order differs between processes."""
    match known:
        case Instance(of):
            return issubclass(of, SETS) or of in _SET_TYPES
        case Real(value):
            return isinstance(value, SETS)
    return False


def is_path(of: type) -> bool:
    """Whether a class looks at the file system by way of `pathlib`."""
    return issubclass(of, pathlib.Path)


def is_task(node: ast.expr) -> bool:
    """Whether an expression makes a task; tasks hash the same in every process, so sets of them have an order."""
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
    return name in _TASK_MAKERS


@dataclass
class Names:
    """What the names of one function stand for at the statement that is looked at.

    Attributes:
        outer: globals and closure.
        local: names that the function binds.
        known: what is known of them now.
        task_sets: names of sets of tasks.
    """

    outer: dict[str, Any]
    local: set[str]
    known: dict[str, Known] = field(default_factory=dict)
    task_sets: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, function: types.FunctionType, tree: ast.AST) -> Names:
        """The names of a function."""
        nodes = list(ast.walk(tree))
        names = cls(_outer_names(function), _bound_names(nodes[1:]), task_sets={*_task_sets(nodes)})
        owner = _owner(function)
        if owner is not None and function.__code__.co_argcount:
            names.bind(function.__code__.co_varnames[0], Instance(owner))
        return names

    def bind(self, name: str, known: Known) -> None:
        """The function binds a name."""
        self.known[name] = None if name in self.task_sets and is_set(known) else known

    def import_(self, node: ast.Import | ast.ImportFrom) -> None:
        """The function imports something itself."""
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                self.bind(alias.asname or alias.name, _imported(self._absolute(node), alias.name))
            else:
                imported = alias.name if alias.asname else alias.name.partition(".")[0]
                self.bind(alias.asname or imported, _module(imported))

    def _absolute(self, node: ast.ImportFrom) -> str:
        package = self.outer.get("__package__") or ""
        try:
            return importlib.util.resolve_name("." * node.level + (node.module or ""), package)
        except ImportError:  # a relative import in a module that is in no package
            return ""

    def infer(self, node: ast.expr | None) -> Known:
        """What an expression stands for; None if that is not known."""
        match node:
            case ast.Name(name):
                if name in self.local:
                    return self.known.get(name)
                return _real(self.outer[name]) if name in self.outer else None
            case ast.Attribute(value, name):
                return _attribute(self.infer(value), name)
            case ast.Call(func):
                return self._result(self.infer(func), awaited=False, call=node)
            case ast.Await(ast.Call(func) as call):
                return self._result(self.infer(func), awaited=True, call=call)
            case ast.Set(elements):
                return None if all(map(is_task, elements)) else Instance(set)
            case ast.SetComp(element):
                return None if is_task(element) else Instance(set)
            case ast.BinOp(left, operator, right):
                return self._combined(left, operator, right)
            case ast.BoolOp(values=values):
                return next((known for value in values if is_set(known := self.infer(value))), None)
            case ast.IfExp(_, body, orelse):
                known = self.infer(body)
                return known if known == self.infer(orelse) else None
            case ast.NamedExpr(_, value):
                return self.infer(value)
        return None

    def annotated(self, node: ast.expr | None) -> Known:
        """An instance of what an annotation names."""
        match node:
            case ast.Constant(str(text)):
                try:
                    return self.annotated(ast.parse(text, mode="eval").body)
                except SyntaxError:
                    return None
            case ast.Subscript(value, index):
                return None if _mentions_tasks(index) else self.annotated(value)
            case ast.BinOp(left, ast.BitOr(), ast.Constant(None)):
                return self.annotated(left)
            case ast.Name() | ast.Attribute():
                known = self.infer(node)
                return _instance_of(known.value) if isinstance(known, Real) else None
        return None

    def _combined(self, left: ast.expr, operator: ast.operator, right: ast.expr) -> Known:
        known = self.infer(left)
        if isinstance(operator, ast.Div):
            of = known.of if isinstance(known, Instance) else type(known.value) if isinstance(known, Real) else object
            return Instance(of) if is_path(of) else None
        if not isinstance(operator, _SET_OPERATORS):
            return None
        return Instance(set) if is_set(known) or is_set(self.infer(right)) or _is_keys(left) or _is_keys(right) else None

    def _result(self, function: Known, *, awaited: bool, call: ast.Call) -> Known:
        match function:
            case Member(of, name) if is_set(Instance(of)):
                return Instance(set) if name in _SET_METHODS else None
            case Member():
                value = function.value
            case Real(type() as of):
                if of in SETS and len(call.args) == 1 and isinstance(call.args[0], ast.GeneratorExp) and is_task(call.args[0].elt):
                    return None
                return Instance(of) if not awaited else None
            case Real(value):
                pass
            case _:
                return None
        if isinstance(value, Activity | Workflow):
            value = value.function
        if not isinstance(value, types.FunctionType) or inspect.iscoroutinefunction(value) is not awaited:
            return None
        return _returned(value)


def static_name(of: type) -> str:
    """A class's dotted name."""
    return f"{of.__module__}.{of.__qualname__}"


def plain_function(value: Any) -> types.FunctionType | None:
    """The function under decorators that keep `__wrapped__`; None for activities, whose code is not the workflow's."""
    if isinstance(value, Activity):
        return None
    if isinstance(value, Workflow):
        value = value.function
    if isinstance(value, types.MethodType):
        value = value.__func__
    if isinstance(value, property):
        value = value.fget
    if isinstance(value, functools.cached_property):
        value = value.func
    if not isinstance(value, types.FunctionType | functools._lru_cache_wrapper):
        return None
    found = inspect.unwrap(value, stop=lambda each: isinstance(each, Activity))
    return found if isinstance(found, types.FunctionType) else None


def _real(value: Any) -> Known:
    owner = getattr(value, "__self__", None) if isinstance(value, types.BuiltinMethodType | types.MethodType) else None
    if owner is None or isinstance(owner, types.ModuleType):
        return Real(value)
    # `now = datetime.now`, `draw = random.random`: the object made for a name tells where it comes from.
    return Member(owner, value.__name__, True) if isinstance(owner, type) else Real(value)


def _attribute(base: Known, name: str) -> Known:
    match base:
        case Real(types.ModuleType() as module):
            found = vars(module)
            return _real(found[name]) if name in found else Named(f"{module.__name__}.{name}")
        case Real(type() as of):
            return Member(of, name, False)
        case Real(value) if any(value is shown for shown in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)):
            return None  # as `print`
        case Real(value):
            held = _held(value)
            return _real(held[name]) if name in held else Member(type(value), name, True)
        case Instance(of):
            return Member(of, name, False)
        case Named(dotted):
            return Named(f"{dotted}.{name}")
    return None


def _held(value: Any) -> dict[str, Any]:
    # Not `vars()`: a proxy would answer for something else, perhaps by running code.
    try:
        held = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}
    return held if isinstance(held, dict) else {}


def _module(name: str) -> Known:
    return Real(sys.modules[name]) if name in sys.modules else Named(name)


def _imported(module: str, name: str) -> Known:
    found = _attribute(_module(module), name) if module else None
    submodule = f"{module}.{name}"
    return Real(sys.modules[submodule]) if isinstance(found, Named) and submodule in sys.modules else found


def _instance_of(annotation: Any) -> Known:
    origin = typing.get_origin(annotation) or annotation
    return Instance(origin) if isinstance(origin, type) else None


def _returned(function: types.FunctionType) -> Known:
    annotation = function.__annotations__.get("return")
    if isinstance(annotation, str):
        try:
            return Names(_outer_names(function), set()).annotated(ast.parse(annotation, mode="eval").body)
        except SyntaxError:
            return None
    if any(getattr(argument, "__module__", "") in ("asyncio", "_asyncio") for argument in typing.get_args(annotation)):
        return None
    return _instance_of(annotation)


def _is_keys(node: ast.expr) -> bool:
    # Views of dicts are in the order of the dict; what is computed from them is a set.
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "keys" and not node.args


def _mentions_tasks(node: ast.expr) -> bool:
    text = ast.unparse(node)
    return "Task" in text or "Future" in text


def _outer_names(function: types.FunctionType) -> dict[str, Any]:
    names = dict(vars(builtins)) | function.__globals__
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=False):
        try:
            names[name] = cell.cell_contents
        except ValueError:
            names.pop(name, None)
    return names


def _owner(function: types.FunctionType) -> type | None:
    """The class at module level whose method this is."""
    owner = function.__globals__.get(function.__qualname__.rpartition(".")[0])
    return owner if isinstance(owner, type) and owner.__module__ == function.__module__ else None


def _bound_names(nodes: Iterable[ast.AST]) -> set[str]:
    outer: set[str] = set()
    bound: set[str] = set()
    for node in nodes:
        match node:
            case ast.Name(name, ast.Store() | ast.Del()):
                bound.add(name)
            case ast.arg(name) | ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                bound.add(name)
            case ast.MatchMapping(rest=str(name)):
                bound.add(name)
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                bound.add(name)
            case ast.Import(aliases) | ast.ImportFrom(names=aliases):
                bound.update(alias.asname or alias.name.partition(".")[0] for alias in aliases)
            case ast.Global(names):
                outer.update(names)
    return bound - outer


def _task_sets(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Names to which tasks are added: `running.add(asyncio.create_task(…))`, with or without a name for the task."""
    tasks = {
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and is_task(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in nodes:
        match node:
            case ast.Call(ast.Attribute(ast.Name(name), "add"), [added]):
                if is_task(added) or (isinstance(added, ast.Name) and added.id in tasks):
                    yield name
