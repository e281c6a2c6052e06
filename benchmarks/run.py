"""Measures side by side and writes benchmarks/results/latest.json. `--quick` for a short run, `--no-peers` for no installs.

Each figure is the median over interleaved rounds, each in a process of its own, so that a noisy moment hits both sides.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
PEERS = ROOT / ".tools" / "peers"
SHAPES = {"sequential": "one execution, steps one after the other", "together": "50 executions together"}
TARGETS = {("sequential", "raw sqlite"): 0.45, ("together", "raw sqlite"): 0.2}
"""What we want to reach, as times the peer."""


def main() -> None:
    """Measure, print a table, write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--no-peers", action="store_true", help="only against the raw database")
    options = parser.parse_args()
    rounds, sequential, together = (1, 100, 50) if options.quick else (5, 400, 50)
    programs = {"ours": [sys.executable, str(HERE / "ours.py")], "raw sqlite": [sys.executable, str(HERE / "peers" / "raw_sqlite.py")]}
    if not options.no_peers:
        programs["dbos sqlite wal"] = [str(peers_python()), str(HERE / "peers" / "dbos_steps.py")]
    found: dict[str, list[dict[str, float]]] = {name: [] for name in programs}
    for number in range(rounds):
        for name, command in programs.items():
            print(f"round {number + 1} of {rounds}: {name}", file=sys.stderr)
            found[name].append(measure([*command, str(sequential), str(together)]))
    rows = [row(shape, peer, found) for shape in SHAPES for peer in programs if peer != "ours"]
    report = {"commit": commit(), "date": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine(), "rows": rows}
    target = HERE / "results" / "latest.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    for line in rows:
        print(f"{line['name']:<45} ours {line['ours']:>8} {line['unit']}, {line['peer_name']} {line['peer']}: {line['times_better']} times")


def measure(command: list[str]) -> dict[str, float]:
    """Run one program and read its line."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, env=environment, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def row(shape: str, peer: str, found: dict[str, list[dict[str, float]]]) -> dict[str, object]:
    """One comparison; the ratio is the median of the rounds' own ratios."""
    ours = statistics.median(figures[shape] for figures in found["ours"])
    theirs = statistics.median(figures[shape] for figures in found[peer])
    ratios = sorted(mine[shape] / other[shape] for mine, other in zip(found["ours"], found[peer], strict=True))
    return {
        "name": f"durable writes: {SHAPES[shape]}",
        "unit": "steps/s",
        "ours": round(ours),
        "peer": round(theirs),
        "peer_name": peer,
        "times_better": round(statistics.median(ratios), 2),
        "spread": [round(ratios[0], 2), round(ratios[-1], 2)],
        "target": TARGETS.get((shape, peer)),
    }


def peers_python() -> Path:
    """The peers' own environment, made at first use."""
    python = PEERS / "bin" / "python"
    wanted = HERE / "peers" / "requirements.txt"
    stamp = PEERS / "installed.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted.read_text(encoding="utf-8"):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(PEERS)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "-r", str(wanted)], check=True)
        stamp.write_text(wanted.read_text(encoding="utf-8"), encoding="utf-8")
    return python


def commit() -> str:
    """The commit that is measured."""
    return subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def machine() -> str:
    """What it was measured on."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


if __name__ == "__main__":
    main()
