"""AWS Lambda durable functions as the engine: `handler = lambda_handler([checkout])` in the function, and
`connect("lambda://FUNCTION:ALIAS?mailbox=dynamodb://TABLE")` elsewhere. Needs the extra `lambda`.

`program.py` is what Lambda runs for every execution, `host.py` the process in which it does, `mailbox.py` what Lambda has no place for,
and `client.py` the engine's users' side. `local.py` and `development.py` stand in for Lambda on one machine.
"""

from .handler import lambda_handler

__all__ = ["lambda_handler"]
