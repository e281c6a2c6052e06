"""Samples of what else `promises.toml` claims and the fake can carry out: settings, tags, and what is deleted.

A suite of its own, for a look at them on the fake: `run_suite(SettingsConformance, cases="dropped_*")`. All its cases take half an hour.
Those of which moto keeps a time or a list that grows are not in it.
"""

from __future__ import annotations

from eventual_connectors.conformance import ConformanceSuite

from .. import aws
from ..fakes import AwsFake
from .computing import ContainerSamples, FunctionSamples, MachineSamples, SettingSamples
from .messaging import EventSamples, MailSamples, QueueSamples, TopicSamples
from .storage import BucketSamples, ObjectSamples, TableSamples


class SettingsConformance(
    TableSamples,
    ObjectSamples,
    BucketSamples,
    QueueSamples,
    TopicSamples,
    EventSamples,
    MailSamples,
    FunctionSamples,
    MachineSamples,
    ContainerSamples,
    SettingSamples,
    ConformanceSuite,
):
    """The settings that are claimed to be natural."""

    connector, fake = aws, AwsFake
