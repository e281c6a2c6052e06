"""What an engine's URL names: the embedded engine's file, or a plugin's engine."""

from __future__ import annotations

from .. import discovery
from ..errors import EngineError, UsageError
from .hosting.schemes import HOSTED

PREFIX = "sqlite:///"


def database_file(url: str) -> str:
    """The file of the embedded engine: `sqlite:///app.db` is `app.db`, `sqlite:////srv/app.db` is `/srv/app.db`.

    Raises:
        EngineError: no engine serves this URL.
        UsageError: it is no URL, or names no file that several processes could open.
    """
    if not isinstance(url, str):
        raise UsageError(f"an engine is named by its URL, such as sqlite:///app.db, not by {url!r}")
    if not url.startswith("sqlite://"):
        scheme, separator, _ = url.partition("://")
        others = "".join(f", {other}://…" for other in (*HOSTED, *discovery.engine_schemes()))
        # What follows the scheme may hold a password.
        raise EngineError(f"no engine serves {scheme + '://…' if separator else repr(url)}; use sqlite:///path{others}")
    if not url.startswith(PREFIX):
        raise UsageError(f"{url!r} has two slashes, after which a URL names a host; write sqlite:///{url.removeprefix('sqlite://')}")
    path = url.removeprefix(PREFIX)
    if not path:
        raise UsageError("the URL sqlite:/// needs a file name, as in sqlite:///app.db")
    if path.startswith((":memory:", "file:")):
        raise UsageError(
            f"{url!r} is no file: worker and clients have a connection each, and would not see the same database; "
            "use a temporary file, such as sqlite:////tmp/try.db"
        )
    if "?" in path:
        raise UsageError(f"{url!r} has options after the ?, and the embedded engine takes none; write {url.partition('?')[0]}")
    return path


def plugin_scheme(url: str) -> str | None:
    """The scheme of the URL, where a plugin has the engine for it."""
    scheme, separator, _ = url.partition("://") if isinstance(url, str) else ("", "", "")
    return scheme if separator and scheme != "sqlite" and scheme in discovery.engine_schemes() else None


def scheme_of(url: str) -> str:
    """What stands before `://`; empty where nothing does."""
    scheme, separator, _ = url.partition("://") if isinstance(url, str) else ("", "", "")
    return scheme if separator else ""


def names_file(url: str) -> bool:
    """Whether the URL is the embedded engine's, or of no engine at all."""
    return scheme_of(url) not in HOSTED and plugin_scheme(url) is None
