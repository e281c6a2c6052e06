"""The whole of the installed SDK, by its own names and parameters."""

from __future__ import annotations

import inspect

import pytest
from slack_sdk import WebClient

from eventual_connector_slack import slack
from eventual_connector_slack.fakes import SlackFake
from eventual_connector_slack.operations import CREDENTIALS, operations
from eventual_connector_slack.sdk import methods

SDK = {
    name: method
    for name, method in vars(WebClient).items()
    if inspect.isfunction(method) and not name.startswith("_") and name not in methods.HELPERS
}


def test_every_method_of_the_sdk_can_be_called() -> None:
    """354 in 3.47: all that the client has but `chat_stream`, which sends nothing."""
    assert {activity.local_name for activity in slack.activities()} == SDK.keys()
    assert len(SDK) >= 354
    assert all(getattr(slack, name).local_name == name for name in SDK)


def test_every_parameter_is_one_of_the_sdks() -> None:
    for activity in slack.activities():
        vendor = inspect.signature(SDK[activity.local_name]).parameters.values()
        theirs = [(p.name, p.kind, p.default) for p in vendor if p.name not in ("self", "kwargs") and p.name not in CREDENTIALS]
        ours = [(p.name, p.kind, p.default) for p in activity.signature.parameters.values()]
        assert ours == theirs, activity.name


def test_what_is_generated_is_todays() -> None:
    for operation in methods.operations():
        assert operation.to_line() == operations()[operation.name].to_line()


@pytest.mark.parametrize(
    ("name", "effect"),
    [
        ("conversations_history", "read"),
        ("users_lookupByEmail", "read"),
        ("chat_getPermalink", "read"),
        ("reactions_add", "natural"),
        ("chat_postMessage", "lookup"),
        ("chat_scheduleMessage", "unsafe"),
        ("files_getUploadURLExternal", "unsafe"),
        ("admin_emoji_add", "unsafe"),
        ("auth_revoke", "unsafe"),
    ],
)
def test_classes(name: str, effect: str) -> None:
    assert slack[name].effect.value == effect


def test_no_credential_is_a_parameter() -> None:
    for activity in slack.activities():
        assert not CREDENTIALS & activity.signature.parameters.keys()


async def test_pages_are_calls_of_their_own(fake_slack: SlackFake) -> None:
    for n in range(7):
        await slack.chat_postMessage(channel="C1", text=f"{n}")
    pages = [page async for page in slack.conversations_history.pages(channel="C1", limit=3)]
    assert [len(page["messages"]) for page in pages] == [3, 3, 1]
    items = [message["text"] async for message in slack.conversations_history.items(channel="C1", limit=3)]
    assert items == ["6", "5", "4", "3", "2", "1", "0"]
