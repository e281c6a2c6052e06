"""Slack, durably: `slack.chat_postMessage(channel="C1", text="…")` posts one message.

Importing this package loads no Slack SDK; the first attempt does.
"""

from .connection import SlackConnection
from .connector import Slack, slack

__all__ = ["Slack", "SlackConnection", "slack"]
