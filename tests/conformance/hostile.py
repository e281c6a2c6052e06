"""Connectors with the classic bugs, and connectors that lie about their class. Each has one activity, and one fault of its own."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from eventual_connectors import Attempt, ConnectorError, Retryable
from eventual_connectors.conformance import ConformanceSuite, SampleCall, call, sample
from eventual_connectors.conformance.suite import _SAMPLE

from .acme import WINDOW, WIRE_CALLS, AcmeClient, AcmeError, AcmeFake, Json, Samples, connector, digest

SUITES: dict[str, type[ConformanceSuite]] = {}
ON_THE_WIRE: dict[str, type[ConformanceSuite]] = {}
_SAMPLES = {getattr(method, _SAMPLE): method for method in vars(Samples).values() if hasattr(method, _SAMPLE)}


def hostile(activity: str, **declared: Any) -> Callable[[Callable[..., Any]], type[ConformanceSuite]]:
    """A connector of one activity; the function's name becomes its suite, which is in `SUITES` too."""

    def declare(function: Callable[..., Any]) -> type[ConformanceSuite]:
        made = connector("acme")
        made.activity(activity, **declared)(function)
        name = function.__name__
        wire = {"connector": made, "fake": AcmeFake, "wire_call": lambda self, activity: WIRE_CALLS[activity], "__module__": __name__}
        ON_THE_WIRE[name] = globals()[f"{name}OnTheWire"] = type(f"{name}OnTheWire", (ConformanceSuite,), wire)
        suite = type(name, (ConformanceSuite,), {"connector": made, "fake": AcmeFake, "sample": _SAMPLES[activity], "__module__": __name__})
        SUITES[name] = suite
        return suite

    return declare


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
async def SendsAgainLater(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    answer = await client.post("/mails/send", {"text": text})
    _later.append(asyncio.ensure_future(_again(client, text)))
    return answer


_later: list[asyncio.Future[None]] = []


async def _again(client: AcmeClient, text: str) -> None:
    await asyncio.sleep(0.05)
    await client.post("/mails/send", {"text": text})


@hostile("mails.send", effect="unsafe")
async def RetriesByItself(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    import httpx

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


class Forgotten(ConformanceSuite):
    connector, fake = NoKey.connector, AcmeFake
