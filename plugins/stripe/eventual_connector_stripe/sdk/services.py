"""The SDK's services: every method that `stripe.StripeClient` has under `v1` and `v2`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..operations import Operation
from . import source

ROOTS = {"v1": "stripe._v1_services", "v2": "stripe._v2_services"}


def operations() -> Iterator[Operation]:
    """Every operation of the installed SDK, group by group."""
    for name, where in ROOTS.items():
        yield from _of_service(name, source.module(where))


def _of_service(within: str, module: source.Module) -> Iterator[Operation]:
    (service,) = (node for name, node in module.classes.items() if name.endswith(("Service", "Services")))
    for method in service.body:
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
            yield _operation(f"{within}.{method.name}", method, module)
    for name, (where, _) in sorted(_constant(module, "_subservices").items()):
        yield from _of_service(f"{within}.{name}", source.module(where))


def _operation(name: str, method: ast.FunctionDef, module: source.Module) -> Operation:
    request = next(node for node in ast.walk(method) if isinstance(node, ast.Call) and _called(node).startswith("self._request"))
    verb, path = (_text(argument) for argument in request.args[:2])
    (base,) = (_text(keyword.value) for keyword in request.keywords if keyword.arg == "base_address")
    params = _reference(method.args.args[-2].annotation, module)  # the last but one; then come the options
    taken = source.find(params).fields()
    return Operation(
        name=name,
        method=verb.upper(),
        path=path,
        base=base,
        streams="stream" in _called(request),
        optional=len(method.args.defaults) == 2,
        params=params,
        result=_result(method.returns, module),
        takes_metadata="metadata" in taken,
        takes_created="created" in taken,
    )


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Call):  # "/v1/customers/{customer}".format(customer=…)
        assert isinstance(node.func, ast.Attribute)
        return _text(node.func.value)
    assert isinstance(node, ast.Constant)
    return str(node.value)


def _constant(module: source.Module, name: str) -> dict[str, Any]:
    for statement in module.tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name) and statement.targets[0].id == name:
            found: dict[str, Any] = ast.literal_eval(statement.value)
            return found
    return {}


def _reference(annotation: ast.expr | None, module: source.Module) -> str:
    """The class of the parameters, whether they may be left out or not."""
    assert annotation is not None
    names = [node.id for node in ast.walk(_opened(annotation)) if isinstance(node, ast.Name) and node.id in module.imported]
    return module.imported[names[0]] if names else ""


def _result(annotation: ast.expr | None, module: source.Module) -> str:
    """What comes back, with each class by its reference, such as `ListObject[stripe._customer:Customer]`."""
    assert annotation is not None
    return _spelled(_opened(annotation), module)


def _spelled(node: ast.expr, module: source.Module) -> str:
    match node:
        case ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=parts)):
            return "|".join(_spelled(part, module) for part in parts)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return f"{_spelled(left, module)}|{_spelled(right, module)}"
        case ast.Subscript(value=of, slice=inner):
            return f"{_spelled(of, module)}[{_spelled(inner, module)}]"
        case ast.Name(id=name):
            return module.imported.get(name, name)
        case _:
            return ast.unparse(node)


def _opened(annotation: ast.expr) -> ast.expr:
    """An annotation without any quotes inside."""

    class Open(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.expr:
            return self.visit(source.written(node)) if isinstance(node.value, str) else node

    opened: ast.expr = Open().visit(annotation)
    return opened
