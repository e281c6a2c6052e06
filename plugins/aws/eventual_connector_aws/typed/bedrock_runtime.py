"""BedrockRuntime: boto3's client as activities, for type checkers alone. Written by tools/aws_types.py."""

from mypy_boto3_bedrock_runtime.client import BedrockRuntimeClient as Client

from eventual_connectors.surface import Group

from .lifting import method, streamed


class BedrockRuntime(Group):
    """BedrockRuntime."""

    apply_guardrail = method(Client.apply_guardrail)
    converse = method(Client.converse)
    converse_stream = streamed(Client.converse_stream)
    count_tokens = method(Client.count_tokens)
    get_async_invoke = method(Client.get_async_invoke)
    invoke_guardrail_checks = method(Client.invoke_guardrail_checks)
    invoke_model = streamed(Client.invoke_model)
    invoke_model_with_bidirectional_stream = streamed(Client.invoke_model_with_bidirectional_stream)
    invoke_model_with_response_stream = streamed(Client.invoke_model_with_response_stream)
    list_async_invokes = method(Client.list_async_invokes)
    start_async_invoke = method(Client.start_async_invoke)
