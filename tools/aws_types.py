"""Write `eventual_connector_aws/typed/`: the operations of the common services, with parameters and results for editors.

The types are those of the packages `mypy_boto3_*`; what is written here lifts each method of a client to an activity. Run it
after an upgrade of botocore or of these packages: .venv/bin/python tools/aws_types.py
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from eventual_connector_aws import models

TARGET = Path(__file__).resolve().parent.parent / "plugins/aws/eventual_connector_aws/typed"

SERVICES = {
    "athena": "Athena",
    "batch": "Batch",
    "bedrock-runtime": "BedrockRuntime",
    "dynamodb": "DynamoDB",
    "ecs": "ECS",
    "events": "EventBridge",
    "glue": "Glue",
    "kinesis": "Kinesis",
    "lambda": "Lambda",
    "s3": "S3",
    "scheduler": "EventBridgeScheduler",
    "secretsmanager": "SecretsManager",
    "ses": "SES",
    "sns": "SNS",
    "sqs": "SQS",
    "ssm": "SSM",
    "stepfunctions": "SFN",
}
"""boto3's names of the services, and how the types' packages call them."""


def module(service: str) -> str:
    """A service's name as that of a module."""
    name = service.replace("-", "_")
    return f"{name}_" if name == "lambda" else name


def written(service: str, name: str) -> str:
    """The module of a service."""
    package = f"mypy_boto3_{service.replace('-', '_')}"
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"{package} is not installed: make setup")
    typed = set(re.findall(r"^    def (\w+)\(", Path(spec.origin).with_name("client.pyi").read_text(), re.MULTILINE))
    lines = [
        f'"""{name}: boto3\'s client as activities, for type checkers alone. Written by tools/aws_types.py."""',
        "",
        "from eventual_connectors.surface import Group",
        f"from {package}.client import {name}Client as Client",
        "",
        "from .lifting import method, streamed",
        "",
        f"class {name}(Group):",
        f'    """{name}."""',
        "",
    ]
    for operation in sorted(models.operations(service)):
        model = models.operation(service, operation).model
        lift = "streamed" if model.has_streaming_output or model.has_event_stream_output else "method"
        if operation in typed:
            lines.append(f"    {operation} = {lift}(Client.{operation})")
    text = "\n".join(lines) + "\n"
    return text if "streamed(" in text else text.replace("import method, streamed", "import method")


def main() -> None:
    """Write every module, and lay them out."""
    for service, name in SERVICES.items():
        TARGET.joinpath(f"{module(service)}.py").write_text(written(service, name), encoding="utf-8")
    ruff = Path(sys.executable).with_name("ruff")
    subprocess.run([ruff, "check", "--quiet", "--select", "I", "--fix", TARGET], check=True)
    subprocess.run([ruff, "format", "--quiet", TARGET], check=True)


if __name__ == "__main__":
    main()
