"""A project as its files, read from a template and written to a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import UsageError

TEMPLATES = Path(__file__).with_name("templates")

_KEPT = frozenset({".github"})
"""Hidden folders of a template; any other one, and `__pycache__`, is a tool's cache."""

Files = dict[str, str]
"""The text of each file, by its path in the project."""


def template(name: str, *variants: str) -> Files:
    """The files of the template of this name; those of each variant take the place of the ones before."""
    root = TEMPLATES / name
    base = {path: text for path, text in _read(root).items() if not path.startswith("variants/")}
    return {path: text for files in (base, *(_read(root / "variants" / each) for each in variants)) for path, text in files.items()}


def _read(root: Path) -> Files:
    found = (path.relative_to(root) for path in sorted(root.rglob("*")) if path.is_file())
    return {path.as_posix(): (root / path).read_text(encoding="utf-8") for path in found if not _cached(path)}


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write the files into a folder, which is made, or is empty.

    Raises:
        UsageError: the folder is something else.
        OSError: it cannot be written.
    """
    check_free(folder)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def check_free(folder: Path) -> None:
    """Ask whether a project can be written to this folder.

    Raises:
        UsageError: it exists and is not an empty folder.
    """
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists() or folder.is_symlink():
        what = "is not empty" if folder.is_dir() else "is not a folder"
        raise UsageError(f"{folder} {what}; name another one with -o")


def _cached(path: Path) -> bool:
    return any(part == "__pycache__" or (part.startswith(".") and part not in _KEPT) for part in path.parts[:-1])
