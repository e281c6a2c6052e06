"""From a workflow: whatever goes wrong, one message, or a parked call."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tenacity import stop_after_attempt

from eventual_connector_slack import SlackConnection, slack
from eventual_connector_slack.fakes import SlackFake
from eventual_connectors import Permanent, Retry, Secret, connections, workflow
from eventual_connectors.errors import InDoubt, KeyConflict
from eventual_connectors.fakes import Fault, Kind, Request
from eventual_connectors.testing import TestEngine

POST = "chat_postMessage"
HISTORY = "conversations_history"

# Time is virtual, but an answer that never comes is waited for in real seconds.
impatient = slack.with_options(timeout=0.3, retry=Retry(stop=stop_after_attempt(10)))


@workflow(version="1")
async def announce(channel: str, text: str) -> dict[str, Any]:
    return await impatient.chat_postMessage(channel=channel, text=text)


@workflow(version="1")
async def reply(channel: str, thread_ts: str, text: str) -> dict[str, Any]:
    return await impatient.chat_postMessage(channel=channel, text=text, thread_ts=thread_ts)


@workflow(version="1")
async def announce_order(order: str, text: str) -> dict[str, Any]:
    return await impatient.with_options(key=order).chat_postMessage(channel="C1", text=text)


@workflow(version="1")
async def announce_or_fail(channel: str) -> dict[str, Any]:
    return await impatient.with_options(on_ambiguous="fail").chat_postMessage(channel=channel, text="hello")


@workflow(version="1")
async def announce_with_metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    return await impatient.chat_postMessage(channel="C1", text="hello", metadata=metadata)


@workflow(version="1")
async def post_change_and_delete() -> dict[str, Any]:
    posted = await impatient.chat_postMessage(channel="C1", text="one")
    changed = await impatient.chat_update(channel="C1", ts=posted["ts"], text="two")
    deleted = await impatient.chat_delete(channel="C1", ts=posted["ts"])
    return {"changed": changed["text"], "deleted": deleted["ok"]}


@workflow(version="1")
async def announce_many(texts: list[str]) -> list[str]:
    answers = await asyncio.gather(*(slack.chat_postMessage(channel="C1", text=t) for t in texts))
    return [answer["message"]["text"] for answer in answers]


FAULTS: dict[str, list[Fault]] = {
    "none": [],
    "dropped before it is applied": [Fault("drop_before_apply", POST)],
    "dropped before, thrice": [Fault("drop_before_apply", POST, times=3)],
    "dropped after it is applied": [Fault("drop_after_apply", POST)],
    "applied late": [Fault("late_apply", POST, delay=9)],
    "applied just before the look-up": [Fault("late_apply", POST, lands="before", beside=HISTORY)],
    "applied during a look-up that fails": [
        Fault("late_apply", POST, lands="during", beside=HISTORY),
        Fault("drop_before_apply", HISTORY),
    ],
    "applied after a look-up that failed": [
        Fault("late_apply", POST, lands="after", beside=HISTORY),
        Fault("error_before_apply", HISTORY, status=503),
    ],
    "lost": [Fault("timeout", POST)],
    "lost, and so is the look-up": [Fault("timeout", POST), Fault("timeout", HISTORY)],
    "429": [Fault("rate_limit", POST, after=30)],
    "429 to the look-up": [
        Fault("drop_after_apply", POST),
        Fault("rate_limit", HISTORY, after=60, times=3),
    ],
    "500 before": [Fault("error_before_apply", POST)],
    "500 after": [Fault("error_after_apply", POST)],
    "503 after": [Fault("error_after_apply", POST, status=503)],
    "another's answer": [Fault("stranger", POST)],
    "another's answer, and to the look-up": [Fault("drop_after_apply", POST), Fault("stranger", HISTORY)],
    "slow": [Fault("slow", POST, delay=0.05)],
    "slower than the timeout": [Fault("slow", POST, delay=0.6)],
    "credential refused": [Fault("revoke_credential", POST)],
    "credential refused to the look-up": [
        Fault("drop_after_apply", POST),
        Fault("revoke_credential", HISTORY),
    ],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_leaves_one_message(eventual: TestEngine, fake_slack: SlackFake, fault: str) -> None:
    for one in FAULTS[fault]:
        fake_slack.faults.add(one)
    answer = eventual.run(announce, "C1", "hello")
    fake_slack.land()
    (effect,) = fake_slack.effects.of(POST)
    assert effect.object_id == f"C1:{answer['ts']}"
    assert answer["ok"] is True
    assert answer["channel"] == "C1"
    assert answer["message"]["text"] == "hello"
    assert not fake_slack.faults.planned


@pytest.mark.parametrize("seed", range(5))
def test_many_faults_by_chance(eventual: TestEngine, fake_slack: SlackFake, seed: int) -> None:
    rates: dict[Kind, float] = {
        "drop_before_apply": 0.05,
        "drop_after_apply": 0.1,
        "error_before_apply": 0.02,
        "error_after_apply": 0.05,
        "rate_limit": 0.03,
    }
    fake_slack.faults.random(seed, rates)
    texts = [f"message {number}" for number in range(30)]
    assert eventual.run(announce_many, texts) == texts
    assert sorted(effect.data["text"] for effect in fake_slack.effects.of(POST)) == sorted(texts)
    assert len(fake_slack.faults.fired) > 3


def test_a_network_that_delivers_twice_is_beyond_the_promise(eventual: TestEngine, fake_slack: SlackFake) -> None:
    fake_slack.faults.duplicate_delivery(POST)
    eventual.run(announce, "C1", "hello")
    first, second = fake_slack.effects.of(POST)
    assert first.key == second.key
    assert first.data["client_msg_id"] == second.data["client_msg_id"]  # by which Slack may tell


def test_a_message_that_shows_up_late_is_not_posted_again(eventual: TestEngine, fake_slack: SlackFake) -> None:
    fake_slack.visible_after = timedelta(seconds=9)
    fake_slack.faults.drop_after_apply(POST)
    eventual.run(announce, "C1", "hello")
    assert len(fake_slack.effects.of(POST)) == 1


def test_later_than_settle_seconds_is_beyond_the_promise(eventual: TestEngine, fake_slack: SlackFake) -> None:
    fake_slack.visible_after = timedelta(seconds=3600)
    fake_slack.faults.drop_after_apply(POST)
    eventual.run(announce, "C1", "hello")
    first, second = fake_slack.effects.of(POST)
    assert first.key == second.key  # whoever reads the channel can still tell that they are one


def test_settle_seconds_is_the_connections(eventual: TestEngine, fake_slack: SlackFake) -> None:
    base_url = connections.get("slack", SlackConnection).base_url
    patient = SlackConnection(token=Secret(fake_slack.token), base_url=base_url, settle_seconds=7200)
    fake_slack.visible_after = timedelta(seconds=3600)
    fake_slack.faults.drop_after_apply(POST)
    with connections.override("slack", patient):
        eventual.run(announce, "C1", "hello")
    assert len(fake_slack.effects.of(POST)) == 1


@pytest.mark.parametrize("code", ["missing_scope", "not_in_channel", "channel_not_found"])
def test_an_unreadable_history_parks_the_call(eventual: TestEngine, fake_slack: SlackFake, code: str) -> None:
    fake_slack.channel("C1", history_error=code)
    fake_slack.faults.drop_after_apply(POST)
    with pytest.raises(TimeoutError, match=r"slack\.chat_postMessage is parked"):
        eventual.run(announce, "C1", "hello", timeout=5)
    assert len(fake_slack.effects.of(POST)) == 1


def test_doubt_is_raised_when_the_caller_asks_for_that(eventual: TestEngine, fake_slack: SlackFake) -> None:
    fake_slack.channel("C1", history_error="missing_scope")
    fake_slack.faults.drop_before_apply(POST)
    with pytest.raises(InDoubt) as caught:
        eventual.run(announce_or_fail, "C1")
    assert caught.value.key
    assert not fake_slack.effects.of(POST)


def test_an_unreadable_history_matters_after_doubt_only(eventual: TestEngine, fake_slack: SlackFake) -> None:
    fake_slack.channel("C1", history_error="missing_scope")
    fake_slack.faults.rate_limit(POST)
    eventual.run(announce, "C1", "hello")
    assert len(fake_slack.effects.of(POST)) == 1


def test_a_refusal_is_raised(eventual: TestEngine, fake_slack: SlackFake) -> None:
    fake_slack.channel("C404", error="channel_not_found")
    with pytest.raises(Permanent, match="channel_not_found") as caught:
        eventual.run(announce, "C404", "hello")
    assert caught.value.code == "channel_not_found"
    assert caught.value.request_id


def test_replies_are_looked_for_in_their_thread(eventual: TestEngine, fake_slack: SlackFake) -> None:
    thread = eventual.run(announce, "C1", "thread")["ts"]
    fake_slack.faults.drop_after_apply(POST)
    answer = eventual.run(reply, "C1", thread, "reply")
    assert answer["message"]["thread_ts"] == thread
    assert [effect.data["text"] for effect in fake_slack.effects.of(POST)] == ["thread", "reply"]


def test_of_a_reply_to_a_reply_nothing_is_proven(eventual: TestEngine, fake_slack: SlackFake) -> None:
    thread = eventual.run(announce, "C1", "thread")["ts"]
    inner = eventual.run(reply, "C1", thread, "reply")["ts"]
    fake_slack.faults.drop_before_apply(POST)
    with pytest.raises(TimeoutError, match="is parked"):
        eventual.run(reply, "C1", inner, "lost?", timeout=5)
    assert len(fake_slack.effects.of(POST)) == 2


def test_every_page_of_the_history_is_read(eventual: TestEngine, fake_slack: SlackFake) -> None:
    others = 450

    def busy(effect: Any) -> None:
        if effect.key is not None:
            for number in range(others):
                post(fake_slack, channel="C1", text=f"other {number}")

    fake_slack.on_applied = busy
    fake_slack.faults.drop_after_apply(POST)
    eventual.run(announce, "C1", "hello")
    assert len([effect for effect in fake_slack.effects.of(POST) if effect.key]) == 1
    assert len(fake_slack.effects) == others + 1


def test_a_key_belongs_to_the_path(eventual: TestEngine, fake_slack: SlackFake) -> None:
    fake_slack.faults.drop_after_apply(POST, times=3)
    assert eventual.run(announce_many, ["a", "b", "c", "a"]) == ["a", "b", "c", "a"]
    effects = fake_slack.effects.of(POST)
    assert sorted(effect.data["text"] for effect in effects) == ["a", "a", "b", "c"]
    assert len({effect.key for effect in effects}) == 4


def test_the_message_carries_the_key(eventual: TestEngine, fake_slack: SlackFake) -> None:
    message = eventual.run(announce, "C1", "hello")["message"]
    (effect,) = fake_slack.effects.of(POST)
    assert message["client_msg_id"] == effect.key
    assert message["metadata"]["event_type"] == "eventual"
    assert message["metadata"]["event_payload"]["ec_key"] == effect.key


def test_the_callers_metadata_survives(eventual: TestEngine, fake_slack: SlackFake) -> None:
    own = {"event_type": "order", "event_payload": {"order_id": 7}, "entities": []}
    fake_slack.faults.drop_after_apply(POST)
    found = eventual.run(announce_with_metadata, own)["message"]["metadata"]
    assert found["event_type"] == "order"
    assert found["entities"] == []
    assert found["event_payload"].pop("ec_key")
    assert found["event_payload"].pop("ec_digest")
    assert found["event_payload"] == {"order_id": 7}
    assert len(fake_slack.effects) == 1


def test_metadata_that_would_hide_the_mark_is_refused(eventual: TestEngine, fake_slack: SlackFake) -> None:
    with pytest.raises(Permanent, match="ec_key"):
        eventual.run(announce_with_metadata, {"event_type": "x", "event_payload": {"ec_key": "mine"}})
    assert not fake_slack.effects


def test_a_business_key_posts_once_over_executions(eventual: TestEngine, fake_slack: SlackFake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTUAL_NAMESPACE", "shop")
    first = eventual.run(announce_order, "order-1", "paid")
    assert eventual.run(announce_order, "order-1", "paid")["ts"] == first["ts"]
    with pytest.raises(KeyConflict, match="used for another message"):
        eventual.run(announce_order, "order-1", "refunded")
    eventual.run(announce_order, "order-2", "paid")
    assert len(fake_slack.effects.of(POST)) == 2


def test_changing_and_deleting_survive_lost_answers(eventual: TestEngine, fake_slack: SlackFake) -> None:
    fake_slack.faults.drop_after_apply("chat_update")
    fake_slack.faults.drop_after_apply("chat_delete")
    assert eventual.run(post_change_and_delete) == {"changed": "two", "deleted": True}
    assert [effect.activity for effect in fake_slack.effects] == [POST, "chat_update", "chat_delete"]
    assert fake_slack.messages("C1") == []


def test_what_is_recorded_is_what_was_answered(eventual: TestEngine, fake_slack: SlackFake) -> None:
    answer = eventual.run(announce, "C1", "hello")
    (completed,) = [event for event in eventual.history() if event.type == "activity_completed"]
    assert completed.data["result"] == answer
    assert type(answer) is dict


def post(fake: SlackFake, **arguments: Any) -> None:
    body = "&".join(f"{name}={value}" for name, value in arguments.items()).encode()
    headers = {"Authorization": f"Bearer {fake.token}", "Content-Type": "application/x-www-form-urlencoded"}
    fake.handle(Request.to("POST", "/api/chat.postMessage", headers, body))
