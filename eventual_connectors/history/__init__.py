"""Histories: the events of an execution, engine-neutral."""
