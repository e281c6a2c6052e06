"""What came of many flows: counted, grouped by cause, and written for those who do not read a terminal."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape, quoteattr

from ..errors import UsageError
from ..workflows.corpus import Played

VERDICTS = ("same", "diverged", "broken")

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class Group:
    """The flows of one cause.

    Attributes:
        example: the first of them.
        count: how many there are.
    """

    example: Played
    count: int = 0


@dataclass
class Verdicts:
    """The counts, and one group for each cause; nothing of a flow that is the same."""

    counts: Counter[str] = field(default_factory=Counter)
    groups: dict[str, Group] = field(default_factory=dict)
    unusable: int = 0

    def add(self, played: Played) -> None:
        """Count one."""
        self.counts[played.verdict] += 1
        self.unusable += played.unusable
        if played.verdict != "same":
            self.groups.setdefault(played.cause, Group(played)).count += 1

    @property
    def by_size(self) -> list[Group]:
        """The groups, the largest first."""
        return sorted(self.groups.values(), key=lambda group: -group.count)

    def exit_code(self, *, allow_diverged: bool) -> int:
        """0 if all is well, 1 if something differs, 2 if a flow could not be played."""
        if self.unusable:
            return 2
        return int(bool(self.counts["broken"] or (self.counts["diverged"] and not allow_diverged)))

    def said(self) -> str:
        """The counts in words."""
        total = self.counts.total()
        counts = ", ".join(f"{self.counts[verdict]} {verdict}" for verdict in VERDICTS)
        return f"{total} flow{'' if total == 1 else 's'}: {counts}"

    def to_markdown(self) -> str:
        """For a pull request."""
        lines = ["### Recorded flows over this code", "", self.said(), ""]
        if self.groups:
            lines += ["| flows | verdict | what differs | for example |", "|---:|---|---|---|"]
            lines += [
                f"| {group.count} | {group.example.verdict} | {_cell(group.example.playback.detail)} | `{_cell(group.example.file)}` |"
                for group in self.by_size
            ]
        return "\n".join(lines).rstrip() + "\n"


class JUnit:
    """A JUnit file, written flow by flow. What differs by policy is skipped, not failed."""

    def __init__(self, path: Path, *, allow_diverged: bool) -> None:
        self._allow_diverged = allow_diverged
        try:
            self._file = path.open("w", encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}") from None

    def __enter__(self) -> Self:
        self._file.write('<?xml version="1.0" encoding="utf-8"?>\n<testsuites>\n<testsuite name="eventual replay">\n')
        return self

    def add(self, played: Played) -> None:
        """Write one."""
        head = f"<testcase classname={_attribute(played.workflow)} name={_attribute(played.file)}"
        if played.verdict == "same":
            self._file.write(f"{head}/>\n")
            return
        kind = "error" if played.unusable else "skipped" if self._allow_diverged and played.verdict == "diverged" else "failure"
        told = f"<{kind} message={_attribute(played.playback.detail)}>{escape(_text(_difference(played)))}</{kind}>"
        self._file.write(f"{head}>{told}</testcase>\n")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.write("</testsuite>\n</testsuites>\n")
        self._file.close()


def _difference(played: Played) -> str:
    found = played.playback
    parts = {"path": found.path, "expected": found.expected, "actual": found.actual}
    return "\n".join(f"{name}: {value}" for name, value in parts.items() if value not in ("", None))


def _attribute(text: str) -> str:
    return quoteattr(_text(text))


def _text(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
