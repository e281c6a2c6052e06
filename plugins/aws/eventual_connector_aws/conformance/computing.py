"""Samples of Lambda, Step Functions, ECS, Kinesis, Secrets Manager and SSM."""

from __future__ import annotations

from .made import (
    LOWER_TAGS,
    TAG_KEYS,
    TAGS,
    alias,
    cluster_arn,
    function,
    function_arn,
    machine_arn,
    parameter,
    parameter_id,
    policy,
    service,
    stream,
    task_definition,
)
from .sampling import after, of

SECRET_POLICY = policy("*", "secretsmanager:GetSecretValue")


class FunctionSamples:
    """Lambda."""

    delete_function = of("lambda.delete_function", function)
    update_configuration = of("lambda.update_function_configuration", function, Timeout=30)
    tag_function = of("lambda.tag_resource", function_arn, Tags={"team": "a"})
    untag_function = of("lambda.untag_resource", after("lambda.tag_resource", function_arn, Tags={"team": "a"}), TagKeys=TAG_KEYS)
    update_alias = of("lambda.update_alias", alias, Description="d")
    delete_alias = of("lambda.delete_alias", alias)
    put_concurrency = of("lambda.put_function_concurrency", function, ReservedConcurrentExecutions=1)
    delete_concurrency = of(
        "lambda.delete_function_concurrency", after("lambda.put_function_concurrency", function, ReservedConcurrentExecutions=1)
    )
    delete_invoke_config = of(
        "lambda.delete_function_event_invoke_config", after("lambda.put_function_event_invoke_config", function, MaximumRetryAttempts=0)
    )


class MachineSamples:
    """Step Functions."""

    tag_machine = of("stepfunctions.tag_resource", machine_arn, tags=LOWER_TAGS)
    untag_machine = of("stepfunctions.untag_resource", after("stepfunctions.tag_resource", machine_arn, tags=LOWER_TAGS), tagKeys=TAG_KEYS)


class ContainerSamples:
    """ECS."""

    delete_service = of("ecs.delete_service", service)
    deregister_task_definition = of("ecs.deregister_task_definition", task_definition)
    put_account_setting = of("ecs.put_account_setting", name="serviceLongArnFormat", value="enabled")
    tag_cluster = of("ecs.tag_resource", cluster_arn, tags=LOWER_TAGS)
    untag_cluster = of("ecs.untag_resource", after("ecs.tag_resource", cluster_arn, tags=LOWER_TAGS), tagKeys=TAG_KEYS)


class SettingSamples:
    """Secrets Manager, SSM and Kinesis."""

    delete_parameter = of("ssm.delete_parameter", parameter)
    delete_parameters = of("ssm.delete_parameters", after("ssm.put_parameter", Name="p", Value="1", Type="String"), Names=["p"])
    tag_parameter = of("ssm.add_tags_to_resource", parameter_id, Tags=TAGS)
    untag_parameter = of("ssm.remove_tags_from_resource", after("ssm.add_tags_to_resource", parameter_id, Tags=TAGS), TagKeys=TAG_KEYS)

    tag_stream = of("kinesis.add_tags_to_stream", stream, Tags={"team": "a"})
    untag_stream = of("kinesis.remove_tags_from_stream", after("kinesis.add_tags_to_stream", stream, Tags={"team": "a"}), TagKeys=TAG_KEYS)
