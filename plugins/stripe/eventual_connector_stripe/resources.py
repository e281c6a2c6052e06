"""The types of Stripe's objects for annotations that are read at run time, as those of a workflow: `def f(paid: PaymentIntent)`.

For type checkers they are the SDK's own classes. Here each is a `Resource`, and nothing of the SDK is loaded.
"""

from typing import TYPE_CHECKING

from .resource import Resource, kind

if TYPE_CHECKING:
    from stripe import *  # noqa: F403  # pyright: ignore[reportWildcardImportFromLibrary]

else:

    def __getattr__(name: str) -> type[Resource]:
        if not name[:1].isupper():
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return kind(name)
