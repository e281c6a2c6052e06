"""The fake's first uses, when several come together in an interpreter that has not imported moto."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import threading
from eventual_connector_aws.fakes import AwsFake
from eventual_connectors.fakes import Headers, Request

failed = []
begin = threading.Barrier(8)
signed = "AWS4-HMAC-SHA256 Credential=AKIAFAKE000000000000/20300101/us-east-1/sqs/aws4_request"
sent = {"Authorization": signed, "X-Amz-Target": "AmazonSQS.ListQueues", "Content-Type": "application/x-amz-json-1.0", "Host": "sqs"}
request = Request("POST", "/", "", Headers(sent), b"{}")

def use(number):
    fake = AwsFake()
    begin.wait()
    try:
        if number % 2:
            assert fake.handle(request).status == 200
        else:
            fake.world.holds()
    except Exception as error:
        failed.append(error)

threads = [threading.Thread(target=use, args=(number,)) for number in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(failed), *map(repr, failed))
"""


def test_uses_that_come_together_find_moto_whole() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "0", done.stdout + done.stderr
