"""Workflows: plain `async def` functions, run by a deterministic event loop and rebuilt by replay."""
