"""The check of workflow code finds what cannot be replayed, names what to use instead, and leaves ordinary code alone."""

from __future__ import annotations

import importlib.util
import linecache
import sys
import textwrap
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import eventual_connectors.workflows.check as check
from eventual_connectors import workflow
from eventual_connectors.activities import application_activities
from eventual_connectors.engines.embedded.worker import Worker
from eventual_connectors.errors import WorkflowCodeError
from eventual_connectors.workflows.check import Finding, check_workflow, check_workflows

HEADER = """
import asyncio, collections, contextlib, dataclasses, datetime, functools, itertools, json, logging, os, pathlib, random, socket
import subprocess, tempfile, threading, time, urllib.parse, urllib.request, uuid
import concurrent.futures, io, sys
import datetime as dt
import httpx
from collections.abc import Callable, Set as AbstractSet
from datetime import date, timedelta, UTC
from datetime import datetime as DateTime
from pathlib import Path
from random import random as r
from time import time as clock_time
from typing import Annotated, Any
from uuid import uuid4 as new_id
import pydantic
from eventual_connectors import Signal, activity, durable, workflow

client = httpx.Client
shared_rng = random.Random(7)
pool = concurrent.futures.ThreadPoolExecutor(1)
TAGS = {"a", "b"}
FOLDER = Path("/tmp")
later = DateTime.now
go = Signal("go", str)
held = io.TextIOWrapper(io.BytesIO())

class Holds:
    def __init__(self):
        self.file = held

held_by = Holds()

@activity(effect="read")
async def read_clock(n: int = 0) -> float:
    return time.time()

@activity(effect="read")
async def tags_of(n: int) -> set[str]:
    return set(os.listdir("."))
"""


def load(tmp_path: Path, text: str) -> ModuleType:
    """A module of this text, with the header's names."""
    application_activities.clear()  # of the text before
    name = f"checked_{abs(hash((str(tmp_path), text)))}"
    file = tmp_path / f"{name}.py"
    file.write_text(HEADER + textwrap.dedent(text))
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules[name]
    return module


def body(tmp_path: Path, text: str) -> list[Finding]:
    """What is found in a workflow `w(x, items)` with this body."""
    code = "@workflow()\nasync def w(x: int, items: list[str]) -> None:\n" + textwrap.indent(textwrap.dedent(text).strip(), "    ")
    return check_workflows(load(tmp_path, code))


BAD = {
    # The clock.
    "time.time()": "clock",
    "clock_time()": "clock",
    "started = time.monotonic()": "clock",
    "time.perf_counter_ns()": "clock",
    "datetime.datetime.now()": "clock",
    "dt.datetime.now(dt.UTC)": "clock",
    "DateTime.utcnow()": "clock",
    "later()": "clock",
    "date.today()": "clock",
    "time.strftime('%H')": "clock",
    "time.localtime()": "clock",
    "clock = time.time\nclock()": "clock",
    "sorted(items, key=lambda item: time.time())": "clock",
    "import time as t\nt.time()": "clock",
    "from datetime import datetime\ndatetime.now()": "clock",
    "import pendulum\npendulum.now()": "clock",
    "if (now := DateTime.now()).hour > 3:\n    pass": "clock",
    "f'{DateTime.now()}'": "clock",
    "def nested():\n    return time.time()\nnested()": "clock",
    # Randomness.
    "random.random()": "random",
    "r()": "random",
    "random.choice(items)": "random",
    "random.shuffle(items)": "random",
    "random.Random().random()": "random",
    "shared_rng.random()": "random",
    "import secrets\nsecrets.token_hex()": "random",
    "uuid.uuid4()": "random",
    "uuid.uuid1()": "random",
    "str(new_id())": "random",
    "os.urandom(8)": "random",
    "from os import urandom as u\nu(8)": "random",
    # The order of sets.
    "for name in {'a', 'b'}:\n    await read_clock()": "set-order",
    "for name in set(items):\n    pass": "set-order",
    "for name in TAGS:\n    pass": "set-order",
    "names = set(items)\nfor name in names:\n    pass": "set-order",
    "names = {i for i in items}\n[n for n in names]": "set-order",
    "names = frozenset(items)\nlist(names)": "set-order",
    "tuple(set(items))": "set-order",
    "for i, name in enumerate(set(items)):\n    pass": "set-order",
    "for a, b in zip(items, set(items)):\n    pass": "set-order",
    "set(items).pop()": "set-order",
    "left = set(items)\nwhile left:\n    left.pop()": "set-order",
    "a, b = set(items)": "set-order",
    "', '.join(set(items))": "set-order",
    "await asyncio.gather(*{read_clock() for i in items})": "set-order",
    "next(iter(set(items)))": "set-order",
    "{i: 1 for i in set(items)}": "set-order",
    "for name in set(items) - {'a'}:\n    pass": "set-order",
    "for name in set(items).union(items):\n    pass": "set-order",
    "a, b = {}, {}\nfor name in a.keys() & b.keys():\n    pass": "set-order",
    "names: set[str] = set()\nnames.add('a')\nfor name in names:\n    pass": "set-order",
    "names = await tags_of(1)\nfor name in names:\n    pass": "set-order",
    "def inner(names: set[str]) -> None:\n    for name in names:\n        pass\ninner(set())": "set-order",
    "def inner(names: 'AbstractSet[str]') -> None:\n    print(*names)\ninner(set())": "set-order",
    "sorted([await read_clock(i) for i in set(items)])": "set-order",
    "await durable.fan_out(read_clock, set(items))": "set-order",
    "list(map(str, set(items)))": "set-order",
    "items.extend(set(items))": "set-order",
    "for name in (set(items) if x else set()):\n    pass": "set-order",
    # The environment.
    "os.environ['HOME']": "environment",
    "os.environ.get('HOME')": "environment",
    "os.getenv('HOME')": "environment",
    "from os import environ\nenviron['A']": "environment",
    "socket.gethostname()": "environment",
    # I/O.
    "open('x')": "io",
    "with open('x') as f:\n    pass": "io",
    "os.listdir('.')": "io",
    "os.path.exists('x')": "io",
    "os.remove('x')": "io",
    "Path('x').read_text()": "io",
    "p = Path('x')\np.write_text('y')": "io",
    "(Path('x') / 'y').exists()": "io",
    "(FOLDER / 'y').mkdir()": "io",
    "FOLDER.iterdir()": "io",
    "Path.home()": "io",
    "tempfile.mkdtemp()": "io",
    "with tempfile.TemporaryDirectory() as folder:\n    pass": "io",
    "socket.create_connection(('h', 1))": "io",
    "socket.socket()": "io",
    "httpx.get('http://x')": "io",
    "client().get('http://x')": "io",
    "async with httpx.AsyncClient() as c:\n    await c.get('x')": "io",
    "import requests\nrequests.get('http://x')": "io",
    "import boto3\nboto3.client('s3')": "io",
    "import sqlite3\nsqlite3.connect('x')": "io",
    "urllib.request.urlopen('http://x')": "io",
    "await asyncio.open_connection('h', 1)": "io",
    "input()": "io",
    "sys.stdin.readline()": "io",
    "for line in sys.stdin:\n    pass": "io",
    "held.readline()": "io",
    "held.write('x')": "io",
    "held_by.file.write('x')": "io",
    # Threads and processes.
    "threading.Thread(target=print).start()": "thread",
    "pool.submit(print)": "thread",
    "concurrent.futures.ThreadPoolExecutor()": "thread",
    "await asyncio.to_thread(print)": "thread",
    "await asyncio.get_running_loop().run_in_executor(None, print)": "thread",
    "subprocess.run(['true'])": "process",
    "subprocess.Popen(['true'])": "process",
    "os.system('true')": "process",
    "await asyncio.create_subprocess_exec('true')": "process",
    # The rest.
    "time.sleep(1)": "sleep",
    "from time import sleep\nsleep(1)": "sleep",
    "hash('a') % 3": "hash",
    "sorted(items, key=id)": "hash",
    "global shared_rng\nshared_rng = None": "global",
}

GOOD = [
    "durable.now()",
    "durable.now().isoformat()",
    "durable.random().random()",
    "rng = durable.random()\nrng.shuffle(items)",
    "durable.uuid4()",
    "uuid.uuid5(uuid.NAMESPACE_DNS, 'a')",
    "uuid.UUID(int=1)",
    "random.Random(x).random()",
    "rng = random.Random(7)\nrng.choice(items)",
    "isinstance(x, random.Random)",
    "await asyncio.sleep(1)",
    "asyncio.get_running_loop().time()",
    "DateTime(2024, 1, 1, tzinfo=UTC) + timedelta(days=1)",
    "DateTime.fromisoformat('2024-01-01')",
    "def f(at: DateTime | None = None) -> 'DateTime':\n    return at or durable.now()\nf()",
    "time.strftime('%H', time.gmtime(0))",
    "time = x\ntime",
    "class Clock:\n    def time(self):\n        return 1\ntime = Clock()\ntime.time()",
    "open = print\nopen('x')",
    "id = 3\nid",
    "[id for id in items]",
    "random = durable.random()\nrandom.random()",
    "await read_clock()",
    "await durable.fan_out(read_clock, items)",
    "await durable.fan_out(read_clock, sorted(set(items)))",
    "await asyncio.gather(*(read_clock() for _ in items))",
    "async with asyncio.TaskGroup() as group:\n    group.create_task(read_clock())",
    "done, pending = await asyncio.wait([asyncio.create_task(read_clock())])\nfor task in done:\n    task.result()",
    "running = {asyncio.create_task(read_clock()) for _ in items}\nfor task in running:\n    task.cancel()",
    "running = set()\nrunning.add(asyncio.create_task(read_clock()))\nfor task in running:\n    task.cancel()",
    "running: set[asyncio.Task[float]] = set()\nfor task in running:\n    task.cancel()",
    "running = set()\ntask = asyncio.create_task(read_clock())\nrunning.add(task)\nawait asyncio.gather(*running)",
    "for name in sorted(set(items)):\n    await read_clock()",
    "for name in sorted({i.lower() for i in items}):\n    pass",
    "names = set(items)\nnames = sorted(names)\nfor name in names:\n    pass",
    "seen = set()\nfor item in items:\n    if item not in seen:\n        seen.add(item)",
    "len(set(items)) == len(items)",
    "'a' in set(items)",
    "set(items) <= {'a'}",
    "any(name == 'a' for name in set(items))",
    "sum(len(name) for name in set(items))",
    "max(set(items))",
    "sorted(name for name in set(items))",
    "sorted(map(str, set(items)))",
    "len([name for name in set(items) if name])",
    "{name.lower() for name in set(items)}",
    "{*set(items), 'a'}",
    "set(items).update(set(items))",
    "(only,) = {'a'}",
    "for key in {'a': 1}:\n    pass",
    "for key in {}.keys():\n    pass",
    "for key in dict.fromkeys(items):\n    pass",
    "items.pop()",
    "{'a': 1}.pop('a')",
    "os.path.join('a', 'b')",
    "os.fspath('a')",
    "Path('a') / 'b'",
    "Path('a').name",
    "Path('a').with_suffix('.b').suffix",
    "urllib.parse.quote('a')",
    "httpx.codes.OK",
    "try:\n    pass\nexcept (httpx.HTTPError, subprocess.CalledProcessError, OSError):\n    raise",
    "raise subprocess.CalledProcessError(1, 'x')",
    "httpx.URL('http://x')",
    "json.loads('{}')",
    "logging.getLogger(__name__).info('x')",
    "durable.logger.info('x')",
    "print('x')",
    "sys.stderr.write('x')",
    "text = io.TextIOWrapper(io.BytesIO())\ntext.write('x')\ntext.flush()",
    "(await go.receive()).strip()",
    "collections.Counter(items).most_common(1)",
    "list(itertools.batched(items, 2)) if hasattr(itertools, 'batched') else None",
    "functools.reduce(max, items)",
    "with contextlib.suppress(ValueError):\n    pass",
    "match items:\n    case [time, *random]:\n        time, random",
    "total = 0\ndef add():\n    nonlocal total\n    total += 1\nadd()",
    "from concurrent.futures import TimeoutError\ntry:\n    pass\nexcept TimeoutError:\n    pass",
    "asyncio.Lock(), asyncio.Event(), asyncio.Queue(), asyncio.Semaphore(2)",
    "@activity(effect='read')\nasync def inner() -> float:\n    return time.time()\nawait inner()",
    "import no_such_module\nno_such_module.time()",
]


@pytest.mark.parametrize("text", BAD)
def test_what_cannot_be_replayed_is_found(text: str, tmp_path: Path) -> None:
    found = body(tmp_path, text)
    assert [finding.code for finding in found] == [BAD[text]]
    assert ": use " in found[0].message or "@activity" in found[0].message


@pytest.mark.parametrize("text", GOOD)
def test_ordinary_code_is_left_alone(text: str, tmp_path: Path) -> None:
    assert body(tmp_path, text) == []


def test_a_finding_is_one_line_that_names_its_place_and_the_way_out(tmp_path: Path) -> None:
    module = load(tmp_path, "@workflow()\nasync def w() -> None:\n    '''\n  Docs.\n'''\n    x = 1\n    random.random()\n")
    (found,) = check_workflow(module.w)
    line = Path(str(module.__file__)).read_text().splitlines().index("    random.random()") + 1
    assert str(found) == f"{module.__file__}:{line}: random.random() differs on replay: use durable.random() (random)"


def test_builtins_are_named_as_one_writes_them(tmp_path: Path) -> None:
    assert body(tmp_path, "open('x')")[0].message.startswith("open() does I/O")


HELPERS = {
    "def helper():\n    return time.time()\n": "helper()",
    "def helper():\n    return deeper()\ndef deeper():\n    return time.time()\n": "helper()",
    "async def helper(item):\n    return time.time()\n": "await durable.fan_out(helper, items)",
    "class Pricing:\n    def __init__(self):\n        self.at = time.time()\n": "Pricing()",
    "class Pricing:\n    def price(self):\n        return time.time()\n": "Pricing().price()",
    "class Pricer:\n    def price(self):\n        return time.time()\n": "p = Pricer()\np.price()",
    "class Pricing:\n    def price(self):\n        return self._at()\n    def _at(self):\n"
    "        return time.time()\n": "Pricing().price()",
    "class Pricing:\n    @staticmethod\n    def price():\n        return time.time()\n": "Pricing.price()",
    "class Base:\n    def price(self):\n        return time.time()\nclass Pricing(Base):\n    pass\n"
    "pricing = Pricing()\n": "pricing.price()",
    "def deco(f):\n    @functools.wraps(f)\n    def inner(*a):\n        return f(*a)\n    return inner\n"
    "@deco\ndef helper():\n    time.time()\n": "helper()",
    "@workflow()\nasync def other() -> float:\n    return time.time()\n": "await other()",
    "@functools.cache\ndef helper():\n    return time.time()\n": "helper()",
    "def outer():\n    def inner():\n        return time.time()\n    return inner\nhelper = outer()\n": "helper()",
    "def again(n):\n    return again(n - 1) if n else time.time()\n": "again(3)",
}


@pytest.mark.parametrize("helper", HELPERS)
def test_helpers_of_the_same_module_are_looked_through(helper: str, tmp_path: Path) -> None:
    module = load(tmp_path, f"{helper}\n@workflow()\nasync def w(items: list[str]) -> None:\n" + textwrap.indent(HELPERS[helper], "    "))
    found = check_workflow(module.w)
    assert [finding.code for finding in found] == ["clock"]
    assert "time.time()" in linecache.getline(found[0].file, found[0].line)


UNUSED = {
    "class Order:\n    def save(self):\n        open('x')\n    def total(self):\n        return 1\n": "Order().total()",
    "def helper():\n    return time.time()\n": "pass",
    "class Order:\n    def __hash__(self):\n        return hash(3)\n": "{Order(): 1}",
    "@dataclasses.dataclass\nclass Order:\n    at: float = dataclasses.field(default_factory=time.time)\n": "Order(at=1.0)",
    "@dataclasses.dataclass\nclass Order2:\n    at: float = dataclasses.field(default_factory=time.time)\n": "Order2(1.0)",
    "@dataclasses.dataclass\nclass Order:\n    lines: list[str] = dataclasses.field(default_factory=list)\n": "Order()",
    "class Order(pydantic.BaseModel):\n    id: uuid.UUID = pydantic.Field(default_factory=uuid.uuid4)\n": "Order(id=durable.uuid4())",
}


@pytest.mark.parametrize("helper", UNUSED)
def test_what_the_workflow_does_not_use_is_not(helper: str, tmp_path: Path) -> None:
    module = load(tmp_path, f"{helper}\n@workflow()\nasync def w() -> None:\n    {UNUSED[helper]}\n")
    assert check_workflow(module.w) == []


FACTORIES = {
    "@dataclasses.dataclass\nclass Order:\n    n: int\n    at: float = dataclasses.field(default_factory=time.time)\n": (
        "Order(1)",
        "clock",
    ),
    "class Order(pydantic.BaseModel):\n    id: uuid.UUID = pydantic.Field(default_factory=uuid.uuid4)\n": ("Order()", "random"),
    "class Order(pydantic.BaseModel):\n    at: Any = pydantic.Field(default_factory=DateTime.now)\n": ("Order()", "clock"),
    "class Order(pydantic.BaseModel):\n    at: Any = pydantic.Field(default_factory=lambda: DateTime.now(UTC))\n": ("Order()", "clock"),
    "@dataclasses.dataclass\nclass Order:\n    at: float = 0\n    def __post_init__(self):\n        self.at = time.time()\n": (
        "Order()",
        "clock",
    ),
}


@pytest.mark.parametrize("model", FACTORIES)
def test_values_that_a_model_makes_for_itself(model: str, tmp_path: Path) -> None:
    call, code = FACTORIES[model]
    module = load(tmp_path, f"{model}\n@workflow()\nasync def w() -> None:\n    {call}\n")
    assert [finding.code for finding in check_workflow(module.w)] == [code]


def test_names_are_resolved_through_the_closure(tmp_path: Path) -> None:
    text = """
    def make(tick, fine):
        @workflow()
        async def w() -> None:
            tick()
            fine()
            never
        return w
        never = 1
    w = make(time.time, len)
    """
    module = load(tmp_path, text)
    assert [finding.code for finding in check_workflow(module.w)] == ["clock"]


# Exceptions to the rules.


def test_a_comment_with_a_reason_allows_a_line(tmp_path: Path) -> None:
    assert body(tmp_path, "time.time()  # eventual: allow clock only shown in a log") == []
    assert body(tmp_path, "hash(time.time())  # eventual: allow clock, hash never leaves this line") == []
    assert body(tmp_path, "max(\n    time.time(\n    ),  # eventual: allow clock only shown in a log\n    0,\n)") == []


def test_a_comment_allows_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    assert [found.code for found in body(tmp_path, "time.time()  # eventual: allow random for a log")] == ["clock"]
    assert [found.code for found in body(tmp_path, "x = 1  # eventual: allow clock for a log\ntime.time()")] == ["clock"]


def test_a_comment_without_a_reason_allows_nothing(tmp_path: Path) -> None:
    (found,) = body(tmp_path, "time.time()  # eventual: allow clock")
    assert found.message.endswith("the comment that allows it gives no reason")


# Where there is nothing to read.


def test_code_without_source() -> None:
    names: dict[str, Any] = {"workflow": workflow, "__name__": "nowhere"}
    exec("import time\n@workflow()\nasync def w() -> float:\n    return time.time()\n", names)
    assert check_workflow(names["w"]) == []


def test_source_that_has_changed_since_it_was_loaded(tmp_path: Path) -> None:
    module = load(tmp_path, "@workflow()\nasync def w() -> float:\n    return time.time()\n")
    linecache.clearcache()
    Path(str(module.__file__)).write_text("x = (\n" * 60)
    assert check_workflow(module.w) == []
    assert check_workflow(len) == []


# Its uses.


def test_a_module_is_checked_by_file_and_line(tmp_path: Path) -> None:
    text = """
    def helper():
        return time.time()

    @workflow()
    async def one() -> None:
        helper()
        random.random()

    @workflow()
    async def two() -> None:
        helper()
        os.getenv("X")
    """
    found = check_workflows(load(tmp_path, text))
    assert [finding.code for finding in found] == ["clock", "random", "environment"]
    assert [finding.line for finding in found] == sorted(finding.line for finding in found)


def test_a_worker_refuses_a_workflow_with_findings(tmp_path: Path) -> None:
    module = load(tmp_path, "@workflow()\nasync def w() -> None:\n    time.time()\n    random.random()\n")
    with pytest.raises(WorkflowCodeError, match=r"workflow w: .*durable.now\(\).*and 1 more"):
        Worker(str(tmp_path / "db"), [module.w])


def test_a_function_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = load(tmp_path, "@workflow()\nasync def w() -> None:\n    time.time()\n")
    first = check_workflow(module.w)
    monkeypatch.setattr(check, "source_of", None)
    assert check_workflow(module.w) == first
    first.clear()
    assert len(check_workflow(module.w)) == 1
