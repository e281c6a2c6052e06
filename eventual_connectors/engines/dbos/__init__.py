"""DBOS on PostgreSQL as the engine: `connect("dbos+postgresql://user@host/database")`. Needs the extra `dbos`.

`program.py` is what DBOS runs for every execution, `worker.py` the process in which it does, `owners.py` which process that is, and
`client.py` the engine's users' side.
"""
