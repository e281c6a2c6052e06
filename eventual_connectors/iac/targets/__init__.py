"""The tools that infrastructure can be written for, each in the way of its users."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping

from ...errors import UsageError
from ..plan import Plan

Target = Callable[[Plan], Mapping[str, str]]
"""Writes a plan: the content of each file, by its name."""

BUILT_IN: Mapping[str, str] = {
    "cdk": "a construct of the AWS CDK in Python",
    "cloudformation": "a CloudFormation template",
    "pulumi": "a Pulumi component in Python",
    "sst": "a module for sst.config.ts",
    "terraform": "a Terraform module",
}
"""What each one writes."""


def built_in(name: str) -> Target:
    """One of our own.

    Raises:
        UsageError: there is none of this name.
    """
    if name not in BUILT_IN:
        raise UsageError(f"there is no target {name!r}; use {', '.join(BUILT_IN)}")
    found: Target = importlib.import_module(f".{name}", __name__).write
    return found
