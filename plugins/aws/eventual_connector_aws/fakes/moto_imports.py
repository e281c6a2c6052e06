"""moto's core, imported by one thread: some releases import themselves in a circle, half of which a second thread would see."""

from __future__ import annotations

import importlib
import threading

_MODULES = (
    "moto.core.botocore_stubber",
    "moto.core.parse",
    "moto.core.utils",
    "moto.events.utils",
    "moto.moto_api._internal",
    "moto.s3.models",
)
_turn = threading.Lock()


def load_moto() -> None:
    """Import what is used of moto; it does nothing the second time.

    Raises:
        ImportError: moto is not installed.
    """
    with _turn:
        for name in _MODULES:
            importlib.import_module(name)
