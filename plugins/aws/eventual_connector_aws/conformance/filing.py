"""Samples of `aws.files`: this module is the file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from eventual_connectors.conformance import SampleCall, call, sample

from .. import aws
from .made import BUCKET, bucket, thing
from .sampling import Parameters

FILE = str(Path(__file__))
MARK = "5b1c04f6-93ae-4d0e-9a52-0123456789ab"


async def _begun() -> Parameters:
    await bucket()
    named = {"Bucket": BUCKET, "Key": "f"}
    begun = await aws.files.s3.create_multipart_upload(**named, Path=FILE, Mark=MARK)
    return {**named, "UploadId": begun["UploadId"]}


class FileSamples:
    """A file in one part."""

    @sample("files.s3.create_multipart_upload")
    async def begin(self) -> SampleCall:
        await bucket()
        return call(Bucket=BUCKET, Key="f", Path=FILE, Mark=MARK)

    @sample("files.s3.upload_part")
    async def part(self) -> SampleCall:
        found = os.stat(FILE)
        return call(**await _begun(), PartNumber=1, Path=FILE, Changed=found.st_mtime_ns, Offset=0, Length=found.st_size)

    @sample("files.s3.complete_multipart_upload")
    async def complete(self) -> SampleCall:
        named = await _begun()
        part = await aws.s3.upload_part(**named, PartNumber=1, Body=b"1")
        return call(**named, Mark=MARK, ETags=[part["ETag"]])

    @sample("files.s3.get_object")
    async def fetch(self) -> SampleCall:
        return call(**await thing(), Path=str(Path(tempfile.gettempdir(), "eventual-conformance-object")))
