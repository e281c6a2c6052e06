"""Attempts: what one try at a call does, and what follows it."""
