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
import time
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
PEERS = ROOT / ".tools" / "peers"
SHAPES = {"sequential": "one execution, steps one after the other", "together": "50 executions together"}
STARTS = {"eventual --help": ["--help"], "eventual connectors list": ["connectors", "list"]}
START_MS = 250
"""Milliseconds that a command that imports no plugin may take longer than an empty Python."""
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
    rows += [start_row(name, arguments, 5 if options.quick else 25) for name, arguments in STARTS.items()]
    report = {"commit": commit(), "date": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine(), "rows": rows}
    target = HERE / "results" / "latest.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    for line in rows:
        against = f"{line['times_better']} times" if line["times_better"] is not None else f"target {line['target']}"
        print(f"{line['name']:<45} ours {line['ours']:>8} {line['unit']}, {line['peer_name']} {line['peer']}: {against}")


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


def start_row(name: str, arguments: list[str], rounds: int) -> dict[str, object]:
    """How much longer a command takes than an empty Python, with all plugins installed; the median of the rounds' own differences."""
    empty, more = [], []
    for _ in range(rounds):
        empty.append(milliseconds([sys.executable, "-c", "pass"]))
        more.append(milliseconds([sys.executable, "-m", "eventual_connectors", *arguments]) - empty[-1])
    return {
        "name": f"start-up: {name}, minus an empty Python",
        "unit": "ms",
        "ours": round(statistics.median(more)),
        "peer": round(statistics.median(empty)),
        "peer_name": "python -c pass",
        "times_better": None,
        "spread": [round(min(more)), round(max(more))],
        "target": START_MS,
    }


def milliseconds(command: list[str]) -> float:
    """How long a process takes from its start to its end."""
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, timeout=60, check=True)
    return (time.perf_counter() - began) * 1000


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
