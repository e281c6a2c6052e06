"""A Stripe that runs on this machine."""

from .fake import StripeFake

__all__ = ["StripeFake"]
