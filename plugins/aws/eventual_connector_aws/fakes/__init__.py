"""AWS on this machine: moto behind AWS's wire, corrected where AWS documents otherwise."""

from .fake import AwsFake

__all__ = ["AwsFake"]
