"""The API of Acme, durably: `activities` has its operations.

Importing this package loads no HTTP client; the first attempt does.
"""

from . import activities as activities
from .connection import AcmeConnection as AcmeConnection
from .connector import acme as acme
