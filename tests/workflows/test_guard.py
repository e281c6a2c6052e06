"""Real I/O in workflow code is refused while the workflow runs, and only then; a refusal blocks the execution, which can be mended."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import datetime
import gc
import glob
import http.server
import io
import linecache
import logging
import os
import pathlib
import pdb
import queue
import select
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.request
import warnings
import zoneinfo
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from eventual_connectors import Activity, Connector, activity, durable, workflow
from eventual_connectors.errors import WorkflowCodeError
from eventual_connectors.history.events import Event
from eventual_connectors.history.file import Flow, Header
from eventual_connectors.workflows import guard
from eventual_connectors.workflows.loop import WorkflowLoop
from eventual_connectors.workflows.playback import play
from tests.workflows.stage import HOLD, Stage

HERE = pathlib.Path(__file__)


def run(action: Callable[[], Any]) -> Stage:
    """Run a workflow that does this one thing, and returns its repr."""

    @workflow()
    async def tiny() -> str:
        return repr(action())

    return Stage(tiny).open()


OS = """chdir chflags chmod chown exec fork forkpty getxattr kill killpg link listdir listxattr lockf mkdir posix_spawn putenv
    remove removexattr rename rmdir scandir setxattr spawn startfile symlink system truncate unsetenv utime walk fwalk"""
SOCKET = """__new__ bind connect getaddrinfo gethostbyaddr gethostbyname gethostname getnameinfo getservbyname getservbyport
    sendmsg sendto sethostname"""
SHUTIL = "copyfile copymode copystat copytree move rmtree chown make_archive unpack_archive"
OTHER = """open builtins.input time.sleep _thread.start_new_thread _thread.start_joinable_thread
    subprocess.Popen pty.spawn signal.pthread_kill webbrowser.open
    tempfile.mkstemp tempfile.mkdtemp glob.glob glob.glob/2 pathlib.Path.glob pathlib.Path.rglob
    fcntl.fcntl fcntl.flock fcntl.ioctl fcntl.lockf mmap.__new__ sqlite3.connect
    urllib.Request http.client.connect http.client.send ftplib.connect ftplib.sendcmd imaplib.open imaplib.send
    poplib.connect poplib.putline smtplib.connect smtplib.send nntplib.connect telnetlib.Telnet.open"""
EVENTS = [
    *OTHER.split(),
    *(f"{module}.{name}" for module, names in (("os", OS), ("socket", SOCKET), ("shutil", SHUTIL)) for name in names.split()),
]


@pytest.mark.parametrize("event", EVENTS)
def test_every_audit_event_of_real_io_blocks_the_execution(event: str) -> None:
    stage = run(lambda: sys.audit(event, "argument", "r", 0))
    assert stage.status == "blocked"
    assert isinstance(stage.execution.blocked, WorkflowCodeError)
    assert "in a workflow: " in str(stage.execution.blocked)
    assert f"({__file__}:" in str(stage.execution.blocked)
    assert "\n" not in str(stage.execution.blocked)


def test_the_table_is_what_is_tested() -> None:
    families = {event if event in guard.REFUSED_EVENTS else event.partition(".")[0] for event in EVENTS}
    assert families == set(guard.REFUSED_EVENTS)


@pytest.mark.parametrize("event", EVENTS)
def test_no_audit_event_is_refused_outside_a_workflow(event: str) -> None:
    run(lambda: None)
    sys.audit(event, "argument", "r", 0)
    assert run(lambda: 1).result == "1"


def _opened(path: str) -> Any:
    return open(path)


pool = concurrent.futures.ThreadPoolExecutor(1)

ACTIONS: dict[str, tuple[Callable[[], Any], str]] = {
    "open": (lambda: _opened("secret.txt"), "open('secret.txt') in a workflow: do it in an @activity"),
    "read_text": (lambda: pathlib.Path("x.txt").read_text(), "open("),
    "listdir": (lambda: os.listdir("."), "os.listdir('.')"),
    "remove": (lambda: os.remove("/nowhere/x"), "os.remove('/nowhere/x')"),
    "mkdir": (lambda: pathlib.Path("/nowhere/x").mkdir(), "os.mkdir("),
    "glob": (lambda: glob.glob("*"), "glob.glob('*')"),
    "rmtree": (lambda: shutil.rmtree("/nowhere"), "shutil.rmtree('/nowhere')"),
    "mkdtemp": (tempfile.mkdtemp, "tempfile.mkdtemp("),
    "environ": (lambda: os.environ.update(X="s3cret"), "setting an environment variable"),
    "system": (lambda: os.system("true"), "os.system("),
    "fork": (os.fork, "os.fork()"),
    "subprocess": (lambda: subprocess.run(["true", "s3cret"], check=True), "subprocess.Popen()"),
    "posix_spawn": (lambda: os.posix_spawn("/bin/true", ["true"], {}), "os.posix_spawn("),
    "exists": (lambda: pathlib.Path("x.txt").exists(), "os.stat() in a workflow: do it in an @activity"),
    "isfile": (lambda: os.path.isfile("x.txt"), "os.stat()"),
    "islink": (lambda: os.path.islink("x.txt"), "os.lstat()"),
    "resolve": (lambda: pathlib.Path("x.txt").resolve(), "os.lstat()"),
    "readlink": (lambda: os.readlink("x.txt"), "os.readlink()"),
    "access": (lambda: os.access("x.txt", os.R_OK), "os.access()"),
    "disk_usage": (lambda: shutil.disk_usage("/"), "os.statvfs()"),
    "mkfifo": (lambda: os.mkfifo("/nowhere/x"), "os.mkfifo()"),
    "socket": (socket.socket, "socket.socket() in a workflow: call it in an @activity, or through a connector"),
    "getaddrinfo": (lambda: socket.getaddrinfo("localhost", 80), "socket.getaddrinfo()"),
    "urlopen": (lambda: urllib.request.urlopen("http://u:s3cret@127.0.0.1:9/"), "urllib.Request()"),
    "sqlite3": (lambda: sqlite3.connect(":memory:"), "sqlite3.connect()"),
    "read": (lambda: os.read(0, 1), "os.read() in a workflow: do it in an @activity"),
    "write": (lambda: os.write(1, b"x"), "os.write() in a workflow: do it in an @activity"),
    "select": (lambda: select.select([], [], [], 0), "select.select()"),
    "event": (lambda: threading.Event().wait(0), "waiting for another thread in a workflow: use an @activity"),
    "queue": (lambda: queue.Queue().get(timeout=0.01), "waiting for another thread"),
    "sleep": (lambda: time.sleep(0), "time.sleep() in a workflow: use asyncio.sleep, which is durable here"),
    "input": (input, "input() in a workflow: use a Signal to wait for a person"),
    "thread": (lambda: threading.Thread(target=print).start(), "starting a thread in a workflow: use an @activity"),
    "pool": (lambda: pool.submit(print), "submitting to a thread pool"),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_real_calls_are_named_with_what_to_do_instead(name: str) -> None:
    action, message = ACTIONS[name]
    pool.submit(int).result()  # it has an idle thread, so that it need not start one
    stage = run(action)
    assert stage.status == "blocked"
    assert message in str(stage.execution.blocked)
    assert "s3cret" not in str(stage.execution.blocked)
    assert stage.types() == ["execution_started"]


def test_the_same_calls_work_outside(tmp_path: pathlib.Path) -> None:
    run(lambda: None)
    (tmp_path / "a").write_text("a")
    time.sleep(0)
    assert os.listdir(tmp_path) == ["a"]
    assert (tmp_path / "a").exists()
    folder = os.open(tmp_path, os.O_RDONLY)
    assert os.stat("a", dir_fd=folder).st_size == 1
    assert {os.stat, os.access} <= os.supports_dir_fd
    os.close(folder)
    assert pool.submit(int).result() == 0
    threading.Thread(target=int).start()
    socket.socket().close()


class Counts(http.server.BaseHTTPRequestHandler):
    """Answers how many requests this connection has had, and keeps it."""

    protocol_version = "HTTP/1.1"
    requests = 0

    def do_GET(self) -> None:
        self.requests += 1
        self.send_response(200)
        self.send_header("Content-Length", "1")
        self.end_headers()
        self.wfile.write(str(self.requests).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextlib.contextmanager
def counting(context: ssl.SSLContext | None) -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counts) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"{'http' if context is None else 'https'}://127.0.0.1:{server.server_port}/"
        server.shutdown()


def certified(folder: pathlib.Path) -> ssl.SSLContext:
    """A server's context with a certificate of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    pem = serialization.Encoding.PEM
    file = folder / "server.pem"
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(secret + builder.sign(key, hashes.SHA256()).public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize("tls", [False, True])
def test_a_connection_that_was_made_outside_carries_nothing(tls: bool, tmp_path: pathlib.Path) -> None:
    """A client that keeps its connection alive opens no other, and is refused all the same; outside it goes on."""
    with counting(certified(tmp_path) if tls else None) as url, httpx.Client(verify=False) as client:
        assert client.get(url).text == "1"
        stage = run(lambda: client.get(url))
        assert stage.status == "blocked"
        assert "in a workflow: call it in an @activity, or through a connector" in str(stage.execution.blocked)
    with counting(None) as url, httpx.Client() as client:
        assert [client.get(url).text for _ in range(2)] == ["1", "2"]


# What a refusal does to the execution.


@activity(effect="read")
async def fetch(n: int) -> int:
    return n


@workflow(name="order")
async def mended(n: int) -> int:
    await asyncio.sleep(1)
    return await fetch(n) + 1


@workflow(name="order")
async def swallows(n: int) -> int:
    await asyncio.sleep(1)
    with contextlib.suppress(Exception):
        _opened("config.toml")
    return await fetch(n)


@workflow(name="order")
async def swallows_all(n: int) -> int:
    await asyncio.sleep(1)
    await asyncio.gather(asyncio.create_task(_opens()), return_exceptions=True)
    return await fetch(n)


async def _opens() -> None:
    _opened("config.toml")


@workflow(name="order")
async def in_a_callback(n: int) -> int:
    await asyncio.sleep(1)
    asyncio.get_running_loop().call_soon(open, "config.toml")
    await asyncio.sleep(0)
    return await fetch(n)


@workflow(name="order")
async def refused_at_once(n: int) -> int:
    fetch(n)
    await asyncio.sleep(1)
    return 0


@pytest.mark.parametrize("bad", [swallows, swallows_all, in_a_callback])
@pytest.mark.filterwarnings("ignore:the call of fetch was never awaited")
def test_code_that_catches_the_error_does_not_go_on_and_resumes_once_mended(bad: Any) -> None:
    stage = Stage(bad, 7, answer=lambda intent: 7).open().run()
    assert stage.status == "blocked"
    assert stage.sent == []
    assert stage.types() == ["execution_started", "timer_started", "timer_fired"]
    stage.restart(mended).run()
    assert stage.result == 8


def test_a_refusal_in_the_first_activation_leaves_no_call_on_record() -> None:
    @workflow(name="order")
    async def bad(n: int) -> int:
        running = asyncio.create_task(_awaits(n + 1))
        await asyncio.sleep(0)
        time.sleep(1)  # noqa: ASYNC251
        return await running

    stage = Stage(bad, 7, answer=lambda intent: 7).open().run()
    assert stage.status == "blocked"
    assert stage.types() == ["execution_started"]
    assert stage.restart(mended).run().result == 8


async def _awaits(n: int) -> int:
    return await fetch(n)


def test_a_refusal_during_replay_blocks_and_keeps_the_history() -> None:
    stage = Stage(mended, 7, answer=lambda intent: HOLD).open().run()
    before = stage.types()
    stage.restart(swallows, lose=False)
    assert stage.status == "blocked"
    assert stage.types() == before
    stage.restart(mended, lose=False)
    stage.end(stage.sent[0], 7)
    assert stage.result == 8


def test_an_attempt_that_runs_while_the_code_is_refused_is_recorded() -> None:
    @workflow(name="order")
    async def bad(n: int) -> int:
        sent = asyncio.create_task(_awaits(n))
        await asyncio.sleep(1)
        _opened("config.toml")
        return await sent

    @workflow(name="order")
    async def good(n: int) -> int:
        sent = asyncio.create_task(_awaits(n))
        await asyncio.sleep(1)
        return await sent

    stage = Stage(bad, 7, answer=lambda intent: HOLD).open().run()
    assert stage.status == "blocked"
    stage.end(stage.held[0], 42)
    assert stage.types()[-1] == "activity_completed"
    assert stage.restart(good).run().result == 42
    assert len(stage.sent) == 1


def test_playback_calls_it_broken() -> None:
    stage = Stage(mended, 7, answer=lambda intent: 7).open().run()
    played = play(_flow(stage), swallows)
    assert (played.verdict, played.detail.partition(" in ")[0]) == ("broken", "open('config.toml')")


def _flow(stage: Stage) -> Flow:
    events: list[Event] = stage.history
    header = Header("order", "", "1", "test", stage.root, stage.input, events[0].at, "stage", "3.11")
    return Flow(header, events)


def test_eviction_reaches_nothing_real(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "kept"
    file.touch()

    @workflow()
    async def cleans_up() -> None:
        try:
            await asyncio.sleep(1)
        finally:
            os.remove(file)

    stage = Stage(cleans_up).open()
    stage.execution.evict()
    assert file.exists()
    assert stage.execution.blocked is None


def test_only_the_thread_that_runs_the_workflow_is_guarded() -> None:
    asked, answered, read = threading.Event(), threading.Event(), list[str]()

    def other() -> None:
        asked.wait(10)
        read.append(HERE.read_text()[:3])
        pathlib.Path(os.devnull).open("w").close()
        answered.set()

    thread = threading.Thread(target=other)
    thread.start()

    def action() -> bool:
        asked.set()
        while not answered.is_set():
            pass
        return True

    assert run(action).result == "True"
    thread.join()
    assert read == ['"""']


# What goes on working.


def test_imports_inside_workflow_code(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "late_module.py").write_text("import pathlib\nVALUE = pathlib.Path(__file__).read_text()[:6]\n")
    monkeypatch.syspath_prepend(tmp_path)

    def action() -> str:
        import late_module  # type: ignore[import-not-found]

        return str(late_module.VALUE)

    assert run(action).result == "'import'"


def test_an_sdks_models_are_read_when_an_operation_is_first_named(tmp_path: pathlib.Path) -> None:
    models = tmp_path / "models"
    models.write_text("ping")

    class Sdk:
        def groups(self, within: str) -> list[str]:
            return []

        def operations(self, within: str) -> list[str]:
            return models.read_text().split()

        def make(self, connector: Connector, name: str) -> Activity[..., Any]:
            if name not in self.operations(""):
                raise KeyError(name)
            return Activity(name, lambda client, attempt: None, effect="read", connector=connector)

    acme: Any = Connector("acme", surface=Sdk())
    assert run(lambda: (acme.ping.name, acme["ping"].name)).result == "('acme.ping', 'acme.ping')"
    assert run(models.read_text).status == "blocked"


def test_tracebacks_and_warnings_show_source() -> None:
    def action() -> str:
        linecache.clearcache()
        shown = warnings.formatwarning("careful", UserWarning, __file__, 1)
        linecache.clearcache()
        try:
            raise ValueError("told")
        except ValueError:
            return shown + traceback.format_exc()

    result = run(action).result
    assert 'raise ValueError("told")' in result
    assert "Real I/O in workflow code" in result


def test_an_error_in_a_finalizer_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    class Dies:
        def __del__(self) -> None:
            raise ValueError("dying")

    def action() -> None:
        hook, sys.unraisablehook = sys.unraisablehook, sys.__unraisablehook__
        try:
            Dies()
        finally:
            sys.unraisablehook = hook

    assert run(action).status == "completed"
    assert 'raise ValueError("dying")' in capsys.readouterr().err


def test_logging_to_a_file(tmp_path: pathlib.Path) -> None:
    handler = logging.FileHandler(tmp_path / "log", delay=True)
    logging.getLogger("eventual.workflow").addHandler(handler)
    try:
        assert run(lambda: durable.logger.warning("noted")).status == "completed"
    finally:
        logging.getLogger("eventual.workflow").removeHandler(handler)
        handler.close()
    assert (tmp_path / "log").read_text() == "noted\n"


def test_time_zones() -> None:
    zoneinfo.ZoneInfo.clear_cache()
    assert run(lambda: zoneinfo.ZoneInfo("Europe/Berlin")).status == "completed"


def test_the_debugger(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = io.StringIO("list\np HERE.read_text()[:3]\nnext\ncontinue\n")
    shown = io.StringIO()

    @workflow()
    async def debugged() -> int:
        pdb.Pdb(stdin=typed, stdout=shown, readrc=True).set_trace()
        found = 1
        return found

    stage = Stage(debugged)
    trace = sys.gettrace()
    try:
        stage.open()
    finally:
        sys.settrace(trace)
    assert stage.result == 1
    assert "found = 1" in shown.getvalue()
    assert '\'"""\'' in shown.getvalue()


def test_a_tracer_does_not_open_the_door() -> None:
    trace = sys.gettrace()
    sys.settrace(lambda frame, event, argument: None)
    try:
        stage = run(lambda: _opened("x"))
    finally:
        sys.settrace(trace)
    assert stage.status == "blocked"


def test_what_a_tracer_does_is_not_the_workflows() -> None:
    """As coverage and Hypothesis do: they look at the file of each frame."""

    class Tracer:
        def calls(self, frame: FrameType, event: str, argument: Any) -> Any:
            os.lstat(__file__)
            return self.lines

        def lines(self, frame: FrameType, event: str, argument: Any) -> Any:
            os.stat(__file__)
            return self.lines

    trace = sys.gettrace()
    sys.settrace(Tracer().calls)
    try:
        stage = run(lambda: "done")
    finally:
        sys.settrace(trace)
    assert stage.status == "completed"


@pytest.fixture
def collected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("collected")
def test_finalizers_of_other_objects(tmp_path: pathlib.Path) -> None:
    folder = tempfile.TemporaryDirectory(dir=tmp_path)
    other: Any = _Deletes(tmp_path / "left")
    (tmp_path / "left").touch()
    garbage: Any
    for garbage in (folder, other):
        garbage.itself = garbage
    del folder, other, garbage

    def action() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()

    assert run(action).status == "completed"
    assert list(tmp_path.iterdir()) == []


class _Deletes:
    itself: Any

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path

    def __del__(self) -> None:
        os.remove(self.path)


def test_signal_handlers(tmp_path: pathlib.Path) -> None:
    def handler(number: int, frame: Any) -> None:
        (tmp_path / "stopping").touch()
        (tmp_path / "reason").write_text("asked")

    before = signal.signal(signal.SIGUSR1, handler)
    try:
        stage = run(lambda: signal.raise_signal(signal.SIGUSR1))
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert stage.status == "completed"
    assert (tmp_path / "reason").read_text() == "asked"


# The loop.


LOOP_METHODS = [name for name, value in vars(guard.WorkflowLoopRefusals).items() if isinstance(value, guard.RefusedMethod)]


@pytest.mark.parametrize("name", LOOP_METHODS)
def test_loop_methods_that_cannot_be_durable(name: str) -> None:
    stage = run(lambda: getattr(asyncio.get_running_loop(), name)())
    assert stage.status == "blocked"
    assert str(stage.execution.blocked).startswith(f"loop.{name}() in a workflow: ")


def test_every_method_of_asyncios_loops_is_ours_or_refused() -> None:
    methods = {name for name in vars(asyncio.AbstractEventLoop) if not name.startswith("_")}
    ours = {*vars(WorkflowLoop), *vars(guard.WorkflowLoopRefusals)}
    assert methods - ours == set()


ASYNC_ACTIONS: dict[str, tuple[Callable[[], Any], str]] = {
    "to_thread": (lambda: asyncio.to_thread(print), "loop.run_in_executor() in a workflow: use an @activity"),
    "open_connection": (lambda: asyncio.open_connection("127.0.0.1", 9), "loop.create_connection()"),
    "start_server": (lambda: asyncio.start_server(print, port=0), "loop.create_server()"),
    "subprocess": (lambda: asyncio.create_subprocess_exec("true"), "loop.subprocess_exec()"),
    "shell": (lambda: asyncio.create_subprocess_shell("true"), "loop.subprocess_shell()"),
}


@pytest.mark.parametrize("name", ASYNC_ACTIONS)
def test_asyncio_functions_on_top_of_them(name: str) -> None:
    action, message = ASYNC_ACTIONS[name]

    @workflow()
    async def tiny() -> None:
        await action()

    stage = Stage(tiny).open()
    assert stage.status == "blocked"
    assert message in str(stage.execution.blocked)


def test_call_soon_threadsafe_is_call_soon_on_the_workflows_own_thread() -> None:
    @workflow()
    async def tiny() -> str:
        loop = asyncio.get_running_loop()
        woken = loop.create_future()
        loop.call_soon_threadsafe(woken.set_result, "woken")
        result: str = await woken
        return result

    assert Stage(tiny).open().result == "woken"


def test_what_another_thread_does_blocks_the_execution() -> None:
    future: concurrent.futures.Future[int] = concurrent.futures.Future()
    told: list[BaseException] = []

    @workflow()
    async def waits() -> int:
        return await asyncio.wrap_future(future)

    stage = Stage(waits).open()

    def other() -> None:
        loop = stage.execution._loop
        try:
            loop.call_soon_threadsafe(print)
        except WorkflowCodeError as error:
            told.append(error)

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert "another thread" in str(told[0])
    assert stage.status == "blocked"


def test_the_place_that_is_told_is_the_workflows_and_not_a_connectors() -> None:
    """A connector that is not installed, but worked at, lies in no site-packages."""
    connector: dict[str, Any] = {"__name__": "eventual_connector_acme.activity"}
    exec(compile("def call(made): return made()", "eventual_connector_acme/activity.py", "exec"), connector)
    assert connector["call"](guard.place).startswith(f" ({__file__}:")
