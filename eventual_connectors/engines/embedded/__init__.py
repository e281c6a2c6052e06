"""The embedded engine: executions in one SQLite file, for one machine."""
