"""Which modules belong to the application that a workflow is part of: code that its author can mend."""

from __future__ import annotations

import os
import sysconfig
import types

_OURS = __name__.partition(".")[0]

_LIBRARY = tuple({os.path.join(sysconfig.get_path(name), "") for name in ("stdlib", "platstdlib")})

_INSTALLED = ("site-packages", "dist-packages")


class Application:
    """The package that a function is in, and the modules beside it and in the current directory.

    The standard library, installed packages other than its own, and this package are no part of it.
    """

    def __init__(self, start: types.FunctionType) -> None:
        self._package = _package(start)
        self._beside = os.path.dirname(_file(start))
        self._below = os.path.join(os.getcwd(), "")

    def holds(self, function: types.FunctionType) -> bool:
        """Whether a function is the application's own."""
        package = _package(function)
        if package == _OURS:
            return False
        if package == self._package:
            return True
        file = _file(function)
        if file.startswith(_LIBRARY) or any(f"{os.sep}{name}{os.sep}" in file for name in _INSTALLED):
            return False
        return os.path.dirname(file) == self._beside or file.startswith(self._below)


def _package(function: types.FunctionType) -> str:
    return (function.__module__ or "").partition(".")[0]


def _file(function: types.FunctionType) -> str:
    return os.path.abspath(function.__code__.co_filename)
