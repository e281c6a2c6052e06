"""Keeps real I/O, threads and sleeping out of workflow code, while it runs and only then.

The history holds all that workflow code may learn from outside. What it reads or does past the history would come out
otherwise on replay, or happen twice. So the loop marks its thread while it runs workflow code, and what the interpreter reports on
that thread (`sys.addaudithook`) is refused with the durable alternative. A refusal also reaches the execution, which blocks: code
that catches the error does not go on.

The clock and randomness raise no audit event; `check` finds those in the source.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import os
import select
import socket
import ssl
import sys
import threading
import time
from asyncio import events
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import get_ident
from types import FrameType, TracebackType
from typing import Any, NoReturn

from ..attempts.interrupts import signal_handlers
from ..errors import WorkflowCodeError

_DO = "do it in an @activity"
_CALL = "call it in an @activity, or through a connector"
_SLEEP = "use asyncio.sleep, which is durable here"
_THREADS = "use an @activity; a plain `def` one runs in a thread"

REFUSED_EVENTS = {
    "builtins.input": "use a Signal to wait for a person",
    "fcntl": _DO,
    "ftplib": _CALL,
    "glob": _DO,
    "http": _CALL,
    "imaplib": _CALL,
    "mmap": _DO,
    "nntplib": _CALL,
    "open": _DO,
    "os": _DO,
    "pathlib": _DO,
    "poplib": _CALL,
    "pty": _DO,
    "shutil": _DO,
    "signal": _DO,
    "smtplib": _CALL,
    "socket": _CALL,
    "sqlite3": _DO,
    "subprocess": _DO,
    "telnetlib": _CALL,
    "tempfile": _DO,
    "time.sleep": _SLEEP,
    "_thread": _THREADS,
    "urllib": _CALL,
    "webbrowser": _DO,
}
"""Audit events, or the modules whose audit events are all refused, and what to do instead."""

_SHOWN = {
    "_thread.start_joinable_thread": "starting a thread",
    "_thread.start_new_thread": "starting a thread",
    "builtins.input": "input()",
    "os.putenv": "setting an environment variable",
    "os.unsetenv": "unsetting an environment variable",
    "socket.__new__": "socket.socket()",
    "time.sleep": "time.sleep()",
}

_NAMES_A_PATH = {"open", "os", "shutil", "tempfile", "glob", "pathlib"}

_SERVANTS = frozenset(
    {
        *("importlib", "_frozen_importlib", "_frozen_importlib_external", "zipimport", "pkgutil"),
        *("linecache", "tokenize", "traceback", "inspect", "warnings"),
        *("logging", "loguru"),
        *("bdb", "cmd", "pdb", "ipdb", "IPython", "ipykernel"),
        "debugpy",
        *("coverage", "hypothesis"),
        "weakref",  # finalizers of objects that have nothing to do with the workflow
        "zoneinfo",
    }
)
"""Modules whose work for workflow code is no part of its outcome."""

_FINALIZERS = ("multiprocessing.util", "multiprocessing.resource_tracker")
"""Modules that tidy up when an object goes away, whoever runs then."""

_PYDEVD = ("pydevd", "_pydev")
"""How the names of debugpy's own modules begin: it looks at the file of each frame."""

_OURS = (f"{__package__}.loop", f"{__package__}.execution")

_PREFIX = "eventual_connector"
"""Of our modules' names and, by their convention, of connectors'."""

_ENTRANCES = {(f"{__package__}.loop", "drain"), (f"{__package__}.loop", "entered")}
"""What is further out than these is not the workflow's code."""

_CORE = __name__.removesuffix("workflows.guard")

_SETTINGS = f"{_CORE}connection"
"""Reads the settings file when a call is made: how long an attempt may take is the connection's to say."""

_SURFACE = (f"{_CORE}connector", f"{_CORE}surface")
"""Read an SDK's models when one of its operations is first named: what is installed is part of the code."""

_draining: set[int] = set()
"""The threads that run workflow code now."""


class Active:
    """While entered, this thread runs workflow code."""

    __slots__ = ("_outermost",)

    def __enter__(self) -> None:
        ident = get_ident()
        self._outermost = ident not in _draining
        _draining.add(ident)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._outermost:
            _draining.discard(get_ident())


def active() -> Active:
    """A context in which real I/O on this thread is refused."""
    _install()
    return Active()


def refuse(what: str, alternative: str) -> NoReturn:
    """Refuse something to workflow code.

    Raises:
        WorkflowCodeError: always. The execution is told as well, and blocks whatever the code does with the error.
    """
    error = WorkflowCodeError(f"{what} in a workflow: {alternative}{place()}")
    host = getattr(events._get_running_loop(), "call_host", None)
    if host is not None:
        host.refused(error)
    raise error


# What the interpreter reports.


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if not _draining or get_ident() not in _draining:
        return
    family = event.partition(".")[0]
    alternative = REFUSED_EVENTS.get(event) or REFUSED_EVENTS.get(family)
    if alternative is not None and not _reads_for_the_interpreter(event, args) and not _serves(sys._getframe(1)):
        refuse(_shown(event, family, args), alternative)


def _shown(event: str, family: str, args: tuple[Any, ...]) -> str:
    # Other events' arguments can hold what no error may show: headers, command lines, values of variables.
    name = _SHOWN.get(event, event)
    if family in _NAMES_A_PATH and name == event:
        path = args[0] if args and isinstance(args[0], str | bytes | os.PathLike) else None
        return f"{name}({'' if path is None else repr(path)[:100]})"
    return name if " " in name or name.endswith(")") else f"{name}()"


def _reads_for_the_interpreter(event: str, args: tuple[Any, ...]) -> bool:
    # These are opened from C, so that no frame tells them: source lines of an error that is shown, and time zones.
    if event != "open" or len(args) < 2 or args[1] not in ("r", "rb") or not isinstance(args[0], str):
        return False
    zones = getattr(sys.modules.get("zoneinfo"), "TZPATH", ())
    return args[0].endswith(".py") or any(args[0].startswith(folder) for folder in zones)


def _serves(frame: FrameType | None) -> bool:
    """Whether something that is no part of the workflow is at work: an import, a logger, a debugger, a finalizer, a signal handler."""
    handlers = _handlers()
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module in _OURS:
            return False
        if (
            module == _SETTINGS
            or module in _SURFACE
            or module.partition(".")[0] in _SERVANTS
            or module.startswith(_PYDEVD)
            or module in _FINALIZERS
            or frame.f_code.co_name == "__del__"
            or frame.f_code in handlers
            or _traces(frame)
        ):
            return True
        frame = frame.f_back
    return False


def _handlers() -> set[object]:
    """The code that the interpreter runs by itself amid the workflow's: of signals, of a tracer, of a profiler."""
    return signal_handlers() | {_code(handler) for handler in (sys.gettrace(), sys.getprofile())}


def _traces(frame: FrameType) -> bool:
    """Whether a tracer looks at a line of what called it."""
    return frame.f_back is not None and _code(frame.f_back.f_trace) is frame.f_code


def _code(function: Any) -> object:
    return getattr(getattr(function, "__func__", function), "__code__", None)


def place() -> str:
    """Where the user's own code is, as ` (file:line)`: the innermost frame that is no library's, no connector's and not ours."""
    library = os.path.dirname(os.__file__)
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        module, file = frame.f_globals.get("__name__", ""), frame.f_code.co_filename
        if (module, frame.f_code.co_name) in _ENTRANCES:
            return ""
        if not module.startswith(_PREFIX) and "site-packages" not in file and not file.startswith((library, "<frozen")):
            return f" ({file}:{frame.f_lineno})"
        frame = frame.f_back
    return ""


# What it does not report.

_QUESTIONS = ("access", "lstat", "mkfifo", "readlink", "stat", "statvfs")
"""What `os` asks the file system; `os.path.exists`, `pathlib.Path.is_file` and their like go through these."""

_TRAFFIC = {
    socket.socket: ("recv", "recv_into", "recvfrom", "recvfrom_into", "recvmsg", "recvmsg_into", "send", "sendall"),
    ssl.SSLSocket: ("read", "recv", "recv_into", "send", "sendall", "write"),
}
"""What goes over a connection that was made before: that of a client which keeps its connections alive."""

_DESCRIPTORS = ("pread", "preadv", "pwrite", "pwritev", "read", "readv", "sendfile", "splice", "write", "writev")
"""What `os` does with a file that is open."""

_CAPABLE = (os.supports_dir_fd, os.supports_effective_ids, os.supports_fd, os.supports_follow_symlinks)
"""The functions of `os` that can take certain arguments; who asks finds the wrapped ones there, too."""


def _wrap(owner: Any, name: str, what: str, alternative: str) -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if _draining and get_ident() in _draining and not _serves(sys._getframe(1)):
            refuse(what, alternative)
        return original(*args, **kwargs)

    setattr(owner, name, guarded)
    for capable in _CAPABLE:
        if original in capable:
            capable.add(guarded)


@functools.cache
def _install() -> None:
    """Done once, when the first workflow is run."""
    sys.addaudithook(_audit)
    _wrap(threading.Thread, "start", "starting a thread", _THREADS)
    _wrap(ThreadPoolExecutor, "submit", "submitting to a thread pool", _THREADS)  # one with an idle thread starts none
    for question in _QUESTIONS:
        _wrap(os, question, f"os.{question}()", _DO)
    for name in _DESCRIPTORS:
        if hasattr(os, name):
            _wrap(os, name, f"os.{name}()", _DO)
    for name in ("poll", "select"):
        if hasattr(select, name):
            _wrap(select, name, f"select.{name}()", _CALL)
    _wrap(threading.Condition, "wait", "waiting for another thread", _THREADS)
    for kind, methods in _TRAFFIC.items():
        for method in methods:
            _wrap(kind, method, f"socket.{method}()", _CALL)
    if sys.version_info < (3, 13):
        _wrap(time, "sleep", "time.sleep()", _SLEEP)


# What asyncio's loops can do and a workflow's cannot.


class RefusedMethod:
    """A method that workflow code may not call, and what to do instead."""

    def __init__(self, alternative: str) -> None:
        self.alternative = alternative

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, loop: object, owner: type | None = None) -> Callable[..., NoReturn]:
        def refused(*args: Any, **kwargs: Any) -> NoReturn:
            refuse(f"loop.{self.name}()", self.alternative)

        return refused


_STREAMS = "do the network I/O in an @activity, or through a connector"
_PROCESSES = "run the process in an @activity"
_OS_SIGNALS = "handle OS signals outside; a Signal tells the workflow"
_RUNNING = "it runs already; await instead"
_OWN = "the workflow's loop has its own"


class WorkflowLoopRefusals(asyncio.AbstractEventLoop):
    """The methods of an asyncio loop that cannot be durable."""

    call_host: Any

    run_in_executor: Any = RefusedMethod(_THREADS)
    set_default_executor: Any = RefusedMethod(_THREADS)
    shutdown_default_executor: Any = RefusedMethod(_THREADS)
    subprocess_exec: Any = RefusedMethod(_PROCESSES)
    subprocess_shell: Any = RefusedMethod(_PROCESSES)
    add_signal_handler: Any = RefusedMethod(_OS_SIGNALS)
    remove_signal_handler: Any = RefusedMethod(_OS_SIGNALS)
    run_forever: Any = RefusedMethod(_RUNNING)
    run_until_complete: Any = RefusedMethod(_RUNNING)
    stop: Any = RefusedMethod("return from the workflow, or raise")
    close: Any = RefusedMethod(_RUNNING)
    shutdown_asyncgens: Any = RefusedMethod(_RUNNING)
    set_task_factory: Any = RefusedMethod(_OWN)
    set_exception_handler: Any = RefusedMethod(_OWN)

    getaddrinfo: Any = RefusedMethod(_STREAMS)
    getnameinfo: Any = RefusedMethod(_STREAMS)
    create_connection: Any = RefusedMethod(_STREAMS)
    create_server: Any = RefusedMethod(_STREAMS)
    create_unix_connection: Any = RefusedMethod(_STREAMS)
    create_unix_server: Any = RefusedMethod(_STREAMS)
    create_datagram_endpoint: Any = RefusedMethod(_STREAMS)
    connect_accepted_socket: Any = RefusedMethod(_STREAMS)
    connect_read_pipe: Any = RefusedMethod(_STREAMS)
    connect_write_pipe: Any = RefusedMethod(_STREAMS)
    start_tls: Any = RefusedMethod(_STREAMS)
    sendfile: Any = RefusedMethod(_STREAMS)
    add_reader: Any = RefusedMethod(_STREAMS)
    remove_reader: Any = RefusedMethod(_STREAMS)
    add_writer: Any = RefusedMethod(_STREAMS)
    remove_writer: Any = RefusedMethod(_STREAMS)
    sock_accept: Any = RefusedMethod(_STREAMS)
    sock_connect: Any = RefusedMethod(_STREAMS)
    sock_recv: Any = RefusedMethod(_STREAMS)
    sock_recv_into: Any = RefusedMethod(_STREAMS)
    sock_recvfrom: Any = RefusedMethod(_STREAMS)
    sock_recvfrom_into: Any = RefusedMethod(_STREAMS)
    sock_sendall: Any = RefusedMethod(_STREAMS)
    sock_sendfile: Any = RefusedMethod(_STREAMS)
    sock_sendto: Any = RefusedMethod(_STREAMS)

    def get_task_factory(self) -> None:
        """None: there is no other."""

    def get_exception_handler(self) -> None:
        """None: there is no other."""

    def call_soon_threadsafe(  # type: ignore[override]
        self, callback: Callable[..., Any], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.Handle:
        """As `call_soon` on the workflow's own thread.

        Raises:
            WorkflowCodeError: another thread called; the execution blocks.
        """
        if get_ident() in _draining and events._get_running_loop() is self:
            return self.call_soon(callback, *args, context=context)
        # Another thread's news is in no history. Nobody may see what is raised over there, so the execution is told.
        error = WorkflowCodeError("a workflow waits for what another thread does: wait for it in an @activity")
        self.call_host.refused(error)
        raise error
