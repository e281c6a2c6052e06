"""A worker that is really killed, with SIGKILL, after Stripe did what was asked and before the answer arrived."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from eventual_connector_stripe.fakes import StripeFake
from eventual_connectors.fakes import Effect

WORKER = """
import asyncio, sys
from eventual_connectors import Secret, connect, connections, workflow
from eventual_connector_stripe import StripeConnection, stripe

@workflow(version="1")
async def sell(amount: int) -> list[str]:
    intent = await stripe.v1.payment_intents.create(
        {"amount": amount, "currency": "eur", "confirm": True, "payment_method": "pm_card_visa"}
    )
    refund = await stripe.v1.refunds.create({"payment_intent": intent.id})
    return [intent.id, refund.id]

async def main(database, address):
    connections.configure("stripe", StripeConnection(api_base=address))
    async with connect(database) as engine, engine.worker([sell]):
        handle = await engine.start(sell, 500, id="one")
        print(*await handle.result(60))

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("killed_at", ["v1.payment_intents.create", "v1.refunds.create"])
def test_a_worker_killed_after_the_effect_does_not_repeat_it(tmp_path: Path, killed_at: str) -> None:
    fake = StripeFake()
    script = tmp_path / "worker.py"
    script.write_text(WORKER)
    running: list[subprocess.Popen[str]] = []

    def kill(effect: Effect) -> None:
        if effect.activity == killed_at and len(running) == 1:
            os.kill(running[0].pid, signal.SIGKILL)
            running[0].wait(30)

    fake.on_applied = kill
    with fake.serve() as address:
        for expected in (-signal.SIGKILL, 0):
            worker = subprocess.Popen(
                [sys.executable, str(script), f"sqlite:///{tmp_path / 'app.db'}", address],
                env={**os.environ, "STRIPE_API_KEY": fake.api_key},
                stdout=subprocess.PIPE,
                text=True,
            )
            running.append(worker)
            output, _ = worker.communicate(timeout=60)
            assert worker.returncode == expected
    assert [effect.object_id for effect in fake.effects] == output.split()
    assert [effect.activity for effect in fake.effects] == ["v1.payment_intents.create", "v1.refunds.create"]
