"""The classic: the message was posted and the answer was lost. The plain SDK posts it twice, the connector once."""

from __future__ import annotations

from slack_sdk import WebClient

from eventual_connector_slack import slack
from eventual_connector_slack.fakes import SlackFake
from eventual_connectors import workflow
from eventual_connectors.testing import TestEngine


@workflow(version="1")
async def announce() -> str:
    return str((await slack.chat_postMessage(channel="C1", text="paid"))["ts"])


def test_the_plain_sdk_posts_two_messages() -> None:
    fake = SlackFake()
    fake.faults.drop_after_apply("chat_postMessage")
    with fake.serve() as url:
        WebClient(token=fake.token, base_url=f"{url}/api/").chat_postMessage(channel="C1", text="paid")
    assert len(fake.messages("C1")) == 2


def test_the_connector_posts_one(eventual: TestEngine, fake_slack: SlackFake) -> None:
    fake_slack.faults.drop_after_apply("chat_postMessage")
    eventual.run(announce)
    assert len(fake_slack.messages("C1")) == 1
