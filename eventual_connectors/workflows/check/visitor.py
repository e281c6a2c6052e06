"""Looks through one function's source for what cannot be replayed."""

from __future__ import annotations

import ast
import dataclasses
import re
import types
import weakref
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...activities import Activity, activity
from ..definition import Workflow
from . import rules
from .names import Instance, Known, Member, Named, Names, Real, is_path, is_set, plain_function, static_name
from .rules import Rule
from .sources import Source

_ALLOWED = re.compile(r"#\s*eventual:\s*allow\s+([\w-]+(?:\s*,\s*[\w-]+)*)(?:\s+(\S.*))?")

_ORDER_FREE = frozenset({"sorted", "set", "frozenset", "len", "any", "all", "sum", "min", "max"})
_ORDERED = frozenset({"list", "tuple", "enumerate", "iter", "zip", "map", "filter"})
_ORDERED_METHODS = frozenset({"join", "extend", "fromkeys", "fan_out", "as_completed"})
_RUN_BY_MAKING = ("__new__", "__init__", "__post_init__", "__enter__", "__exit__", "__aenter__", "__aexit__", "__call__")


@dataclass(frozen=True, order=True)
class Finding:
    """Something in workflow code that cannot be replayed.

    Attributes:
        file: the source file.
        line: the line, from 1.
        code: what `# eventual: allow CODE reason` names.
        message: what it is and what to use instead.
        through: the calls by which the workflow reaches it, such as `checkout (flows.py:12) -> total (prices.py:40)`; empty in the
            workflow itself.
    """

    file: str
    line: int
    code: str
    message: str
    through: str = dataclasses.field(default="", compare=False)  # what is wrong with a function is one finding, whoever uses it

    def __str__(self) -> str:
        through = f", reached through {self.through}" if self.through else ""
        return f"{self.file}:{self.line}: {self.message} ({self.code}){through}"


@dataclass(frozen=True)
class Followed:
    """A function that another one uses.

    Attributes:
        function: may be gone by now.
        line: where it is used, from 1.
        near: it is looked through wherever it is: it is of the same module, or a workflow.
    """

    function: weakref.ref[types.FunctionType]
    line: int
    near: bool


class Visitor(ast.NodeVisitor):
    """Goes through a function in the order in which it is written.

    Attributes:
        findings: what it found.
        followed: functions that the function uses.
    """

    def __init__(self, function: types.FunctionType, source: Source, loaded: Mapping[int, str]) -> None:
        self.findings: list[Finding] = []
        self.followed: list[Followed] = []
        self._module = function.__module__
        self._source = source
        self._loaded = loaded
        self._names = Names.of(function, source.tree)
        self._globals: set[str] = set()
        self._unordered: set[ast.AST] = set()
        self._function(source.tree, defaults=False)

    # Functions and names.

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, *, defaults: bool = True) -> None:
        before = dict(self._names.known)
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            known = self._names.annotated(argument.annotation)
            if known is not None or argument.arg not in before or defaults:
                self._names.bind(argument.arg, known)
        if defaults:
            self._visit_all([*node.args.defaults, *(default for default in node.args.kw_defaults if default is not None)])
        self._visit_all(node.body if isinstance(node.body, list) else [node.body])
        self._names.known = before

    def _nested(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        decorators = [decorator.func if isinstance(decorator, ast.Call) else decorator for decorator in node.decorator_list]
        self._visit_all(node.decorator_list)
        if not any(_makes_activity(self._names.infer(decorator)) for decorator in decorators):
            self._function(node)
        self._names.bind(node.name, None)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._nested(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._nested(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._function(node)

    def visit_Import(self, node: ast.Import) -> None:
        self._names.import_(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self._names.import_(node)

    def visit_Global(self, node: ast.Global) -> None:
        self._globals.update(node.names)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._use(node, self._names.infer(node))
        elif node.id in self._globals:
            self._find(node, rules.GLOBAL, f"the global {node.id}")

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.ctx, ast.Load):
            self._use(node, self._names.infer(node))
        self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        known = self._names.infer(node.func)
        self._use(node.func, known, call=node)
        self._orders(node, known)
        if isinstance(node.func, ast.Attribute):
            self.visit(node.func.value)
        elif not isinstance(node.func, ast.Name):
            self.visit(node.func)
        self._visit_all([*node.args, *node.keywords])

    # Assignments.

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        known = self._names.infer(node.value)
        if self._ruled(known, None):
            known = None  # it was found here, and is not found again where the name is used
        for target in node.targets:
            if isinstance(target, ast.Tuple | ast.List) and len(target.elts) > 1 and is_set(known):
                self._iterates(node.value)
            self._bind(target, known)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        known = self._names.infer(node.value)
        if node.value is not None:
            self.visit(node.value)
        declared = self._names.annotated(node.annotation)
        if is_set(known) and isinstance(node.annotation, ast.Subscript) and declared is None:
            known = None  # a set of tasks
        self._bind(node.target, known or declared)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        self._bind(node.target, self._names.infer(node.value))

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        self.visit(node.target)

    def visit_With(self, node: ast.With) -> None:
        self._with(node)

    def visit_AsyncWith(self, node: ast.AsyncWith) -> None:
        self._with(node)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.visit(item.context_expr)
            if item.optional_vars is not None:
                self._bind(item.optional_vars, None)
        self._visit_all(node.body)

    def _bind(self, target: ast.expr, known: Known) -> None:
        if isinstance(target, ast.Name):
            self._names.bind(target.id, known)
        elif isinstance(target, ast.Tuple | ast.List):
            for element in target.elts:
                self._bind(element, None)
        elif isinstance(target, ast.Starred):
            self._bind(target.value, None)
        self.visit(target)

    # The order of sets.

    def visit_For(self, node: ast.For) -> None:
        self._iterate(node.iter)
        self._bind(node.target, None)
        self._visit_all([*node.body, *node.orelse])

    def visit_AsyncFor(self, node: ast.AsyncFor) -> None:
        self.visit(node.iter)
        self._bind(node.target, None)
        self._visit_all([*node.body, *node.orelse])

    def visit_Starred(self, node: ast.Starred) -> None:
        if isinstance(node.ctx, ast.Load) and node not in self._unordered:
            self._iterate(node.value)
        else:
            self.generic_visit(node)

    def visit_YieldFrom(self, node: ast.YieldFrom) -> None:
        self._iterate(node.value)

    def visit_Set(self, node: ast.Set) -> None:
        self._unordered.update(node.elts)
        self.generic_visit(node)

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._comprehension(node, [node.elt])

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._comprehension(node, [node.elt])

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self._unordered.add(node)
        self._comprehension(node, [node.elt])

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node, [node.key, node.value])

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp, made: list[ast.expr]) -> None:
        before = dict(self._names.known)
        # What awaits does more than compute a value, so its order shows even where that of the values does not.
        free = node in self._unordered and not any(isinstance(each, ast.Await) for part in made for each in ast.walk(part))
        for generator in node.generators:
            if free:
                self.visit(generator.iter)
            else:
                self._iterate(generator.iter)
            self._bind(generator.target, None)
            self._visit_all(generator.ifs)
        self._visit_all(made)
        self._names.known = before

    def _iterate(self, node: ast.expr) -> None:
        self._iterates(node)
        self.visit(node)

    def _iterates(self, node: ast.expr) -> None:
        if is_set(self._names.infer(node)):
            self._find(node, rules.SET_ORDER, f"iterating over the set {_short(node)}")

    def _orders(self, call: ast.Call, known: Known) -> None:
        """Whether a call makes an order out of a set that it gets."""
        builtin = known.value.__name__ if isinstance(known, Real) and getattr(known.value, "__module__", "") == "builtins" else ""
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        free = builtin in _ORDER_FREE or (builtin in _ORDERED and call in self._unordered)
        of_a_set = isinstance(known, Member) and is_set(Instance(known.of))
        if free or of_a_set:
            self._unordered.update(call.args)
        elif builtin in _ORDERED or method in _ORDERED_METHODS or _is_itertool(known):
            for argument in call.args:
                self._iterates(argument)
        if of_a_set and method == "pop":
            self._find(call, rules.SET_ORDER, f"{_short(call)} of a set")

    # What is used.

    def _use(self, node: ast.expr, known: Known, call: ast.Call | None = None) -> None:
        found = self._ruled(known, call)
        if found is None and isinstance(node, ast.Attribute) and node.attr in rules.UNIQUE_METHODS and not isinstance(known, Real):
            found = node.attr, rules.UNIQUE_METHODS[node.attr]
        if found is not None:
            name, rule = found
            self._find(call or node, rule, f"{name}()" if call is not None else name)
            return
        for function, near in self._reached(known, made=call is not None):
            self._follow(node, function, near=near)
        if call is not None and isinstance(known, Real) and isinstance(known.value, type):
            self._fill_in(call, known.value)

    def _ruled(self, known: Known, call: ast.Call | None) -> tuple[str, Rule] | None:
        for name in self._known_as(known, called=call is not None):
            rule = rules.rule_of(name)
            enough = rules.FINE_WITH_ARGUMENTS.get(name)
            if rule is not None and (enough is None or (call is not None and len(call.args) + len(call.keywords) < enough)):
                return name, rule
        match known:
            case Member(of, name) if name in rules.PATH_METHODS and is_path(of):
                return f"Path.{name}", rules.IO
            case Member(of, name, outside=True):
                for each in of.__mro__:
                    if rule := rules.INSTANCES.get(static_name(each)):
                        return f"{each.__name__}.{name}", rule
        return None

    def _known_as(self, known: Known, *, called: bool) -> Iterator[str]:
        match known:
            case Real(type() as of):
                if called and not issubclass(of, BaseException):
                    yield from (self._loaded[id(each)] for each in of.__mro__ if id(each) in self._loaded)
            case Real(value):
                if id(value) in self._loaded:
                    yield self._loaded[id(value)]
            case Member(of, name):
                yield from (f"{static_name(each)}.{name}" for each in of.__mro__)
            case Named(dotted):
                yield dotted

    def _follow(self, node: ast.expr, function: types.FunctionType, *, near: bool) -> None:
        self.followed.append(Followed(weakref.ref(function), node.lineno + self._source.offset, near))

    def _reached(self, known: Known, *, made: bool) -> Iterator[tuple[types.FunctionType, bool]]:
        """The functions that run when this is used, and whether they are near."""
        candidates: Iterable[Any] = ()
        match known:
            case Real(type() as of):
                candidates = [vars(of)[name] for name in _RUN_BY_MAKING if made and name in vars(of)]
            case Real(value) if made and not isinstance(value, types.FunctionType | Activity | Workflow):
                candidates = [value, vars(type(value)).get("__call__")]
            case Real(value):
                candidates = [value]
            case Member():
                candidates = [known.value]
        for candidate in candidates:
            function = plain_function(candidate)
            if function is not None:
                yield function, function.__module__ == self._module or isinstance(candidate, Workflow)

    def _fill_in(self, call: ast.Call, of: type) -> None:
        """A dataclass or a pydantic model makes the values of the fields that the call leaves out."""
        if any(keyword.arg is None for keyword in call.keywords) or any(isinstance(argument, ast.Starred) for argument in call.args):
            return
        factories = _default_factories(of)
        given = {*list(factories)[: len(call.args)], *(keyword.arg for keyword in call.keywords)}
        for name, factory in factories.items():
            if factory is None or name in given:
                continue
            known: Known = Real(factory)
            owner = getattr(factory, "__self__", None)
            if isinstance(owner, type):
                known = Member(owner, factory.__name__, False)
            found = self._ruled(known, None)
            if found is not None:
                self._find(call, found[1], f"{of.__name__}() leaves {name} to {found[0]}, which")
            elif (function := plain_function(factory)) is not None:
                self._follow(call, function, near=function.__module__ in (self._module, of.__module__))

    # Findings.

    def _find(self, node: ast.expr, rule: Rule, what: str) -> None:
        allowed, reason = self._allowed(node, rule.code)
        if allowed and reason:
            return
        says = f"{what.removeprefix('builtins.')} {rule.says}"
        if allowed:
            says += "; the comment that allows it gives no reason"
        self.findings.append(Finding(self._source.file, node.lineno + self._source.offset, rule.code, says))

    def _allowed(self, node: ast.expr, code: str) -> tuple[bool, bool]:
        for line in self._source.lines[node.lineno : (node.end_lineno or node.lineno) + 1]:
            comment = _ALLOWED.search(line)
            if comment is not None and code in re.split(r"\s*,\s*", comment[1].lower()):
                return True, bool(comment[2])
        return False, False

    def _visit_all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)


def _makes_activity(known: Known) -> bool:
    value = known.value if isinstance(known, Real | Member) else None
    return value is activity or getattr(value, "__name__", "") == "activity"


def _is_itertool(known: Known) -> bool:
    return isinstance(known, Real) and getattr(known.value, "__module__", "") in ("itertools", "collections", "_collections")


def _default_factories(of: type) -> dict[str, Any]:
    """The fields of a dataclass or a pydantic model in order, with what makes their default, if anything does."""
    for name in ("__pydantic_fields__", "__dataclass_fields__"):
        fields = next((vars(each)[name] for each in of.__mro__ if isinstance(vars(each).get(name), dict)), None)
        if fields is not None:
            factories = {each: field.default_factory for each, field in fields.items() if getattr(field, "init", True) is not False}
            return {each: None if factory is dataclasses.MISSING else factory for each, factory in factories.items()}
    return {}


def _short(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 40 else f"{text[:37]}..."
