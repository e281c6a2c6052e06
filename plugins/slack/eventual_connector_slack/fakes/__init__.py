"""A Slack workspace for tests: `SlackFake`, and the pytest fixture `fake_slack`."""

from .fake import SlackFake

__all__ = ["SlackFake"]
