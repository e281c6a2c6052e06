"""Where credentials are read from: a reference such as `env:STRIPE_API_KEY` names the provider and the place."""

from .cache import credentials
from .provider import is_reference, misspelt

__all__ = ["credentials", "is_reference", "misspelt"]
