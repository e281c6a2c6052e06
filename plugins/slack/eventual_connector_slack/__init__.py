"""Slack, durably: `slack.chat_postMessage(channel="C1", text="…")` posts one message.

Importing this package loads no Slack SDK; the first attempt does.
"""

from .app_manifest import app_manifest
from .ask import Answer, answer_of, ask_human
from .connection import SlackConnection
from .connector import Slack, slack
from .inbound import SlackApp
from .ingestion import event_type, take_answers, webhook
from .oauth import install, use_installation
from .signature import SignatureError, verify_signature

__all__ = [
    "Answer",
    "SignatureError",
    "Slack",
    "SlackApp",
    "SlackConnection",
    "answer_of",
    "app_manifest",
    "ask_human",
    "event_type",
    "install",
    "slack",
    "take_answers",
    "use_installation",
    "verify_signature",
    "webhook",
]
