"""Which providers there are: ours, and those of plugins."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from .. import discovery
from ..errors import ConfigurationError, PluginError
from ..hookspecs import SecretReader
from .aws import from_parameter_store, from_secrets_manager
from .local import from_environment, from_file
from .os_keyring import from_keyring

TTL = 300.0
"""Seconds for which a credential is kept before it is read again, where its reference does not say."""


@dataclass(frozen=True)
class Provider:
    """A kind of place where credentials are.

    Attributes:
        read: the credential at a place, which is what follows the scheme of a reference.
        ttl: seconds for which it is kept; 0: it is read each time.
        replaced_in_place: it may be away for a moment while somebody replaces it.
    """

    read: SecretReader
    ttl: float = TTL
    replaced_in_place: bool = True

    def credential(self, reference: str) -> str:
        """The credential that a reference leads to.

        Raises:
            ConfigurationError: there is none, or it cannot be read.
        """
        try:
            found: object = self.read(reference.partition(":")[2])
        except (ConfigurationError, KeyboardInterrupt):
            raise
        except BaseException as error:  # a plugin's may raise anything, and a traceback would show a message that holds the secret
            raise ConfigurationError(f"the secret {reference} cannot be read: its provider failed with {type(error).__name__}") from None
        if not isinstance(found, str):
            raise ConfigurationError(f"the secret {reference} cannot be read: its provider gave no text, but {type(found).__name__}")
        if not found:
            raise ConfigurationError(f"the secret {reference} is empty")
        return found


_BUILT_IN = {
    "env": Provider(from_environment, ttl=0, replaced_in_place=False),
    "file": Provider(from_file, ttl=0),
    "keyring": Provider(from_keyring),
    "aws-secretsmanager": Provider(from_secrets_manager),
    "aws-ssm": Provider(from_parameter_store),
}


def is_reference(text: str) -> bool:
    """Whether this is a reference rather than a credential itself: it begins with the scheme of a provider that is there."""
    scheme, separator, _ = text.partition(":")
    return bool(separator) and (scheme in _BUILT_IN or scheme in discovery.secret_provider_schemes())


def misspelt(text: str) -> str | None:
    """The scheme that was most likely meant, of a text that begins with nearly one; None of a reference, and of any other text."""
    scheme, separator, _ = text.partition(":")
    if not separator or is_reference(text):
        return None
    near = difflib.get_close_matches(scheme.lower(), schemes(), n=1, cutoff=0.66)
    return near[0] if near else None


def schemes() -> list[str]:
    """What a reference may begin with."""
    return [*_BUILT_IN, *discovery.secret_provider_schemes()]


def provider_of(reference: str) -> Provider:
    """The provider of a reference.

    Raises:
        ConfigurationError: the plugin that has it cannot be used.
    """
    scheme = reference.partition(":")[0]
    try:
        return _BUILT_IN.get(scheme) or Provider(discovery.secret_provider(scheme))
    except PluginError as error:
        raise ConfigurationError(f"the secret {reference} cannot be read: {error}") from error
