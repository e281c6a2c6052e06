"""What has to exist at Slack for an application to work: an app with the scopes of just what is used, installed in the workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from eventual_connectors.requirements import Document, ManualStep, Use

from .app_manifest import app_manifest
from .effects import is_read
from .scopes import scopes

NAME = "Eventual"
"""The app's name, until somebody finds a better one; Slack asks for one."""


def needs(uses: Sequence[Use]) -> Iterator[Document | ManualStep]:
    """A manifest for each workspace, and what a person does with it: Slack lets nobody else install an app."""
    for connection in sorted({use.connection for use in uses}):
        used = {use.activity.name: use.activity for use in uses if use.connection == connection}
        known = [one for one in used.values() if scopes(one.local_name, reads=is_read(one.local_name)) is not None]
        default = connection == "default"
        file = "slack-app.json" if default else f"slack-app-{connection}.json"
        yield Document(file, json.dumps(app_manifest(NAME, known), indent=2) + "\n")
        where = "the workspace" if default else f"the workspace that the connection {connection} is for"
        lines = [
            f"At https://api.slack.com/apps, create an app from the manifest `{file}`, and install it in {where}.",
            "The token is the Bot User OAuth Token that it then shows.",
        ]
        lines += [
            f"Add the scopes of `{one}` by hand, as Slack's page of that method lists them."
            for one, activity in sorted(used.items())
            if activity not in known
        ]
        yield ManualStep(f"Slack: an app in {where}", tuple(lines))
