"""Temporal as the engine: `connect("temporal://127.0.0.1:7233/default")`. Needs the extra `temporal`.

`program.py` is what Temporal runs for every execution, `worker.py` where code and attempts run, `client.py` the engine's users' side,
`history.py` reads our events back out of Temporal's.
"""
