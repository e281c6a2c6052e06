"""The fake keeps what Slack documents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from eventual_connector_slack.fakes import SlackFake
from eventual_connector_slack.fakes.fake import API

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def fake() -> SlackFake:
    return SlackFake(start=START)


@pytest.fixture
def web(fake: SlackFake) -> Any:
    with fake.serve() as url:
        yield WebClient(token=fake.token, base_url=url + API, retry_handlers=[])


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    assert caught.value.response.status_code == 200
    return str(caught.value.response["error"])


def test_every_message_of_a_channel_has_its_own_ts(fake: SlackFake, web: Any) -> None:
    stamps = [web.chat_postMessage(channel="C1", text=f"{n}")["ts"] for n in range(3)]
    fake.clock.advance(timedelta(minutes=1))
    stamps.append(web.chat_postMessage(channel="C1", text="later")["ts"])
    start = int(START.timestamp())
    assert stamps == [f"{start}.000000", f"{start}.000001", f"{start}.000002", f"{start + 60}.000000"]


def test_history_is_newest_first_in_pages(web: Any) -> None:
    for n in range(7):
        web.chat_postMessage(channel="C1", text=f"{n}")
    pages = [[m["text"] for m in page["messages"]] for page in web.conversations_history(channel="C1", limit=3)]
    assert pages == [["6", "5", "4"], ["3", "2", "1"], ["0"]]


def test_history_has_bounds(web: Any) -> None:
    stamps = [web.chat_postMessage(channel="C1", text=f"{n}")["ts"] for n in range(5)]

    def texts(**bounds: Any) -> list[str]:
        return [m["text"] for m in web.conversations_history(channel="C1", **bounds)["messages"]]

    assert texts(oldest=stamps[1]) == ["4", "3", "2"]
    assert texts(oldest=stamps[1], inclusive=True) == ["4", "3", "2", "1"]
    assert texts(latest=stamps[1]) == ["0"]
    assert texts(oldest=stamps[1], latest=stamps[3]) == ["2"]


def test_metadata_is_shown_on_request(web: Any) -> None:
    metadata = {"event_type": "order", "event_payload": {"id": 1}}
    web.chat_postMessage(channel="C1", text="hello", metadata=metadata)
    assert "metadata" not in web.conversations_history(channel="C1")["messages"][0]
    (message,) = web.conversations_history(channel="C1", include_all_metadata=True)["messages"]
    assert message["metadata"] == metadata


def test_threads_are_apart_from_the_history(web: Any) -> None:
    thread = web.chat_postMessage(channel="C1", text="thread")["ts"]
    web.chat_postMessage(channel="C1", text="inside", thread_ts=thread)
    web.chat_postMessage(channel="C1", text="both", thread_ts=thread, reply_broadcast=True)
    assert [m["text"] for m in web.conversations_history(channel="C1")["messages"]] == ["both", "thread"]
    replies = web.conversations_replies(channel="C1", ts=thread)["messages"]
    assert [m["text"] for m in replies] == ["thread", "inside", "both"]
    assert refused(web.conversations_replies, channel="C1", ts="1.000000") == "thread_not_found"


def test_a_change_without_metadata_leaves_the_metadata(web: Any) -> None:
    metadata = {"event_type": "order", "event_payload": {"id": 1}}
    posted = web.chat_postMessage(channel="C1", text="one", metadata=metadata)
    changed = web.chat_update(channel="C1", ts=posted["ts"], text="two")["message"]
    assert (changed["text"], changed["metadata"]) == ("two", metadata)
    assert changed["edited"]["user"] == "U0FAKE"


def test_a_change_that_changes_nothing_is_no_effect(fake: SlackFake, web: Any) -> None:
    ts = web.chat_postMessage(channel="C1", text="one")["ts"]
    web.chat_update(channel="C1", ts=ts, text="two")
    web.chat_update(channel="C1", ts=ts, text="two")
    assert [effect.activity for effect in fake.effects] == ["chat_postMessage", "chat_update"]


def test_a_repeated_client_msg_id_is_not_recognised(fake: SlackFake, web: Any) -> None:
    for _ in range(2):
        web.chat_postMessage(channel="C1", text="hello", client_msg_id="0d5a4b55-3ad1-4f3c-9c4f-2d6a6f4a1a10")
    assert len(fake.effects) == 2


def test_refusals(fake: SlackFake, web: Any) -> None:
    fake.channel("C404", error="channel_not_found")
    fake.channel("C2", history_error="not_in_channel")
    assert refused(web.chat_postMessage, channel="C404", text="hello") == "channel_not_found"
    assert refused(web.api_call, api_method="chat.postMessage", json={"channel": "C1"}) == "no_text"
    assert refused(web.conversations_history, channel="C2") == "not_in_channel"
    assert refused(web.conversations_history, channel="C1", cursor="nonsense") == "invalid_cursor"
    assert refused(web.chat_update, channel="C1", ts="1.000000", text="x") == "message_not_found"
    assert refused(web.chat_delete, channel="C1", ts="1.000000") == "message_not_found"
    metadata = {"event_type": 1}
    assert refused(web.chat_postMessage, channel="C1", text="x", metadata=metadata) == "invalid_metadata_format"
    attachments = [{"text": "x", "fallback": "x"}] * 101
    assert refused(web.chat_postMessage, channel="C1", text="x", attachments=attachments) == "too_many_attachments"
    assert refused(web.reactions_list) == "unknown_method"
    assert not fake.effects


def test_the_token_is_checked(fake: SlackFake) -> None:
    with fake.serve() as url:
        assert refused(WebClient(token="xoxb-other", base_url=url + API).auth_test) == "invalid_auth"
        assert refused(WebClient(base_url=url + API).auth_test) == "not_authed"


def test_a_message_can_show_up_late(fake: SlackFake, web: Any) -> None:
    fake.visible_after = timedelta(seconds=5)
    web.chat_postMessage(channel="C1", text="hello")
    assert web.conversations_history(channel="C1")["messages"] == []
    fake.clock.advance(5)
    assert len(web.conversations_history(channel="C1")["messages"]) == 1


def test_a_snapshot_is_the_whole_workspace(fake: SlackFake, web: Any) -> None:
    web.chat_postMessage(channel="C1", text="one")
    kept = fake.snapshot()
    web.chat_postMessage(channel="C1", text="two")
    fake.restore(kept)
    assert [message["text"] for message in fake.messages("C1")] == ["one"]
    fake.reset()
    assert fake.messages("C1") == []
    assert not fake.effects


def test_the_same_requests_give_the_same_workspace() -> None:
    def run() -> Any:
        fake = SlackFake(seed=7, start=START)
        with fake.serve() as url:
            web = WebClient(token=fake.token, base_url=url + API, retry_handlers=[])
            answers = [dict(web.chat_postMessage(channel="C1", text=f"{n}").headers)["X-Slack-Req-Id"] for n in range(3)]
        return answers, fake.snapshot()

    assert run() == run()
