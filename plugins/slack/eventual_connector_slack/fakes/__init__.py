"""A Slack workspace for tests: `SlackFake`, and the pytest fixture `fake_slack`."""

from .deliveries import Delivery, sign
from .fake import SlackFake

__all__ = ["Delivery", "SlackFake", "sign"]
