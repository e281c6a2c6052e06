"""The package as the core finds it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path

import eventual_connector_aws
from eventual_connector_aws import aws, plugin
from eventual_connectors import Connector
from eventual_connectors.discovery import manifest


def test_the_manifest_says_what_there_is() -> None:
    said = tomllib.loads(resources.files(eventual_connector_aws).joinpath(manifest.FILE_NAME).read_text())
    assert said["activities"]["names"] == sorted(aws.declared())
    assert said["events"]["names"] == sorted(event.name for event in aws.events())
    assert (said["name"], said["plugin"], said["summary"]) == (aws.name, plugin.__name__, aws.summary)
    assert all(hasattr(eventual_connector_aws, name) for name in said["connections"])


def test_the_plugin_registers_the_connector() -> None:
    registered: list[Connector] = []
    plugin.eventual_register_connectors(registered.append)
    assert registered == [aws]


def test_importing_loads_no_sdk() -> None:
    code = (
        "import sys, eventual_connector_aws.plugin, eventual_connector_aws.fakes.pytest_plugin\n"
        "from eventual_connector_aws import aws\n"
        "list(aws.declared()), list(aws.events())\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'boto3', 'botocore', 'moto', 'urllib3', 'cryptography'}))"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_call_reads_the_model_of_its_service_alone() -> None:
    code = (
        "from eventual_connector_aws import aws, models\n"
        "aws.sqs.send_message(QueueUrl='q', MessageBody='m').close()\n"
        "print(models.description.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "1\n"


def test_a_missing_package_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("import sys\nsys.modules['moto'] = None\n")
    (tmp_path / "test_it.py").write_text("def test_sends(fake_aws): ...\n")
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "test_it.py"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert "\nfake_aws needs moto; pip install 'eventual-connector-aws[fakes]'\n" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
