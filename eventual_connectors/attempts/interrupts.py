"""Tells a `KeyboardInterrupt` that code raised itself from Ctrl-C, which is for the whole process."""

from __future__ import annotations

import dis
import functools
import signal
import threading
from types import TracebackType

_RAISE = dis.opmap["RAISE_VARARGS"]


def raised_by_code(error: KeyboardInterrupt) -> bool:
    """Whether the code that ran raised this itself. What cannot be told is taken for Ctrl-C: nobody's process may be hard to stop."""
    if threading.current_thread() is not threading.main_thread():
        return True  # Python runs the handlers of signals in the main thread alone
    innermost: TracebackType | None = None
    handlers = signal_handlers()
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code in handlers:
            return False
        innermost, trace = trace, trace.tb_next
    # Python's own handler has no frame. It is called between two instructions, or by C code that waits, never by a `raise`.
    return innermost is not None and innermost.tb_frame.f_code.co_code[innermost.tb_lasti] == _RAISE


def signal_handlers() -> set[object]:
    """The code of all handlers of signals, which Python runs between any two instructions."""
    found = set[object]()
    for number in signal.valid_signals():
        handler: object = signal.getsignal(number)
        while isinstance(handler, functools.partial):  # such as that of `asyncio.run`
            handler = handler.func
        found.add(getattr(getattr(handler, "__func__", handler), "__code__", None))
    return found
