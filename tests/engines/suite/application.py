"""The application of the engine suite: workflows over a vendor that is a folder.

`python -m tests.engines.suite.application URL` runs a worker of it until it is killed.
"""

from __future__ import annotations

import asyncio
import base64
import fcntl
import os
import random
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from tenacity import stop_never, wait_fixed

from eventual_connectors import (
    Attempt,
    Connection,
    Connector,
    Retry,
    Secret,
    Signal,
    Workflow,
    activity,
    connect,
    durable,
    errors,
    workflow,
)

QUICK = Retry(stop=stop_never, wait=wait_fixed(0.05))
SECRET = "sk_live_of_the_suite_4eC39HqLyjWDarjtT1zdp7dc"
CHANGE = os.environ.get("SUITE_CHANGE", "")
"""How the code of `changes` differs in this process."""

approved = Signal("approved", str)


def vendor() -> Path:
    """Its folder: `effects` has a line for each effect, the other files steer it."""
    return Path(os.environ["SUITE_VENDOR"])


def effects(kind: str = "") -> list[str]:
    """What was done, as `kind name`; those of one kind."""
    file = vendor() / "effects"
    lines = file.read_text().splitlines() if file.exists() else []
    return [line.partition(" # ")[0] for line in lines if line.startswith(kind)]


def apply(kind: str, name: str, key: object, *, once: bool) -> None:
    """Do something; once for each key, where the vendor remembers keys."""
    with (vendor() / "effects").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if once and f"# {key}\n" in file.read():
            return
        file.write(f"{kind} {name} # {key}\n")
        file.flush()
        os.fsync(file.fileno())


def die(moment: str) -> None:
    """Kill this process, once, where a test has asked for it at this moment."""
    try:
        (vendor() / f"die-{moment}").unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


@activity(effect="natural", name="suite.step", retry=QUICK)
async def step(branch: str, number: int) -> str:
    await asyncio.sleep(random.random() * 0.03)
    apply("step", f"{branch}{number}", durable.attempt().key, once=True)
    die(f"step-{branch}{number}")
    return f"{branch}{number}"


@activity(effect="keyed", name="suite.charge", window=timedelta(hours=24), retry=QUICK)
def charge(order: str) -> str:
    die("charge-before")
    apply("charge", order, durable.attempt().key, once=True)
    die("charge-after")
    return f"charged {order}"


@activity(effect="natural", name="suite.refund", retry=QUICK)
def refund(order: str) -> str:
    apply("refund", order, durable.attempt().key, once=True)
    return f"refunded {order}"


@activity(effect="unsafe", name="suite.announce")
def announce(order: str) -> str:
    die("announce-before")
    apply("announce", order, durable.attempt().key, once=False)
    die("announce-after")
    return f"announced {order}"


@activity(effect="read", name="suite.wait", timeout=60)
async def wait_for(name: str) -> str:
    while not (vendor() / name).exists():  # noqa: ASYNC110 - another process makes the file
        await asyncio.sleep(0.02)
    return name


@activity(effect="read", name="suite.blob")
async def blob(size: int) -> str:
    return "x" * size


@activity(effect="read", name="suite.noise")
async def noise(size: int) -> str:
    """Text that no compression makes much shorter."""
    return base64.b64encode(os.urandom(size * 3 // 4)).decode()


@activity(effect="natural", name="suite.copies", timeout=60, heartbeat_timeout=30, retry=QUICK)
async def copies() -> list[int]:
    """Copies five parts, and tells its next attempt how far it has come."""
    attempt = durable.attempt()
    done = list(attempt.details or [])
    for part in range(len(done), 5):
        apply("copy", str(part), f"{attempt.number}.{part}", once=False)
        done.append(part)
        attempt.heartbeat(done)
        await asyncio.sleep(0.02)
        if part == 2:
            await asyncio.sleep(2)  # long enough for a signal of life to be kept
            die("copying")
    return done


@activity(effect="unsafe", name="suite.asks")
def asks(what: str) -> str:
    """Leaves its token with the vendor, who completes it."""
    token = durable.attempt().completion_token(expires=timedelta(hours=1))
    (vendor() / f"token-{what}").write_text(token)
    raise errors.CompleteLater


class VaultConnection(Connection):
    api_key: Secret = Secret("env:SUITE_API_KEY")


vault = Connector("vault", connection=VaultConnection, client=lambda connection: connection.api_key)


@vault.activity("store", effect="natural")
async def store(client: Secret, attempt: Attempt, name: str) -> str:
    assert client.reveal() == SECRET
    apply("store", name, attempt.key, once=True)
    if name == "fails":
        raise errors.Permanent(f"refused for {client.reveal()}")
    return f"stored {name}"


@workflow(name="suite.scrambles")
async def scrambles() -> list[list[str]]:
    """Five branches of five steps of the same name."""

    async def branch(name: str) -> list[str]:
        return [await step(name, number) for number in range(5)]

    return await asyncio.gather(*(branch(name) for name in "ABCDE"))


@workflow(name="suite.counts")
async def counts(steps: int) -> list[str]:
    """One step after the other."""
    return [await step("A", number) for number in range(steps)]


@workflow(name="suite.races")
async def races() -> dict[str, Any]:
    """What comes first, and what is given up."""
    tasks = [asyncio.create_task(step(name, 0), name=name) for name in "ABC"]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    late = "no"
    try:
        async with asyncio.timeout(0.2):
            await approved.receive()
    except TimeoutError:
        late = "timed out"
    async with asyncio.TaskGroup() as group:
        both = [group.create_task(step(name, 1)) for name in "DE"]
    return {"first": sorted(task.result() for task in done), "late": late, "both": [task.result() for task in both]}


@workflow(name="suite.listens")
async def listens(count: int) -> list[str]:
    """Signals in the order in which they came."""
    await asyncio.sleep(0.3)
    return [await approved.receive() for _ in range(count)]


@workflow(name="suite.hurries")
async def hurries(seconds: float) -> str:
    """A signal, unless a timer is first."""
    try:
        async with asyncio.timeout(seconds):
            return await approved.receive()
    except TimeoutError:
        return "too late"


@workflow(name="suite.measures")
async def measures(text: str) -> list[int]:
    """The lengths of what it is given and told."""
    return [len(text), len(await approved.receive())]


@workflow(name="suite.delegates")
async def delegates(what: str) -> str:
    return await asks(what)


@workflow(name="suite.sleeps")
async def sleeps(seconds: float) -> float:
    before = durable.now()
    await asyncio.sleep(seconds)
    return (durable.now() - before).total_seconds()


@workflow(name="suite.child")
async def child(name: str) -> str:
    if name == "fails":
        raise ValueError("the child has failed")
    if name == "waits":
        return await approved.receive()
    return await step(name, 9)


@workflow(name="suite.family")
async def family() -> list[str]:
    """Children that end, fail, and are given up."""
    results = list(await asyncio.gather(durable.child(child, "A"), durable.child(child, "B")))
    try:
        await durable.child(child, "fails")
    except ValueError as error:
        results.append(str(error))
    try:
        async with asyncio.timeout(0.3):
            await durable.child(child, "waits")
    except TimeoutError:
        results.append("gave up")
    return results


@workflow(name="suite.tidies")
async def tidies(order: str) -> str:
    """Clean-up runs where it is cancelled."""
    paid = await charge(order)
    try:
        return paid + await approved.receive()
    finally:
        await refund(order)


@workflow(name="suite.announces")
async def announces(order: str) -> list[str]:
    """A keyed write, and one that nobody can repeat."""
    return [await charge(order), await announce(order)]


@workflow(name="suite.hauls")
async def hauls(size: int) -> int:
    return len(await blob(size))


@workflow(name="suite.roars")
async def roars(size: int, times: int) -> list[str]:
    return [await noise(size) for _ in range(times)]


@workflow(name="suite.copies_all")
async def copies_all() -> list[int]:
    return await copies()


@workflow(name="suite.stores")
async def stores(name: str) -> str:
    return await store(name)


@workflow(name="suite.changes")
async def changes(order: str) -> list[str]:
    """Its code is another in a worker that is told so."""
    inserted = [await refund("inserted")] if CHANGE == "inserted" else []
    first = await step("other" if CHANGE == "other input" else "first", 1)
    await wait_for("go-on")
    return [*inserted, first, await step("last", 1)]


WORKFLOWS: list[Workflow[..., Any]] = [
    scrambles,
    counts,
    races,
    listens,
    hurries,
    measures,
    delegates,
    sleeps,
    roars,
    child,
    family,
    tidies,
    announces,
    hauls,
    copies_all,
    stores,
    changes,
]


async def work(url: str) -> None:
    async with connect(url) as engine, engine.worker(WORKFLOWS, standby=True):
        (vendor() / f"at-work-{os.getpid()}").touch()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1]))
