"""What is generated from the code and committed: the public surface of each package, and the table of deprecations.

`--write` brings it up to date. Without it each file that is not is named, and what is deprecated for too long; then the exit code is 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

from check_repository import ROOT
from deprecations import PAGE, deprecated, overdue, page
from releases import packages
from surface import as_text, surfaces


def files() -> dict[Path, str]:
    """What each file has to hold."""
    return {**{file: as_text(surface) for file, surface in surfaces().items()}, PAGE: page(deprecated())}


def main() -> int:
    """Compare, or write."""
    stale = {file: text for file, text in files().items() if not file.is_file() or file.read_text(encoding="utf-8") != text}
    breaches = list(overdue(deprecated(), {package.distribution: package.version for package in packages()}))
    for file, text in stale.items():
        if "--write" in sys.argv[1:]:
            file.write_text(text, encoding="utf-8")
        else:
            breaches.append(f"{file.relative_to(ROOT)}: the code says otherwise; `make generated` writes it anew")
    print("\n".join(breaches) or "what is generated is as the code is")
    return int(bool(breaches))


if __name__ == "__main__":
    sys.exit(main())
