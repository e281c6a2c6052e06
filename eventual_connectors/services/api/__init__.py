"""A service's API as an ASGI application; the extra `api`."""

from .app import api

__all__ = ["api"]
