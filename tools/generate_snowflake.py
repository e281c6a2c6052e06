"""Writes the catalogue of activities into the README of the Snowflake connector."""

from __future__ import annotations

import sys
from pathlib import Path

from eventual_connector_snowflake import plugin, snowflake
from eventual_connectors import Connector

README = Path(__file__).parents[1] / "plugins" / "snowflake" / "README.md"
BEGINS, ENDS = "<!-- catalogue -->", "<!-- end of the catalogue -->"


def catalogue(connector: Connector) -> str:
    """A table of the activities: what repeating each does, by what, and for how long."""
    lines = ["| activity | effect | kept by | window |", "|---|---|---|---|"]
    for one in sorted(connector.activities(), key=lambda activity: activity.local_name):
        window = f"{one.window.total_seconds() / 60:g} minutes" if one.window else ""
        lines.append(f"| `{one.local_name}` | `{one.effect}` | {one.mechanism} | {window} |")
    return "\n".join(lines)


def written(readme: str) -> str:
    """The README with today's catalogue."""
    before, _, rest = readme.partition(BEGINS)
    return f"{before}{BEGINS}\n{catalogue(snowflake)}\n{ENDS}{rest.partition(ENDS)[2]}"


def main() -> int:
    """Write it."""
    plugin.eventual_register_connectors(lambda connector: None)
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
