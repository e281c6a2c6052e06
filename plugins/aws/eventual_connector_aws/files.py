"""Files to S3 and back, in parts that are recorded: `await upload("/data/big.parquet", Bucket="b", Key="k")`.

No content is recorded, only ETags: the workers read and write the file themselves, so it has to be within the reach of each.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventual_connectors import Attempt, ConnectorError, Permanent, durable

from .connector import aws
from .marks import KEY

if TYPE_CHECKING:
    from .client import AwsClient
else:
    AwsClient = Any

SMALLEST_PART = 8 * 1024 * 1024
"""Bytes. S3 wants five MiB at least, of all parts but the last."""

MOST_PARTS = 1000
"""S3 takes ten thousand; a history that is read in one go should have fewer."""

BLOCK = 1024 * 1024


@aws.activity("files.s3.create_multipart_upload", effect="unsafe", permissions=("s3:PutObject",))
def create_multipart_upload(
    client: AwsClient, attempt: Attempt, *, Bucket: str, Key: str, Path: str, Mark: str, ContentType: str | None = None
) -> dict[str, Any]:
    """Begin an upload of a file.

    Returns:
        `UploadId`, and of the file `Size` and `Changed` (when it was changed last), by which each part knows it again.
    """
    size, changed = _measured(Path)
    parameters: dict[str, Any] = {"Bucket": Bucket, "Key": Key, "Metadata": {KEY: Mark}}
    if ContentType is not None:
        parameters["ContentType"] = ContentType
    answer = client.call("s3", "create_multipart_upload", attempt, parameters)
    return {"UploadId": answer["UploadId"], "Size": size, "Changed": changed}


@aws.activity("files.s3.upload_part", effect="natural", mechanism="a part replaces the part of its number", permissions=("s3:PutObject",))
def upload_part(
    client: AwsClient,
    attempt: Attempt,
    *,
    Bucket: str,
    Key: str,
    UploadId: str,
    PartNumber: int,
    Path: str,
    Changed: int,
    Offset: int,
    Length: int,
) -> dict[str, Any]:
    """Upload a part of a file, which must not have changed since the upload was begun; returns its `ETag`."""
    if _measured(Path)[1] != Changed:
        raise Permanent(f"{Path} has changed since its upload was begun", code="file_changed")
    with open(Path, "rb") as file:
        file.seek(Offset)
        body = file.read(Length)
    parameters = {"Bucket": Bucket, "Key": Key, "UploadId": UploadId, "PartNumber": PartNumber, "Body": body}
    return {"ETag": client.call("s3", "upload_part", attempt, parameters)["ETag"]}


@aws.activity(
    "files.s3.complete_multipart_upload",
    effect="natural",
    mechanism="an upload is completed once; the object bears its mark",
    permissions=("s3:GetObject", "s3:PutObject"),
)
def complete_multipart_upload(
    client: AwsClient, attempt: Attempt, *, Bucket: str, Key: str, UploadId: str, Mark: str, ETags: list[str]
) -> dict[str, Any]:
    """Make the object of its parts; returns `ETag` and, in a bucket with versions, `VersionId`.

    S3 says of an upload that is completed what it says of one that never was. The object's mark tells.
    """
    parts = [{"PartNumber": number, "ETag": etag} for number, etag in enumerate(ETags, 1)]
    parameters = {"Bucket": Bucket, "Key": Key, "UploadId": UploadId, "MultipartUpload": {"Parts": parts}}
    try:
        answer = client.call("s3", "complete_multipart_upload", attempt, parameters)
    except ConnectorError as error:
        if error.code != "NoSuchUpload" or not attempt.in_doubt:
            raise
        answer = client.call("s3", "head_object", attempt, {"Bucket": Bucket, "Key": Key})
        if answer.get("Metadata", {}).get(KEY) != Mark:
            raise
    return {name: answer[name] for name in ("ETag", "VersionId") if name in answer}


@aws.activity("files.s3.get_object", effect="read", permissions=("s3:GetObject",))
def get_object(client: AwsClient, attempt: Attempt, *, Bucket: str, Key: str, Path: str, VersionId: str | None = None) -> dict[str, Any]:
    """Write an object to a file, as a whole or not at all, instead of into the history; returns `Path`, `Size`, `SHA256` and `ETag`."""
    parameters = {"Bucket": Bucket, "Key": Key} | ({} if VersionId is None else {"VersionId": VersionId})
    whole, size = hashlib.sha256(), 0
    temporary = f"{Path}.{uuid.uuid4().hex}"
    try:
        with client.streaming("s3", "get_object", attempt, parameters) as answer, open(temporary, "wb") as file:
            for block in answer["Body"].iter_chunks(BLOCK):
                file.write(block)
                whole.update(block)
                size += len(block)
        os.replace(temporary, Path)
    finally:
        _forget(temporary)
    return {"Path": Path, "Size": size, "SHA256": whole.hexdigest(), "ETag": answer["ETag"]}


async def upload(
    path: str | os.PathLike[str], /, *, Bucket: str, Key: str, ContentType: str | None = None, parallel: int = 4
) -> Mapping[str, Any]:
    """Upload a file in parts, in a workflow. Each part is a durable call: a worker that follows one that was killed goes on where it was.

    A failure or a cancellation aborts the upload, so that no parts are left to be paid for. A begin whose answer was lost leaves an upload
    without parts; a lifecycle rule (`AbortIncompleteMultipartUpload`) removes those.

    Args:
        path: the file, which every worker can read.
        Bucket: where to.
        Key: where to.
        ContentType: of the object.
        parallel: how many parts at once.

    Returns:
        `ETag` and, in a bucket with versions, `VersionId`.
    """
    place, mark = os.fspath(path), str(durable.uuid4())
    begun = await aws.files.s3.create_multipart_upload.with_options(on_ambiguous="retry")(
        Bucket=Bucket, Key=Key, Path=place, Mark=mark, ContentType=ContentType
    )
    size, upload_id = begun["Size"], begun["UploadId"]
    length = max(SMALLEST_PART, -(-size // MOST_PARTS))

    async def part(number: int) -> str:
        named = {"Bucket": Bucket, "Key": Key, "UploadId": upload_id, "Path": place, "Changed": begun["Changed"]}
        offset = (number - 1) * length
        done = await aws.files.s3.upload_part(**named, PartNumber=number, Offset=offset, Length=min(length, size - offset))
        return str(done["ETag"])

    try:
        numbers = range(1, max(1, -(-size // length)) + 1)
        # A part is not given up because another failed: nobody would know whether it was sent.
        parts = await durable.fan_out(part, numbers, limit=parallel, key=str, return_exceptions=True)
        if failed := next((one for one in parts if isinstance(one, BaseException)), None):
            raise failed
        etags = [str(one) for one in parts]
        done: dict[str, Any] = await aws.files.s3.complete_multipart_upload(
            Bucket=Bucket, Key=Key, UploadId=upload_id, Mark=mark, ETags=etags
        )
        return done
    except (Exception, asyncio.CancelledError):
        await aws.s3.abort_multipart_upload(Bucket=Bucket, Key=Key, UploadId=upload_id)
        raise


def _measured(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError as error:
        raise Permanent(f"{path} cannot be read here: {error.strerror}", code="no_file") from None
    return found.st_size, found.st_mtime_ns


def _forget(path: str) -> None:
    Path(path).unlink(missing_ok=True)
