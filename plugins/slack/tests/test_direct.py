"""Outside a workflow: the real SDK against the fake, and what its errors become."""

from __future__ import annotations

import logging
import socket
import time
import traceback
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eventual_connector_slack import SlackConnection, activities, slack
from eventual_connector_slack.classify import classify
from eventual_connector_slack.client import SlackClient
from eventual_connector_slack.fakes import SlackFake
from eventual_connectors import Attempt, ConnectorError, InDoubt, Permanent, RateLimited, Retry, Secret, connections
from eventual_connectors.errors import ConfigurationError, Retryable, Unauthorized
from eventual_connectors.testing import TestEngine

POST = "chat_postMessage"
once = slack.with_options(retry=Retry(stop=lambda state: True), on_ambiguous="fail")


async def test_what_is_posted_can_be_read_changed_and_deleted(fake_slack: SlackFake) -> None:
    posted = await slack.chat_postMessage(channel="C1", text="one", blocks=[{"type": "divider"}])
    await slack.chat_postMessage(channel="C1", text="reply", thread_ts=posted["ts"])
    assert (await slack.chat_update(channel="C1", ts=posted["ts"], text="two"))["text"] == "two"

    history = await slack.conversations_history(channel="C1", limit=10)
    assert [message["text"] for message in history["messages"]] == ["two"]
    thread = await slack.conversations_replies(channel="C1", ts=posted["ts"])
    assert [message["text"] for message in thread["messages"]] == ["two", "reply"]

    await slack.chat_delete(channel="C1", ts=posted["ts"])
    assert [message["text"] for message in fake_slack.messages("C1")] == ["reply"]
    assert (await slack.auth_test())["bot_id"] == "B0FAKE"


def test_code_that_is_not_async_can_post(fake_slack: SlackFake) -> None:
    assert slack.chat_postMessage(channel="C1", text="hello").run()["ok"] is True


def test_an_unknown_argument_is_refused_where_it_is_written() -> None:
    with pytest.raises(TypeError, match="token"):
        slack.chat_postMessage(channel="C1", text="hello", token="xoxb-other")  # type: ignore[call-arg]


def read_error(kind: type[ConnectorError]) -> type[ConnectorError]:
    """What a read ends with: it leaves nothing to doubt."""
    return Retryable if kind is InDoubt else kind


def cause_of(error: ConnectorError) -> BaseException:
    assert error.__cause__ is not None
    return error.__cause__


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("channel_not_found", Permanent),
        ("is_archived", Permanent),
        ("msg_too_long", Permanent),
        ("invalid_blocks", Permanent),
        ("restricted_action_read_only_channel", Permanent),
        ("invalid_auth", Unauthorized),
        ("token_expired", Unauthorized),
        ("missing_scope", Unauthorized),
        ("ratelimited", RateLimited),
        ("rate_limited", RateLimited),
        ("org_login_required", Retryable),
        ("internal_error", InDoubt),
        ("fatal_error", InDoubt),
        ("request_timeout", InDoubt),
        ("service_unavailable", InDoubt),
        ("team_added_to_org", InDoubt),
        ("duplicate_message_not_found", InDoubt),
        ("a_code_of_tomorrow", InDoubt),
    ],
)
async def test_slacks_codes(fake_slack: SlackFake, answer: str, kind: type[ConnectorError]) -> None:
    fake_slack.channel("C1", error=answer)
    error = await failure(once.conversations_history(channel="C1"))
    assert type(error) is read_error(kind)
    assert type(classify(cause_of(error))) is kind
    assert error.code == answer
    assert error.status == 200
    assert error.request_id
    assert error.key


@pytest.mark.parametrize(
    ("status", "kind"),
    [(500, InDoubt), (502, InDoubt), (503, InDoubt), (408, InDoubt), (404, Permanent), (413, Permanent)],
)
async def test_answers_that_are_not_slacks(fake_slack: SlackFake, status: int, kind: type[ConnectorError]) -> None:
    fake_slack.faults.error_before_apply(status=status)
    error = await failure(once.auth_test())
    assert type(error) is read_error(kind)
    assert type(classify(cause_of(error))) is kind
    assert (error.code, error.status) == ("no_json", status)


async def test_a_limited_rate_says_for_how_long(fake_slack: SlackFake) -> None:
    fake_slack.faults.rate_limit(POST, after=17)
    error = await failure(once.chat_postMessage(channel="C1", text="hello"))
    assert isinstance(error, RateLimited)
    assert error.after == 17


async def test_a_connection_that_is_refused_is_not_doubt() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with reaching(f"http://127.0.0.1:{taken.getsockname()[1]}/api/"):
            error = await failure(once.chat_postMessage(channel="C1", text="hello"))
    assert type(error) is Retryable
    assert error.code == "not_sent"


async def test_a_dropped_read_is_repeated(fake_slack: SlackFake) -> None:
    fake_slack.faults.drop_after_apply("auth_test", times=2)
    assert (await slack.auth_test())["ok"] is True


async def test_doubt_is_raised_with_its_key_and_can_be_taken_up_again(fake_slack: SlackFake) -> None:
    fake_slack.faults.drop_after_apply(POST)
    with pytest.raises(InDoubt) as caught:
        await once.chat_postMessage(channel="C1", text="hello")
    assert len(fake_slack.effects.of(POST)) == 1
    answer = await slack.with_options(key=caught.value.key).chat_postMessage(channel="C1", text="hello")
    (effect,) = fake_slack.effects.of(POST)
    assert effect.object_id == f"C1:{answer['ts']}"


async def test_a_lost_answer_is_looked_up(fake_slack: SlackFake) -> None:
    fake_slack.faults.drop_after_apply(POST)
    with reaching(connections.get("slack", SlackConnection).base_url, settle_seconds=0, timeout=0.2):
        answer = await slack.chat_postMessage(channel="C1", text="hello")
    (effect,) = fake_slack.effects.of(POST)
    assert effect.object_id == f"C1:{answer['ts']}"


async def test_deleting_what_never_was_is_an_error(fake_slack: SlackFake) -> None:
    with pytest.raises(Permanent, match="message_not_found"):
        await slack.chat_delete(channel="C1", ts="1.000001")


async def test_deleting_what_never_was_is_an_error_after_an_attempt_that_was_surely_refused(fake_slack: SlackFake) -> None:
    fake_slack.faults.rate_limit("chat_delete", after=0)
    with pytest.raises(Permanent, match="message_not_found"):
        await slack.chat_delete(channel="C1", ts="1.000001")


async def test_a_deletion_whose_answer_was_lost_is_done(fake_slack: SlackFake) -> None:
    posted = await slack.chat_postMessage(channel="C1", text="one")
    fake_slack.faults.drop_after_apply("chat_delete")
    assert await slack.chat_delete(channel="C1", ts=posted["ts"]) == {"ok": True, "channel": "C1", "ts": posted["ts"]}
    assert not fake_slack.messages("C1")


def test_nothing_is_sent_when_the_attempt_is_over(fake_slack: SlackFake, monkeypatch: pytest.MonkeyPatch) -> None:
    now, resolve = datetime.now(UTC), socket.getaddrinfo
    attempt = Attempt(uuid.uuid4(), 1, "send", now + timedelta(seconds=5), 5.0, now, ends_at=time.monotonic() + 5)

    def slow(*name: Any, **options: Any) -> Any:
        object.__setattr__(attempt, "ends_at", time.monotonic())  # the name took all of the attempt's time
        return resolve(*name, **options)

    client = SlackClient(connections.get("slack", SlackConnection))
    assert activities.chat_postMessage(client, attempt, channel="C1", text="in time")["ok"] is True
    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with pytest.raises(Retryable) as caught:
        activities.chat_postMessage(client, attempt, channel="C1", text="too late")
    assert caught.value.code == "not_sent"
    assert [message["text"] for message in fake_slack.messages("C1")] == ["in time"]


async def test_what_is_not_json_is_not_sent(fake_slack: SlackFake) -> None:
    blocks: list[dict[str, Any]] = [{"type": "section", "block_id": timedelta(1)}]
    with pytest.raises(Permanent, match="cannot be sent as JSON") as caught:
        await slack.chat_postMessage(channel="C1", text="hello", blocks=blocks)
    assert caught.value.code == "not_sent"
    assert not fake_slack.effects


async def test_no_token_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    with connections.override("slack", SlackConnection()), pytest.raises((ConfigurationError, Permanent), match="SLACK_BOT_TOKEN"):
        await slack.auth_test()


def test_a_test_without_the_fake_reaches_nobody(eventual: TestEngine) -> None:
    with pytest.raises((ConfigurationError, Permanent), match="fake_slack"):
        slack.auth_test().run()


async def test_nothing_shows_the_token(fake_slack: SlackFake, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    fake_slack.channel("C404", error="channel_not_found")
    fake_slack.faults.drop_before_apply("auth_test")
    for call in (once.chat_postMessage(channel="C404", text="hello"), once.auth_test()):
        error = await failure(call)
        shown = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
        assert fake_slack.token not in shown
        cause = error.__cause__
        assert cause is not None
        response = getattr(cause, "response", None)
        assert fake_slack.token not in repr(vars(cause)) + repr(getattr(response, "req_args", None))
    connection = connections.get("slack", SlackConnection)
    assert fake_slack.token not in repr(connection) + connection.model_dump_json()
    assert fake_slack.token not in caplog.text


async def failure(call: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        await call
    return caught.value


def reaching(base_url: str, **settings: Any) -> Any:
    return connections.override("slack", SlackConnection(token=Secret("xoxb-fake"), base_url=base_url, **settings))


async def test_a_payload_that_is_no_object_is_refused_before_anything_is_sent(fake_slack: SlackFake) -> None:
    """It cannot take our mark; what was not sent is not in doubt."""
    with pytest.raises(Permanent, match="event_payload is to be an object, not a list") as refused:
        await slack.chat_postMessage(channel="C0123456789", text="x", metadata={"event_type": "a", "event_payload": [1]})
    assert refused.value.code == "not_sent"
    assert len(fake_slack.effects) == 0
