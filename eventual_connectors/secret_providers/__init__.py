"""Where credentials are read from: a reference such as `env:STRIPE_API_KEY` names the provider and the place."""

from .cache import CredentialAway, credentials
from .provider import is_reference, misspelt, schemes

__all__ = ["CredentialAway", "credentials", "is_reference", "misspelt", "schemes"]
