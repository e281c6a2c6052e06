"""Acme in memory: `AcmeFake`, and the pytest fixture `fake_acme`."""

from .fake import AcmeFake

__all__ = ["AcmeFake"]
