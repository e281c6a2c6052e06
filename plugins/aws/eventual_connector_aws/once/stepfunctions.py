"""Step Functions: a standard execution, started once: the call's key is its name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from eventual_connectors import Attempt, InDoubt, Permanent
from eventual_connectors.errors import KeyConflict, UsageError

from ..connector import aws

if TYPE_CHECKING:
    from ..client import AwsClient
else:
    AwsClient = Any

NAMES_ARE_KEPT = timedelta(days=90)
"""A name can be used again this long after its execution has ended."""


@aws.activity(
    "once.stepfunctions.start_execution",
    effect="keyed",
    window=NAMES_ARE_KEPT,
    mechanism="the execution's name",
    permissions=("states:DescribeExecution", "states:DescribeStateMachine", "states:StartExecution"),
)
def start_execution(
    client: AwsClient, attempt: Attempt, *, stateMachineArn: str, input: str = "{}", traceHeader: str | None = None
) -> dict[str, Any]:
    """Start an execution of a standard state machine. One of an express state machine is started at most once, and parks after doubt.

    Returns:
        `executionArn` and `startDate`, also when an earlier attempt has started it and it has ended since.
    """
    if attempt.in_doubt:
        _check_standard(client, attempt, stateMachineArn)
    name = f"ec-{attempt.key.hex}"
    parameters = {"stateMachineArn": stateMachineArn, "name": name, "input": input}
    if traceHeader is not None:
        parameters["traceHeader"] = traceHeader
    try:
        return client.call("stepfunctions", "start_execution", attempt, parameters)
    except Permanent as error:
        if error.code != "ExecutionAlreadyExists":
            raise
    # Running with other input, or ended: which of them, it does not say.
    execution = stateMachineArn.replace(":stateMachine:", ":execution:") + f":{name}"
    found = client.call("stepfunctions", "describe_execution", attempt, {"executionArn": execution})
    if found.get("input") != input:
        raise KeyConflict(f"{name} was started with another input", code="ExecutionAlreadyExists", key=attempt.key)
    return {name: found[name] for name in ("executionArn", "startDate", "ResponseMetadata") if name in found}


@start_execution.check
def _a_state_machine(*, stateMachineArn: str, **rest: Any) -> None:
    # A version or an alias is the eighth part; executions are named below the state machine itself.
    if len(stateMachineArn.split(":")) != 7 or ":stateMachine:" not in stateMachineArn:
        raise UsageError(f"{stateMachineArn} is not the ARN of a state machine (without a version or an alias)")


def _check_standard(client: AwsClient, attempt: Attempt, arn: str) -> None:
    """Before a name is sent again: an express state machine would run it again, so there the doubt stays."""
    if arn not in client.remembered:
        client.remembered[arn] = client.call("stepfunctions", "describe_state_machine", attempt, {"stateMachineArn": arn})["type"]
    if client.remembered[arn] != "STANDARD":
        raise InDoubt(f"{arn} is {client.remembered[arn]}: only a STANDARD state machine recognises an execution's name", code="express")
