"""What a proof is bound to has to be in the package, or in a distribution whose version the proof names."""

from __future__ import annotations

import inspect
import sys
from importlib import metadata
from pathlib import Path

from ..fakes import Fake
from .report import needed_versions

CORE = __name__.partition(".")[0]


def unbound(fake: type[Fake], package: Path, distribution: str) -> str:
    """Why a change of the fake would not be noticed; empty where it would.

    Args:
        fake: the class of the fake; each of its bases counts, too.
        package: the connector's package.
        distribution: the package's, which names what it needs.
    """
    needed = needed_versions(distribution).keys()
    brought_by = metadata.packages_distributions()
    for kind in fake.__mro__:
        top = kind.__module__.partition(".")[0]
        if top in sys.stdlib_module_names or top == CORE or needed & set(brought_by.get(top, ())):
            continue
        if package.resolve() not in Path(inspect.getfile(kind)).resolve().parents:
            return f"its fake {fake.__name__} is made of {kind.__module__}.{kind.__qualname__}, which is outside of the package"
    return ""
