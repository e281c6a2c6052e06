"""What identifies the plugin contract; apart from the hooks, so that listing plugins imports no pluggy."""

PROJECT = "eventual_connectors"
"""pluggy's name of the project, and the group of the entry points."""

API_VERSION = "1.0"
"""Version of the contract, apart from the package's own. A manifest's `api` says which of them a plugin fits."""
