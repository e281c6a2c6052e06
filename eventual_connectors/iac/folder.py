"""The folder that a target's files are written to. Files that somebody else wrote are left alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import UsageError
from .texts import HEADER

PAGE = "README.md"


def differences(folder: Path, files: Mapping[str, str]) -> list[str]:
    """The names of the files that are not there, or not as they would be written."""
    return [name for name, content in files.items() if _content(folder / name) != content]


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write all of the files, or none.

    Raises:
        UsageError: a file of one of these names is not ours, or the folder cannot be written to.
    """
    for name in files:
        if not _is_ours(folder, name):
            raise UsageError(f"{folder / name} was not written by `eventual iac`; name another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_text(content, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{folder} cannot be written to: {error.strerror}") from None


def _is_ours(folder: Path, name: str) -> bool:
    """Whether nothing would be lost: it is not there, says that it is generated, or the generated page beside it names it."""
    content, page = _content(folder / name), _content(folder / PAGE) or ""
    return content is None or _is_generated(content) or (_is_generated(page) and f"`{name}`" in page)


def _is_generated(content: str) -> bool:
    return HEADER in content.partition("\n\n")[0]


def _content(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError):
        return ""  # whatever it is, it is not ours
