"""What the README says of boto3's defaults and of ours is what `benchmarks/aws_once.py` measures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_boto3_sends_again_and_we_do_not() -> None:
    script = ROOT / "benchmarks" / "aws_once.py"
    done = subprocess.run([sys.executable, str(script), "--json"], capture_output=True, text=True, timeout=120, check=True)
    rows = json.loads(done.stdout)["rows"]
    assert [(row["boto3"], row["ours"], row["status"]) for row in rows] == [(3, 1, "parked"), (3, 1, "completed"), (4, 1, "completed")]
