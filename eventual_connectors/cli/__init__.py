"""The command `eventual`. Each command is a module of its own, imported when it is used."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress

import click

from .. import __version__
from ..errors import EventualError
from . import output
from .exits import GOOD, INTERRUPTED, UNUSABLE, code_of
from .lazy import Command, Root

__all__ = ["main"]

_COMMANDS = {
    "capture": Command("capture:capture", "Keep an execution as a regression test."),
    "check": Command("check:check", "Find what cannot be replayed in the code of workflows."),
    "conformance": Command("conformance:conformance", "Prove the promises of connectors, by fault injection and by counting effects."),
    "connectors": Command("connectors:connectors", "What is installed, and what each activity promises."),
    "dead-letters": Command("dead_letters:dead_letters", "List, show and settle the events that a subscription could not handle."),
    "dev": Command("dev:dev", "Run a service on this machine, against fakes, and again after each change."),
    "fakes": Command("fakes:fakes", "Serve the connectors' fakes on this machine."),
    "executions": Command("executions:executions", "List, show and steer executions."),
    "history": Command("history:history", "Write the history of an execution to a file."),
    "iac": Command("iac:iac", "Write infrastructure as code for what workflows use."),
    "new": Command("new:new", "Begin a project that passes its own tests: a connector or an application."),
    "replay": Command("replay:replay", "Run today's code over recorded histories and compare."),
    "run": Command("run:run", "Start an execution and wait for its result."),
    "schemas": Command("schemas:schemas", "Write the JSON Schemas of what vendors send."),
    "timeline": Command("timeline_command:timeline_", "Show a history as a timeline, on the terminal or as one HTML file."),
    "worker": Command("worker:worker", "Run executions until stopped."),
}

root = Root(
    "eventual",
    core=_COMMANDS,
    help="Durable, retryable, idempotent calls from Python workflows.",
    epilog="Exit codes: 0 all is well, 1 it ran and something failed, 2 bad usage, input or environment.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
root = click.version_option(__version__, prog_name="eventual")(root)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code. Errors of ours become one line on stderr.

    Args:
        arguments: what the user typed after `eventual`; `sys.argv` unless given.
    """
    code = _run(arguments)
    if arguments is None and "temporalio.bridge" in sys.modules:
        _end(code)
    return code


def _end(code: int) -> None:
    """End the process at once. Threads of Temporal's SDK (1.35) outlive Python's clean-up, and abort the process amid it."""
    import logging

    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _run(arguments: Sequence[str] | None) -> int:
    output.lenient(sys.stdout)
    try:
        answer = root.main(arguments, prog_name="eventual", standalone_mode=False)
        sys.stdout.flush()
        return answer if isinstance(answer, int) else GOOD
    except click.Abort:
        return _told("interrupted", INTERRUPTED)
    except click.UsageError as error:
        return _misused(error)
    except click.ClickException as error:
        return _told(error.format_message(), UNUSABLE)
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough. Python would complain when it flushes stdout at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except (EventualError, OSError) as error:
        if os.environ.get("EVENTUAL_DEBUG"):
            traceback.print_exception(error)
        return _told(str(error), code_of(error))


def _misused(error: click.UsageError) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":  # not in every version of click that we allow
        error.show()
        return UNUSABLE
    command = error.ctx.command_path if error.ctx else "eventual"
    return _told(f"{error.format_message().rstrip('.')}; see `{command} --help`", UNUSABLE)


def _told(message: str, code: int) -> int:
    print("error:", " ".join(message.split()), file=sys.stderr)
    return code
