"""`python -m eventual_connectors` is the command `eventual`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
