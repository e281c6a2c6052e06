"""What workflow code may not use, and what to use instead. Names are those that a user imports."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A reason to refuse a name.

    Attributes:
        code: what `# eventual: allow CODE reason` names.
        says: what is wrong and what to do instead; follows the name in a message.
    """

    code: str
    says: str


CLOCK = Rule("clock", "reads the clock, which differs on replay: use durable.now()")
RANDOM = Rule("random", "differs on replay: use durable.random()")
UUID = Rule("random", "differs on replay: use durable.uuid4()")
SLEEP = Rule("sleep", "blocks the worker and is not durable: use await asyncio.sleep(...)")
IO = Rule("io", "does I/O, which replay would repeat: do it in an @activity")
NETWORK = Rule("io", "does network I/O, which replay would repeat: call it in an @activity, or through a connector")
THREAD = Rule("thread", "leaves the workflow's thread: use an @activity; a plain `def` one runs in a thread")
PROCESS = Rule("process", "runs a process, which replay would repeat: do it in an @activity")
ENVIRONMENT = Rule("environment", "differs between machines and deploys: pass it as an argument, or read it in an @activity")
HASH = Rule("hash", "differs between processes: use a value of your own, such as a name or an id")
SET_ORDER = Rule("set-order", "has an order that differs between processes: use sorted(...)")
GLOBAL = Rule("global", "outlives the execution and is written again on replay: keep it in a local variable, or in an @activity")


def _names(rule: Rule, *groups: str) -> dict[str, Rule]:
    """`"module: a b c"` names `module.a`, `module.b` and `module.c`; `*` stands for all functions of the module."""
    table: dict[str, Rule] = {}
    for group in groups:
        module, _, names = group.partition(": ")
        table |= {f"{module}.{name}": rule for name in names.split()}
    return table


NAMES: dict[str, Rule] = {
    **_names(
        CLOCK,
        "time: time time_ns monotonic monotonic_ns perf_counter perf_counter_ns process_time process_time_ns thread_time thread_time_ns",
        "time: clock_gettime clock_gettime_ns localtime gmtime ctime asctime strftime",
        "datetime.datetime: now utcnow today",
        "datetime.date: today",
        "django.utils.timezone: now localdate localtime",
        "pendulum: now today tomorrow yesterday",
        "arrow: now utcnow",
    ),
    **_names(RANDOM, "random: * Random SystemRandom", "secrets: * SystemRandom", "os: urandom getrandom", "numpy.random: *"),
    **_names(UUID, "uuid: uuid1 uuid4 uuid6 uuid7 uuid8"),
    **_names(SLEEP, "time: sleep"),
    **_names(
        ENVIRONMENT,
        "os: environ environb getenv getenvb getcwd getpid getppid getlogin uname cpu_count",
        "socket: gethostname getfqdn",
        "platform: node platform uname system release version machine processor",
        "getpass: getuser",
        "sys: argv",
        "uuid: getnode",
    ),
    **_names(
        IO,
        "builtins: open input",
        "io: open",
        "sys: stdin",
        "os: open read write remove unlink rename renames replace mkdir makedirs rmdir removedirs listdir scandir walk fwalk stat lstat",
        "os: access chdir chmod chown link symlink readlink truncate utime mkfifo pipe getxattr setxattr statvfs putenv unsetenv",
        "os.path: exists lexists isfile isdir islink ismount getsize getmtime getctime getatime samefile realpath",
        "shutil: *",
        "tempfile: * TemporaryDirectory SpooledTemporaryFile",
        "glob: glob iglob",
        "fileinput: input",
        "mmap: mmap",
        "sqlite3: connect",
    ),
    **_names(
        NETWORK,
        "socket: socket create_connection create_server socketpair getaddrinfo getnameinfo gethostbyname gethostbyaddr",
        "select: select poll epoll",
        "ssl: get_server_certificate",
        "urllib.request: *",
        "http.client: HTTPConnection HTTPSConnection",
        "smtplib: SMTP SMTP_SSL LMTP",
        "ftplib: FTP FTP_TLS",
        "imaplib: IMAP4 IMAP4_SSL",
        "poplib: POP3 POP3_SSL",
        "webbrowser: open open_new open_new_tab",
        "asyncio: open_connection open_unix_connection start_server start_unix_server",
        "requests: get post put patch delete head options request session Session",
        "httpx: get post put patch delete head options request stream Client AsyncClient",
        "urllib3: request PoolManager HTTPConnectionPool HTTPSConnectionPool",
        "aiohttp: request ClientSession",
        "boto3: client resource Session",
        "botocore.session: get_session Session",
        "aioboto3: Session",
        "stripe: StripeClient",
        "slack_sdk: WebClient",
        "slack_sdk.web.async_client: AsyncWebClient",
        "openai: OpenAI AsyncOpenAI",
        "anthropic: Anthropic AsyncAnthropic",
        "psycopg: connect",
        "psycopg2: connect",
        "asyncpg: connect create_pool",
        "pymysql: connect",
        "pymongo: MongoClient",
        "redis: Redis from_url",
        "sqlalchemy: create_engine",
        "snowflake.connector: connect",
    ),
    **_names(
        THREAD,
        "threading: Thread Timer",
        "_thread: start_new_thread",
        "concurrent.futures: ThreadPoolExecutor ProcessPoolExecutor",
        "multiprocessing: Process Pool Queue Manager",
        "asyncio: to_thread run_coroutine_threadsafe wrap_future",
    ),
    **_names(
        PROCESS,
        "subprocess: * Popen",
        "os: system popen fork forkpty kill killpg posix_spawn posix_spawnp startfile",
        "os: execl execle execlp execlpe execv execve execvp execvpe spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe",
        "asyncio: create_subprocess_exec create_subprocess_shell",
        "pty: spawn fork",
    ),
    **_names(HASH, "builtins: id hash"),
}
"""Functions and constants, refused wherever they are used; classes, refused where they are called."""

PURE = {"secrets.compare_digest", "shutil.get_terminal_size", "subprocess.list2cmdline"}
"""What `*` does not mean."""

FINE_WITH_ARGUMENTS = {
    "time.localtime": 1,
    "time.gmtime": 1,
    "time.ctime": 1,
    "time.asctime": 1,
    "time.strftime": 2,
    "random.Random": 1,
    "numpy.random.default_rng": 1,
    "numpy.random.RandomState": 1,
}
"""Refused only when called with fewer arguments: those make it a function of its arguments."""

INSTANCES: dict[str, Rule] = {
    "random.Random": RANDOM,
    "concurrent.futures._base.Executor": THREAD,
    "requests.sessions.Session": NETWORK,
    "httpx.Client": NETWORK,
    "httpx.AsyncClient": NETWORK,
    "urllib3.poolmanager.PoolManager": NETWORK,
    "aiohttp.client.ClientSession": NETWORK,
    "botocore.client.BaseClient": NETWORK,
    "boto3.resources.base.ServiceResource": NETWORK,
    "http.client.HTTPConnection": NETWORK,
    "_io.TextIOWrapper": IO,
    "_io.BufferedReader": IO,
    "_io.BufferedWriter": IO,
    "_io.BufferedRandom": IO,
    "_io.FileIO": IO,
    "socket.socket": NETWORK,
    "_socket.socket": NETWORK,
    "sqlite3.Connection": IO,
    "stripe._stripe_client.StripeClient": NETWORK,
    "slack_sdk.web.client.WebClient": NETWORK,
    "slack_sdk.web.async_client.AsyncWebClient": NETWORK,
    "redis.client.Redis": NETWORK,
    "sqlalchemy.engine.base.Engine": NETWORK,
}
"""Classes whose instances, made outside the workflow, are not called in it."""

PATH_METHODS = frozenset(
    (
        *("read_text", "read_bytes", "write_text", "write_bytes", "open", "exists", "is_file", "is_dir", "is_symlink", "is_mount"),
        *("mkdir", "rmdir", "unlink", "rename", "replace", "touch", "iterdir", "glob", "rglob", "walk", "stat", "lstat", "chmod"),
        *("resolve", "readlink", "symlink_to", "hardlink_to", "owner", "group", "samefile", "expanduser", "absolute", "cwd", "home"),
    )
)
"""Methods of `pathlib.Path` that look at the file system."""

UNIQUE_METHODS = {"run_in_executor": THREAD}
"""Methods known by their name alone."""


def rule_of(name: str) -> Rule | None:
    """The rule about a dotted name."""
    if name in PURE:
        return None
    return NAMES.get(name) or NAMES.get(f"{name.rpartition('.')[0]}.*")


def loaded_names() -> dict[int, str]:
    """The names of the tables by the identity of what they name now, in the modules that are loaded; the first of several."""
    names: dict[int, str] = {}
    for module, name, value in _loaded():
        names.setdefault(id(value), f"{module}.{name}")
    return names


def _loaded() -> Iterator[tuple[str, str, object]]:
    for dotted in NAMES:
        module, _, name = dotted.rpartition(".")
        if module not in sys.modules:
            continue
        found = vars(sys.modules[module])
        if name != "*":
            if name in found:
                yield module, name, found[name]
            continue
        for each, value in found.items():
            named_here = inspect.isfunction(value) and value.__module__ == module
            bound = inspect.isbuiltin(value) or inspect.ismethod(value)
            if not each.startswith("_") and (named_here or bound) and f"{module}.{each}" not in PURE:
                yield module, each, value
