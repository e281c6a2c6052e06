"""A connector from an OpenAPI document: its operations as typed activities, and a stateful fake of its API."""
