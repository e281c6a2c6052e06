"""`eventual schemas export`, for any connector's events."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from eventual_connectors import Connector
from eventual_connectors.cli import main
from eventual_connectors.cli.schemas import schema_of
from tests.discovery.site import Site

from .shell import Shell


def export(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["schemas", "export", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_every_chosen_event_has_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Each is a JSON Schema of its own, which a validator takes."""
    code, out, _ = export(capsys, "stripe", "--event", "invoice.pa*", "-o", str(tmp_path / "schemas"), "--json")
    told = json.loads(out)
    assert (code, told["connector"]) == (0, "stripe")
    assert set(told["events"]) >= {"invoice.paid", "invoice.payment_failed"}
    for name, path in told["events"].items():
        schema = json.loads(Path(path).read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["title"] == name
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema).validate({"type": name})


def test_without_a_folder_they_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = export(capsys, "stripe", "--event", "balance.available")
    assert code == 0
    assert list(json.loads(out)) == ["balance.available"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["stripe", "--event", "nothing.*"], "no event called 'nothing.*'"),
        (["nobody"], "nobody"),
        (["stripe", "--event", "balance.*", "-o", "/dev/null/x"], "cannot be written to"),
    ],
)
def test_what_cannot_be_written_is_said(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    code, out, error = export(capsys, *arguments)
    assert (code, out) == (2, "")
    assert message in error


def test_a_connector_without_events_is_said_to_have_none(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.add("quiet")
    shell = Shell(tmp_path, site.path)
    done = shell.run("schemas", "export", "quiet")
    assert (done.code, done.out) == (2, "")
    assert "quiet declares no events" in done.error


def test_a_payload_of_any_type_has_a_schema() -> None:
    event = Connector("acme").event("numbers", dict[str, int])
    assert schema_of(event)["additionalProperties"] == {"type": "integer"}
