"""Slack's methods for editors and type checkers: the stub beside this file. In a running program they are activities of the surface."""


class Methods:
    """What `slack` has, by the names of `slack_sdk.WebClient`."""
