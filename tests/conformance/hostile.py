"""Connectors with the classic bugs, and connectors that lie about their class. Each has one activity, and one fault of its own."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import platform
import socket
import time
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import httpx

from eventual_connectors import Attempt, ConnectorError, InDoubt, Permanent, RateLimited, Retryable
from eventual_connectors.conformance import ConformanceSuite, SampleCall, call, sample
from eventual_connectors.conformance.suite import _SAMPLE
from eventual_connectors.errors import Pending
from eventual_connectors.fakes import Response

from .acme import WINDOW, WIRE_CALLS, AcmeClient, AcmeError, AcmeFake, Json, Samples, UnknownFake, connector, digest

SUITES: dict[str, type[ConformanceSuite]] = {}
ON_THE_WIRE: dict[str, type[ConformanceSuite]] = {}
_SAMPLES = {getattr(method, _SAMPLE): method for method in vars(Samples).values() if hasattr(method, _SAMPLE)}


def hostile(activity: str, fake: type[AcmeFake] = AcmeFake, **declared: Any) -> Callable[[Callable[..., Any]], type[ConformanceSuite]]:
    """A connector of one activity; the function's name becomes its suite, which is in `SUITES` too."""

    def declare(function: Callable[..., Any]) -> type[ConformanceSuite]:
        made = connector("acme")
        made.activity(activity, **declared)(function)
        name = function.__name__
        wire = {
            "connector": made,
            "fake": UnknownFake,
            "wire_call": lambda self, activity: WIRE_CALLS.get(activity),
            "__module__": __name__,
        }
        ON_THE_WIRE[name] = globals()[f"{name}OnTheWire"] = type(f"{name}OnTheWire", (ConformanceSuite,), wire)
        suite = type(name, (ConformanceSuite,), {"connector": made, "fake": fake, "sample": _SAMPLES[activity], "__module__": __name__})
        SUITES[name] = globals()[name] = suite
        return suite

    return declare


async def create(client: AcmeClient, attempt: Attempt, amount: int) -> Json:
    """What an honest connector does."""
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=str(attempt.key))


# The three classic bugs.


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyPerAttempt(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=f"{attempt.key}-{attempt.number}")


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def NoKey(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount})


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def CollidingKey(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=f"invoice-over-{amount}")


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyPerProcess(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=f"{attempt.key}{_process_key()}")


_once_per_process: dict[int, str] = {}


def _process_key() -> str:
    return _once_per_process.setdefault(os.getpid(), f"-{os.getpid()}")


_ONCE_PER_IMPORT = os.urandom(4).hex()


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyPerImport(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=f"{attempt.key}{_ONCE_PER_IMPORT}")


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyPerHour(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=f"{attempt.key}-{int(time.time() // 1800)}")


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def ShortKey(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=attempt.key.hex[:4])


# Lies about the class.


@hostile("mails.send", effect="keyed", window=WINDOW)
async def SaysKeyed(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    return await client.post("/mails/send", {"text": text}, Idempotency_Key=str(attempt.key))


@hostile("mails.send", effect="natural")
async def SaysNatural(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    return await client.post("/mails/send", {"text": text})


@hostile("mails.send", effect="read")
async def SaysRead(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    return await client.post("/mails/send", {"text": text})


@hostile("mails.send", effect="ledger")
async def SaysLedger(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    return await client.post("/mails/send", {"text": text}, X_Mark=str(attempt.key))


@hostile("invoices.create", effect="keyed", window=timedelta(days=30))
async def SaysLongWindow(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=str(attempt.key))


@hostile("invoices.create", effect="keyed", window=WINDOW * 1.08)
async def SaysAWindowHardlyLonger(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await create(client, attempt, amount)


@hostile("invoices.list", effect="read")
async def ReadsNothingTheSecondTime(client: AcmeClient, attempt: Attempt) -> Json:
    return await client.post("/invoices/list", {}) if attempt.number == 1 else {}


# Takes what is no answer of the vendor's for one.


@hostile("mails.send", effect="unsafe")
async def NotFoundIsSuccess(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except AcmeError as error:
        if error.status != 404:
            raise
        return {}


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def RedirectionIsSuccess(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    headers = {"Idempotency-Key": str(attempt.key)}
    answer = await client._http.post("/invoices/create", json={"amount": amount}, headers=headers, follow_redirects=True, timeout=60)
    if answer.status_code != 200:
        raise AcmeError(answer)
    return answer.json() if "json" in answer.headers["Content-Type"] else {}


# Mixes the keys of two calls at once up. On a busy machine the first may end before the other has begun, and is waited for.


_begun: list[str] = []


async def the_other(own: str) -> str:
    for _ in range(200):
        others = [key for key in _begun if key != own]
        if others:
            return others[0]
        await asyncio.sleep(0.01)
    return own


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyOfTheClient(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    client._http.headers["Idempotency-Key"] = str(attempt.key)
    _begun.append(str(attempt.key))
    await the_other(str(attempt.key))
    return await client.post("/invoices/create", {"amount": amount})


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyOfTheOtherCall(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    own = str(attempt.key)
    _begun.append(own)
    key = own if attempt.number == 1 else await the_other(own)
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=key)


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyOfThePath(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    key = uuid.uuid5(uuid.NAMESPACE_URL, attempt.path)
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=str(key))


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def HashedShortKey(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    key = hashlib.sha256(attempt.key.hex[:1].encode()).hexdigest()
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=key)


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyPerDay(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    key = f"{attempt.key}-{datetime.fromtimestamp(time.time(), UTC).date()}"
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=key)


# Looks, and does not see.


@hostile("notes.add", effect="lookup")
async def BlindLookup(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    return await client.post("/notes/add", {"text": text}, X_Mark=str(attempt.key))


@BlindLookup.connector["notes.add"].lookup(settle=timedelta(seconds=0.1))
async def see_nothing(client: AcmeClient, attempt: Attempt, *, text: str) -> None:
    await client.post("/notes/list", {})


@hostile("notes.add", effect="lookup")
async def DreamingLookup(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    return await client.post("/notes/add", {"text": text}, X_Mark=str(attempt.key))


@DreamingLookup.connector["notes.add"].lookup(settle=timedelta(seconds=0.1))
async def see_it_always(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    return {"id": "no_dream", "text": text}


@hostile("accounts.credit", effect="ledger")
async def CarelessLedger(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    content = {"amount": amount}
    try:
        return await client.post("/accounts/credit", {**content, "digest": digest(content)}, X_Mark=str(attempt.key))
    except AcmeError as error:
        if error.body.get("error") != "already_applied":
            raise
        return dict(error.body["answer"])


@hostile("invoices.create", effect="ledger")
async def ForgetfulLedger(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=str(attempt.key))


@hostile("notes.add", effect="lookup")
async def LooksByContent(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    return await client.post("/notes/add", {"text": text}, X_Mark=str(attempt.key))


@LooksByContent.connector["notes.add"].lookup(settle=timedelta(seconds=0.1))
async def see_equal_ones(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    return next((dict(note) for note in (await client.post("/notes/list", {}))["notes"] if note["text"] == text), None)


@hostile("notes.add", effect="lookup")
async def LooksAtTheFirst(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    return await client.post("/notes/add", {"text": text}, X_Mark=str(attempt.key))


@LooksAtTheFirst.connector["notes.add"].lookup(settle=timedelta(seconds=0.1))
async def see_the_first(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    first = (await client.post("/notes/list", {}))["notes"][:1]
    return next((dict(note) for note in first if note["mark"] == str(attempt.key)), None)


# Hides what happened.


@hostile("mails.send", effect="unsafe")
async def RateIsAnyRetryable(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except AcmeError as error:
        if error.status == 429:
            raise Retryable(str(error), after=error.after) from error
        raise


@hostile("mails.send", effect="unsafe")
async def RetriesRefusals(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except AcmeError as error:
        if error.status == 429:
            await client.post("/mails/send", {"text": text})
            return await client.post("/mails/send", {"text": text})
        raise


@hostile("mails.send", effect="unsafe")
async def Only503IsDoubt(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except AcmeError as error:
        if error.status >= 500 and error.status != 503:
            raise Retryable(str(error)) from error
        raise


@hostile("mails.send", effect="unsafe")
async def SendsAgainAfterFailure(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except httpx.TransportError:
        _later.append(asyncio.ensure_future(_again(client, text)))
        raise


@hostile("mails.send", effect="unsafe")
async def SendsAgainWhenGivenUp(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except asyncio.CancelledError:
        _later.append(asyncio.ensure_future(_again(client, text)))
        raise


@hostile("mails.send", effect="unsafe")
async def SendsAgainLater(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    answer = await client.post("/mails/send", {"text": text})
    _later.append(asyncio.ensure_future(_again(client, text)))
    return answer


_later: list[asyncio.Future[None]] = []


async def _again(client: AcmeClient, text: str) -> None:
    await asyncio.sleep(0.5)
    await client.post("/mails/send", {"text": text})


@hostile("mails.send", effect="unsafe")
async def RetriesByItself(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except httpx.TransportError:
        return await client.post("/mails/send", {"text": text})


@hostile("mails.send", effect="unsafe")
async def SaysNothingHappened(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except Exception as error:
        raise Retryable(f"certainly not applied: {error}") from error


@hostile("mails.send", effect="unsafe")
async def SwallowsErrors(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except ConnectorError:
        raise
    except Exception:
        return {}


# Takes what it does not know for "not applied", or for done.


@hostile("mails.send", effect="unsafe")
async def ReadTimeoutIsRetryable(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text}, timeout=5.0)
    except httpx.TimeoutException as error:
        raise Retryable(f"certainly not applied: {error}") from error


@hostile("mails.send", effect="unsafe")
async def UnreadableIsRetryable(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except ValueError as error:  # of the JSON decoder
        raise Retryable(f"certainly not applied: {error}") from error


@hostile("mails.send", effect="unsafe")
async def GatewaysRefuse(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except AcmeError as error:
        if error.status in (521, 522, 524):
            raise Retryable(f"certainly not applied: {error}") from error
        raise


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def AnyRefusalIsStored(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    try:
        return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=str(attempt.key))
    except AcmeError as error:
        if error.status in (400, 402, 413):
            raise Permanent("the vendor's stored answer", settles=True) from error
        raise


@hostile("mails.send", effect="unsafe")
async def Hedges(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    first = asyncio.ensure_future(client.post("/mails/send", {"text": text}))
    done, _ = await asyncio.wait({first}, timeout=1.0)
    return first.result() if done else await client.post("/mails/send", {"text": text})


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def ServerErrorsAreRetryable(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    try:
        return await create(client, attempt, amount)
    except AcmeError as error:
        if error.status >= 500:
            raise Retryable(str(error)) from error
        raise


@hostile("mails.send", effect="unsafe")
async def OtherServerErrorsArePermanent(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except AcmeError as error:
        if error.status >= 500 and error.status not in (500, 502, 503, 504):
            raise Permanent(str(error)) from error
        raise


@hostile("mails.send", effect="unsafe")
async def TheLastServerErrorIsPermanent(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except AcmeError as error:
        if error.status == 599:
            raise Permanent(str(error)) from error
        raise


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def OneServerErrorIsRetryable(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    try:
        return await create(client, attempt, amount)
    except AcmeError as error:
        if error.status == 527:
            raise Retryable(str(error)) from error
        raise


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def ForgetsTheWaitInDoubt(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    try:
        return await create(client, attempt, amount)
    except AcmeError as error:
        if error.status == 503:
            raise InDoubt(str(error)) from error
        raise


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def SuccessOnInternalError(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    try:
        return await create(client, attempt, amount)
    except AcmeError as error:
        if error.status == 500:
            return {"id": "unknown"}
        raise


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def RefusalsSettle(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    try:
        return await create(client, attempt, amount)
    except AcmeError as error:
        if error.status in (403, 404, 409):
            raise Permanent(str(error), settles=True) from error
        raise


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def ConflictIsSuccess(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    try:
        return await create(client, attempt, amount)
    except AcmeError as error:
        if error.status == 422 and attempt.in_doubt:
            return {"id": "assumed"}
        raise


class Silent(AcmeFake):
    """Takes other content under a known key for the first one, without a word."""

    def _invoices_create(self, content: Json, key: str | None) -> Response:
        known = self.state["keys"].get(key)
        return super()._invoices_create(known["content"] if known else content, key)


class Doubling(AcmeFake):
    """Knows a key with its content alone: other content is another invoice."""

    def _invoices_create(self, content: Json, key: str | None) -> Response:
        self.state["keys"] = {known: stored for known, stored in self.state["keys"].items() if stored["content"] == content}
        return super()._invoices_create(content, key)


class Overwriting(Silent):
    """Tells nobody that other content under a known key takes the place of the first."""

    def _invoices_create(self, content: Json, key: str | None) -> Response:
        answer = super()._invoices_create(content, key)
        self.state["invoices"][-1].update(content)
        return answer


@hostile("invoices.create", Silent, effect="keyed", window=WINDOW, tells_conflicts=False)
async def HonestlySilent(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await create(client, attempt, amount)


@hostile("invoices.create", Doubling, effect="keyed", window=WINDOW, tells_conflicts=False)
async def SilentlyTwice(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await create(client, attempt, amount)


@hostile("invoices.create", Overwriting, effect="keyed", window=WINDOW, tells_conflicts=False)
async def SilentlyChanged(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await create(client, attempt, amount)


@hostile("invoices.create", Silent, effect="keyed", window=WINDOW)
async def SaysItTells(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await create(client, attempt, amount)


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def OtherResultOnRetry(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    answer = await create(client, attempt, amount)
    return answer if attempt.number == 1 else {"id": "in_of_somebody_else"}


@hostile("mails.send", effect="unsafe")
async def PagesAreRetryable(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except json.JSONDecodeError as error:
        raise Retryable(f"certainly not applied: {error}") from error


@hostile("mails.send", effect="unsafe")
async def HangingUpIsRetryable(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except httpx.RemoteProtocolError as error:
        if "without sending a response" in str(error):
            raise Retryable(f"it was an idle connection, so nothing was sent: {error}") from error
        raise


@hostile("mails.send", effect="unsafe")
async def CutAnswersAreRetryable(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except httpx.RemoteProtocolError as error:
        if "without sending complete message body" in str(error):
            raise Retryable(f"certainly not applied: {error}") from error
        raise


@hostile("mails.send", effect="unsafe")
async def RepeatsOn408(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except AcmeError as error:
        if error.status == 408:
            return await client.post("/mails/send", {"text": text})
        raise


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def PendingInDoubt(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    try:
        return await create(client, attempt, amount)
    except httpx.TransportError as error:
        raise Pending(after=0.05) from error


# Keys that are nearly the same, or the machine's.


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def PaddedShortKey(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=f"invoice-of-our-shop-{attempt.key.hex[:3]}")


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyPerHost(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=f"{attempt.key}-{socket.gethostname()}")


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyPerTimeout(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=f"{attempt.key}-{attempt.timeout:.0f}")


# Looks, and takes what it does not see for absent.

Look = Callable[..., Awaitable[Json | None]]


def looking(function: Look) -> type[ConformanceSuite]:
    """A connector whose notes are looked for like this."""

    async def add(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
        return await client.post("/notes/add", {"text": text}, X_Mark=str(attempt.key))

    add.__name__ = function.__name__
    suite = hostile("notes.add", effect="lookup")(add)
    suite.connector["notes.add"].lookup(settle=timedelta(seconds=0.1))(function)
    return suite


@looking
async def LooksAtTheLast(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    return seen_among((await client.post("/notes/list", {}))["notes"][-1:], attempt)


@looking
async def LooksAtOnePage(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    return seen_among((await client.post("/notes/list", {}))["notes"][-100:], attempt)


@looking
async def UnreachableIsAbsent(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    try:
        return seen_among((await client.post("/notes/list", {}))["notes"], attempt)
    except httpx.TransportError:
        return None


@looking
async def UnreadableIsAbsent(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    try:
        return seen_among((await client.post("/notes/list", {}))["notes"], attempt)
    except AcmeError:
        return None


@looking
async def DamagedIsAbsent(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    try:
        return seen_among((await client.post("/notes/list", {}))["notes"], attempt)
    except ValueError:
        return None


@looking
async def ClosedIsAbsent(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    try:
        return seen_among((await client.post("/notes/list", {}))["notes"], attempt)
    except httpx.ConnectError:
        return None


@looking
async def RefusedIsAbsent(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    try:
        return seen_among((await client.post("/notes/list", {}))["notes"], attempt)
    except AcmeError as error:
        if error.status in (400, 410):
            return None
        raise


@looking
async def LooksAtTheLastHour(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    since = time.time() - 3600
    notes = (await client.post("/notes/list", {}))["notes"]
    return seen_among([note for note in notes if note["at"] >= since], attempt)


@looking
async def GivesAnothers(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    notes = (await client.post("/notes/list", {}))["notes"]
    return None if seen_among(notes, attempt) is None else dict(notes[0])


def seen_among(notes: list[Json], attempt: Attempt) -> Json | None:
    return next((dict(note) for note in notes if note["mark"] == str(attempt.key)), None)


# Fakes that show nothing.


class HidingFake(AcmeFake):
    """Changes what it holds without an effect, and keeps what it knows of labels out of its state."""

    labels = 0

    def _invoices_list(self, content: Json, key: str | None) -> Response:
        self.state["balance"] += 1
        return super()._invoices_list(content, key)

    def _labels_put(self, content: Json, key: str | None) -> Response:
        self.labels += 1
        self.effect("labels.put", content["name"], {"times": self.labels})
        return Response.json({"times": self.labels})


@hostile("invoices.list", HidingFake, effect="read")
async def WritesUnseen(client: AcmeClient, attempt: Attempt) -> Json:
    return await client.post("/invoices/list", {})


@hostile("labels.put", HidingFake, effect="natural")
async def Increments(client: AcmeClient, attempt: Attempt, *, name: str, value: str) -> Json:
    return await client.post("/labels/put", {"name": name, "value": value})


# Does not undo.


def undoing(function: Callable[..., Coroutine[Any, Any, None]]) -> type[ConformanceSuite]:
    """A connector whose invoices are undone like this."""

    async def made(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
        return await create(client, attempt, amount)

    made.__name__ = function.__name__
    suite = hostile("invoices.create", effect="keyed", window=WINDOW)(made)
    suite.connector["invoices.create"].compensation(function)
    return suite


@undoing
async def UndoesNothing(created: Json, *, amount: int) -> None:
    return


@undoing
async def CannotUndo(created: Json, *, amount: int) -> None:
    raise LookupError(created["number"])


@undoing
async def UndoesTheLatest(created: Json, *, amount: int) -> None:
    invoices = await UndoesTheLatest.connector["invoices.list"]()
    await UndoesTheLatest.connector["invoices.void"](id=invoices["invoices"][-1]["id"])


@undoing
async def UndoesTheFirst(created: Json, *, amount: int) -> None:
    invoices = await UndoesTheFirst.connector["invoices.list"]()
    await UndoesTheFirst.connector["invoices.void"](id=next(one["id"] for one in invoices["invoices"] if not one.get("void")))


@hostile("invoices.create", effect="unsafe")
async def UndoesTheLatestOfAll(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount})


@UndoesTheLatestOfAll.connector["invoices.create"].compensation
async def void_the_latest(created: Json, *, amount: int) -> None:
    invoices = await UndoesTheLatestOfAll.connector["invoices.list"]()
    await UndoesTheLatestOfAll.connector["invoices.void"](id=invoices["invoices"][-1]["id"])


async def list_all(client: AcmeClient, attempt: Attempt) -> Json:
    return await client.post("/invoices/list", {})


async def void(client: AcmeClient, attempt: Attempt, *, id: str) -> Json:
    return await client.post("/invoices/void", {"id": id})


for suite in (UndoesTheLatest, UndoesTheFirst, UndoesTheLatestOfAll):
    suite.connector.activity("invoices.list", effect="read")(list_all)
    suite.connector.activity("invoices.void", effect="natural")(void)


async def undoes_what_it_was_told_first(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return {**await create(client, attempt, amount), "told": attempt.number}


undoes_what_it_was_told_first.__name__ = "UndoesWhatItWasToldFirst"
UndoesWhatItWasToldFirst = hostile("invoices.create", effect="keyed", window=WINDOW)(undoes_what_it_was_told_first)


@UndoesWhatItWasToldFirst.connector["invoices.create"].compensation
async def void_if_told_first(created: Json, *, amount: int) -> None:
    if created["told"] == 1:
        await UndoesWhatItWasToldFirst.connector["invoices.void"](id=created["id"])


@UndoesWhatItWasToldFirst.connector.activity("invoices.void", effect="natural")
async def void_it(client: AcmeClient, attempt: Attempt, *, id: str) -> Json:
    return await client.post("/invoices/void", {"id": id})


@undoing
async def UndoesTwice(created: Json, *, amount: int) -> None:
    await UndoesTwice.connector["mails.send"](text=f"please forget {created['id']}")


@UndoesTwice.connector.activity("mails.send", effect="keyed", window=WINDOW)
async def mails_again(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    return await client.post("/mails/send", {"text": text}, Idempotency_Key=str(attempt.key))


# Begins something and asks how it stands.


class JobFake(AcmeFake):
    """What was begun can be asked for."""

    operations: ClassVar[frozenset[str]] = AcmeFake.operations | {"jobs.get"}

    def _jobs_get(self, content: Json, key: str | None) -> Response:
        return Response.json({"state": "done", "id": content["id"]})


async def begun(client: AcmeClient, attempt: Attempt, amount: int) -> Json:
    """The job; begins it first."""
    if attempt.details is None:
        job = await create(client, attempt, amount)
        raise Pending(after=0.05, details={"id": job["id"]})
    return dict(attempt.details)


@hostile("invoices.create", JobFake, effect="keyed", window=WINDOW)
async def HonestJob(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/jobs/get", await begun(client, attempt, amount))


@hostile("invoices.create", JobFake, effect="keyed", window=WINDOW)
async def UnansweredIsFailed(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    job = await begun(client, attempt, amount)
    try:
        return await client.post("/jobs/get", job)
    except Exception as error:
        raise Permanent("the job failed", settles=True) from error


@hostile("invoices.create", JobFake, effect="keyed", window=WINDOW)
async def RefusedIsFailed(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    job = await begun(client, attempt, amount)
    try:
        return await client.post("/jobs/get", job)
    except AcmeError as error:
        if error.status == 403:
            raise Permanent("the job failed", settles=True) from error
        raise


class TwoSamplesOfOne(ConformanceSuite):
    connector, fake = NoKey.connector, AcmeFake

    @sample("invoices.create")
    def one(self) -> SampleCall:
        return call(amount=1)

    @sample("invoices.create")
    def another(self) -> SampleCall:
        return call(amount=2)


class Excused(ConformanceSuite):
    connector, fake = NoKey.connector, AcmeFake
    an_invoice = _SAMPLES["invoices.create"]
    skips: ClassVar = {("invoices.*", "late_*"): "this vendor answers at once or not at all"}


class ExcusedWithoutReason(Excused):
    skips: ClassVar = {("invoices.*", "late_*"): " "}


class WiredThoughKnown(ConformanceSuite):
    connector, fake = NoKey.connector, AcmeFake

    def wire_call(self, activity: str) -> SampleCall:
        return WIRE_CALLS[activity]


class SwitchingFake(AcmeFake):
    """Has the connection say something that production does not."""

    def settings(self, url: str) -> Json:
        return {**super().settings(url), "settle_seconds": 77.0}


class Switched(ConformanceSuite):
    connector, fake = NoKey.connector, SwitchingFake
    an_invoice = _SAMPLES["invoices.create"]


class Unobserved(ConformanceSuite):
    """Of a read that writes, in an account that nobody looks into."""

    connector, fake = SaysRead.connector, AcmeFake
    a_mail = _SAMPLES["mails.send"]


class Forgotten(ConformanceSuite):
    connector, fake = NoKey.connector, AcmeFake


class Elsewhere(ConformanceSuite):
    """Names an operation that the fake does not have, where no fault would be played."""

    connector, fake = NoKey.connector, AcmeFake
    an_invoice = _SAMPLES["invoices.create"]

    def operation(self, activity: str) -> str:
        return "invoices.make"


# Takes for the same, or for absent, what is only near, late or far away.


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyPerToday(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=f"{attempt.key}-{datetime.now(UTC):%Y-%m-%d}")


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyPerLocalHour(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=f"{attempt.key}-{time.strftime('%Y-%m-%dT%H')}")


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyPerNode(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=f"{attempt.key}-{platform.node()}")


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyPerPod(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=f"{attempt.key}-{os.environ.get('HOSTNAME')}")


@hostile("invoices.create", effect="keyed", window=WINDOW)
async def KeyOfTheBeginning(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    key = hashlib.sha256(attempt.key.hex[:8].encode()).hexdigest()
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=key)


@looking
async def LooksAtTheFirstHour(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    until = (attempt.first_started_at + timedelta(hours=1)).timestamp()
    return seen_among([note for note in (await client.post("/notes/list", {}))["notes"] if note["at"] <= until], attempt)


@looking
async def LooksAtTheLastWeek(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    since = time.time() - timedelta(days=7).total_seconds()
    return seen_among([note for note in (await client.post("/notes/list", {}))["notes"] if note["at"] >= since], attempt)


@looking
async def BrokenPageIsTheLast(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    notes = (await client.post("/notes/list", {}))["notes"]
    if (found := seen_among(notes[-50:], attempt)) is not None:
        return found
    try:
        notes = (await client.post("/notes/list", {}))["notes"]  # as the next page would be asked for
    except AcmeError:
        return None
    return seen_among(notes[:-50], attempt)


@hostile("mails.send", effect="unsafe")
async def RetryAfterIsARate(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        return await client.post("/mails/send", {"text": text})
    except AcmeError as error:
        if error.after:
            raise RateLimited(str(error), after=error.after) from error
        raise


_used: set[int] = set()


@hostile("mails.send", effect="unsafe")
async def SendsAgainWhenAUsedConnectionCloses(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    try:
        sent = await client.post("/mails/send", {"text": text})
    except httpx.RemoteProtocolError:
        if id(client) not in _used:
            raise
        sent = await client.post("/mails/send", {"text": text})
    _used.add(id(client))
    return sent
