"""Credentials in the keyring of the operating system: `keyring:SERVICE/NAME`."""

from __future__ import annotations

from ..errors import ConfigurationError


def from_keyring(place: str) -> str:
    """The password of an entry. A service may have slashes, a name has none."""
    service, separator, name = place.rpartition("/")
    if not separator or not service or not name:
        raise ConfigurationError(f"keyring:{place} names no entry; write keyring:SERVICE/NAME")
    try:
        import keyring
        from keyring.errors import KeyringError
    except ModuleNotFoundError:
        raise ConfigurationError("the keyring cannot be read here; pip install 'eventual-connectors[keyring]'") from None
    try:
        value = keyring.get_password(service, name)
    except KeyringError as error:
        raise ConfigurationError(f"the keyring of this machine cannot be read: {type(error).__name__}: {error}") from None
    if not value:
        raise ConfigurationError(f"the keyring has no entry {name!r} of the service {service!r}; `keyring set {service} {name}` makes it")
    return value
