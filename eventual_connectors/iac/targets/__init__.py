"""The tools that infrastructure can be written for, each in the way of its users."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ... import discovery
from ...errors import UsageError

if TYPE_CHECKING:
    from ...hookspecs import InfrastructureTarget
    from ..plan import Plan

BUILT_IN: Mapping[str, str] = {
    "cdk": "a construct of the AWS CDK in Python",
    "cloudformation": "a CloudFormation template",
    "pulumi": "a Pulumi component in Python",
    "sst": "a module for sst.config.ts",
    "terraform": "a Terraform module",
}
"""What each one writes."""


def files_of(name: str, plan: Plan) -> dict[str, str]:
    """What a target writes, and the documents for the vendors' own tools.

    Raises:
        UsageError: there is no such target.
        PluginError: the plugin that has it cannot be used.
    """
    return {**target(name)(plan), **{document.name: document.content for document in plan.documents}}


def target(name: str) -> InfrastructureTarget:
    """What writes for a target: one of ours, or a plugin's.

    Raises:
        UsageError: there is none of this name.
        PluginError: the plugin that has it cannot be used.
    """
    if name in BUILT_IN:
        found: InfrastructureTarget = importlib.import_module(f".{name}", __name__).write
        return found
    theirs = discovery.iac_targets()
    if name not in theirs:
        raise UsageError(f"there is no target {name!r}; use {', '.join(sorted([*BUILT_IN, *theirs]))}")
    return discovery.iac_target(name)
