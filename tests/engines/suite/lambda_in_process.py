"""Lambda's API over the runner that is within the process, as boto3's client has it: fast, and open to crashes of a test's choice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aws_durable_execution_sdk_python_testing.executor import Executor
from aws_durable_execution_sdk_python_testing.runner import DurableFunctionTestRunner
from botocore.exceptions import ClientError


def refused(code: str, status: int, operation: str) -> ClientError:
    """What boto3 raises."""
    answer: Any = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, operation)


class AlreadyStarted(Exception):
    """The name is taken by another payload."""


class Exceptions:
    """Of boto3's client."""

    DurableExecutionAlreadyStartedException = AlreadyStarted


class InProcessLambda:
    """As much of boto3's client as the engine uses."""

    exceptions = Exceptions

    def __init__(self) -> None:
        self.runner: Any = None
        self._lock = threading.Lock()
        self._names: dict[str, tuple[str, str]] = {}

    @property
    def executor(self) -> Executor:
        """The runner's."""
        executor: Executor = self.runner._executor
        return executor

    def invoke(self, FunctionName: str, Qualifier: str, InvocationType: str, DurableExecutionName: str, Payload: bytes) -> Any:
        with self._lock:
            payload = Payload.decode()
            if DurableExecutionName not in self._names:
                arn = self.runner.run_async(payload, 600, function_name=FunctionName, execution_name=DurableExecutionName)
                self._names[DurableExecutionName] = arn, payload
            arn, held = self._names[DurableExecutionName]
        if held != payload:
            raise AlreadyStarted(DurableExecutionName)
        return {"DurableExecutionArn": arn}

    def get_durable_execution(self, DurableExecutionArn: str) -> Any:
        return self.executor.get_execution_details(DurableExecutionArn).to_dict()

    def send_durable_execution_callback_success(self, CallbackId: str, Result: bytes) -> Any:
        try:
            self.executor.send_callback_success(CallbackId, Result)
        except Exception:
            raise refused("ResourceNotFoundException", 404, "SendDurableExecutionCallbackSuccess") from None

    def get_paginator(self, operation: str) -> Any:
        return _Pages(self._listed if operation == "list_durable_executions_by_function" else self._history)

    def _listed(self, FunctionName: str, PaginationConfig: Any, DurableExecutionName: str | None = None) -> Any:
        return self.executor.list_executions(FunctionName, execution_name=DurableExecutionName, max_items=1000).to_dict()

    def _history(self, DurableExecutionArn: str, IncludeExecutionData: bool, PaginationConfig: Any) -> Any:
        return self.executor.get_execution_history(DurableExecutionArn, include_execution_data=True, max_items=1000).to_dict()


class _Pages:
    def __init__(self, ask: Callable[..., Any]) -> None:
        self._ask = ask

    def paginate(self, **asked: Any) -> Iterator[Any]:
        marker: dict[str, Any] = {}
        answer = self._ask(**asked, **marker)
        assert not answer.get("NextMarker")
        yield answer


@contextmanager
def served(client: InProcessLambda, handler: Any) -> Iterator[None]:
    """Have the runner invoke a handler while the block lasts."""
    with DurableFunctionTestRunner(handler, poll_interval=0.02, skip_time=False) as runner:
        client.runner = runner
        yield
    runner._scheduler._loop.close()  # it is left open
