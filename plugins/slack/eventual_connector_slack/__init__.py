"""Slack, durably: `slack.chat_postMessage(channel="C1", text="…")` posts one message.

Importing this package loads no Slack SDK; the first attempt does.
"""

from .ask import Answer, answer_of, ask_human
from .connection import SlackConnection
from .connector import Slack, slack

__all__ = ["Answer", "Slack", "SlackConnection", "answer_of", "ask_human", "slack"]
