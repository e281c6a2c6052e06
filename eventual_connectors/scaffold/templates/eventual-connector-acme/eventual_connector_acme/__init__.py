"""Acme, durably: `await create_invoice(customer="c_1", amount=4200)` creates one invoice.

Importing this package loads no HTTP client; the first attempt does.
"""

from .activities import add_credit as add_credit
from .activities import add_note as add_note
from .activities import create_invoice as create_invoice
from .activities import list_invoices as list_invoices
from .activities import put_label as put_label
from .activities import send_mail as send_mail
from .connection import AcmeConnection as AcmeConnection
from .connector import acme as acme
