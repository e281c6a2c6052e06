"""Files go to S3 in parts that are recorded, and come back without passing through a history."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eventual_connector_aws import aws as typed
from eventual_connector_aws import files
from eventual_connector_aws.fakes import AwsFake
from eventual_connectors import Permanent, workflow
from eventual_connectors.testing.runner import TestEngine

aws: Any = typed

MIB = 1024 * 1024


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SMALLEST_PART", 5 * MIB)


@workflow(version="1")
async def store(path: str) -> Any:
    return await files.upload(path, Bucket="bucket", Key="big", parallel=2)


@workflow(version="1")
async def fetch(path: str) -> Any:
    return await aws.files.s3.get_object(Bucket="bucket", Key="big", Path=path)


@pytest.fixture
def big(tmp_path: Path) -> Path:
    made = tmp_path / "big"
    made.write_bytes(bytes(range(256)) * (12 * MIB // 256))
    return made


@pytest.mark.usefixtures("small_parts")
def test_there_and_back(eventual: TestEngine, fake_aws: AwsFake, big: Path, tmp_path: Path) -> None:
    """Each part's answer may be lost, and the completion's: one object, of three parts, is there."""
    eventual.run(make_bucket)
    fake_aws.faults.drop_after_apply("s3.upload_part")
    fake_aws.faults.drop_after_apply("s3.complete_multipart_upload")
    stored = eventual.run(store, str(big))
    back = tmp_path / "back"
    found = eventual.run(fetch, str(back))
    assert back.read_bytes() == big.read_bytes()
    assert (found["Size"], found["SHA256"]) == (12 * MIB, hashlib.sha256(big.read_bytes()).hexdigest())
    assert found["ETag"] == stored["ETag"]
    assert stored["ETag"].endswith('-3"')


def test_an_upload_that_s3_has_forgotten_is_known_by_its_mark(
    eventual: TestEngine, fake_aws: AwsFake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S3 documents that it says NoSuchUpload of an upload that is completed; moto answers as it did at first."""
    eventual.run(make_bucket)
    (tmp_path / "small").write_bytes(b"1")
    done: list[bool] = []
    do = fake_aws.done_by_moto

    def forgetful(asked: Any, **options: Any) -> Any:
        if asked.operation.name != "complete_multipart_upload" or not done:
            done.extend([True] * (asked.operation.name == "complete_multipart_upload"))
            return do(asked, **options)
        return asked.failure("NoSuchUpload", "The specified upload does not exist.", 404)

    monkeypatch.setattr(fake_aws, "done_by_moto", forgetful)
    fake_aws.faults.drop_after_apply("s3.complete_multipart_upload")
    assert eventual.run(store, str(tmp_path / "small"))["ETag"].endswith('-1"')
    assert len(fake_aws.effects.of("s3.complete_multipart_upload")) == 1


@workflow(version="1")
async def make_bucket() -> None:
    await aws.s3.create_bucket(Bucket="bucket")


@pytest.mark.usefixtures("small_parts")
def test_a_failure_leaves_no_parts_behind(eventual: TestEngine, fake_aws: AwsFake, big: Path) -> None:
    eventual.run(make_bucket)
    fake_aws.faults.error_before_apply("s3.upload_part", status=400)
    with pytest.raises(Permanent):
        eventual.run(store, str(big))
    assert len(fake_aws.effects.of("s3.abort_multipart_upload")) == 1
    assert not fake_aws.effects.of("s3.complete_multipart_upload")


def test_a_file_that_is_not_there_is_one_line(eventual: TestEngine, fake_aws: AwsFake, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"nothing cannot be read here: No such file or directory"):
        eventual.run(store, str(tmp_path / "nothing"))
    assert not fake_aws.effects


WORKER = """
import asyncio, json, sys
from eventual_connector_aws import AwsConnection
from eventual_connectors import connect, connections
from tests_of_files import store

async def main():
    connections.configure("aws", AwsConnection(**json.loads(sys.argv[1])))
    async with connect(sys.argv[2]) as engine, engine.worker([store]):
        handle = await engine.start(store, sys.argv[3], id="upload")
        print(json.dumps(await handle.result()))

asyncio.run(main())
"""


def test_a_worker_that_follows_one_that_was_killed_uploads_what_is_missing(
    fake: AwsFake, plain: Callable[..., Any], big: Path, tmp_path: Path
) -> None:
    """The second part's request has the worker killed; the first part is not sent again, and the object is made once."""
    plain("s3").create_bucket(Bucket="bucket")
    module = tmp_path / "tests_of_files.py"
    module.write_text(
        "from typing import Any\nfrom eventual_connectors import workflow\nfrom eventual_connector_aws import files\n"
        f"files.SMALLEST_PART = 5 * {MIB}\n\n\n@workflow(version='1')\nasync def store(path: str) -> Any:\n"
        "    return await files.upload(path, Bucket='bucket', Key='big', parallel=1)\n"
    )
    (tmp_path / "worker.py").write_text(WORKER)
    command = [sys.executable, "worker.py", json.dumps(fake.settings(fake.url)), f"sqlite:///{tmp_path}/e.db", str(big)]
    running: list[subprocess.Popen[str]] = []
    seen: list[str] = []

    def received(operation: str, request: Any) -> None:
        seen.append(operation)
        if seen.count("s3.upload_part") == 2 and len(running) == 1:
            running[0].kill()

    fake.on_received = received
    running.append(subprocess.Popen(command, cwd=tmp_path, text=True))
    assert running[0].wait(60) == -9
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True)
    assert json.loads(done.stdout)["ETag"].endswith('-3"')
    assert seen.count("s3.create_multipart_upload") == 1
    assert seen.count("s3.upload_part") == 4  # the second one twice
    assert len(fake.effects.of("s3.complete_multipart_upload")) == 1
    assert plain("s3").get_object(Bucket="bucket", Key="big")["Body"].read() == big.read_bytes()
