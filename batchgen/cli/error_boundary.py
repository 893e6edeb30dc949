"""Error boundary: the one place where an error becomes a message and an exit code."""

from __future__ import annotations

import datetime as dt
import errno
import gc
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence

import click

from batchgen import errors
from batchgen.cli import group, streams, words
from batchgen.cli.console import signals, text

INTERRUPTED = 130
"""As shells have it: 128 and the number of SIGINT."""

_ALLOCATIONS = 100_000
"""New objects before Python looks for cycles. Rows are in none: with Python's own 700, a tenth is lost."""
BUG = 3
"""Neither the user's mistake (2) nor the service's (4)."""

_HINT = words.GOES_ON
_NO_ROOM = {errno.ENOMEM, errno.EAGAIN}
_NO_LIBRARY = ("cannot allocate memory", "failed to map segment")
_NO_THREAD = "can't start new thread"


def run(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; nothing but SystemExit comes out of here."""
    gc.set_threshold(_ALLOCATIONS, 20, 20)
    streams.prepare()
    text.hide(os.environ.get("TAVUS_API_KEY", "").strip())
    code = _caught(lambda: _interruptible(args))
    streams.give_up()
    return code


def _interruptible(args: Sequence[str] | None) -> int:
    with signals.as_ctrl_c():
        return _invoke(args)


def _invoke(args: Sequence[str] | None) -> int:
    code = group.app.main(args=args, prog_name="batchgen", standalone_mode=False)
    streams.finish()
    return code if isinstance(code, int) else 0


def _caught(work: Callable[[], int]) -> int:
    try:
        return work()
    except click.ClickException as error:
        return _usage(error)
    except (click.Abort, KeyboardInterrupt):
        text.say(words.INTERRUPTED)
        return INTERRUPTED
    except errors.BatchgenError as error:
        return _expected(error)
    except BrokenPipeError:
        return 1  # the reader of our output is gone (`batchgen … | head`)
    except Exception as error:  # noqa: BLE001 - the outermost boundary: a bug becomes exit 3 and a log file
        refused = system_refusal(error)
        return _expected(refused) if refused else _bug(error)


def _usage(error: click.ClickException) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":  # click 8.2 and later; its message is the help
        click.echo(error.format_message(), err=True)
        return error.exit_code
    text.say(words.error(error.format_message()))
    context = getattr(error, "ctx", None)
    if context is not None:
        text.say(words.see_help(context.command_path))
    return errors.UsageError.exit_code


def _expected(error: errors.BatchgenError) -> int:
    text.say(words.error(error.message))
    if error.hint:
        text.say(error.hint)
    return error.exit_code


def system_refusal(error: Exception) -> errors.SystemRefusedError | None:
    """Return an error in words for what the system refuses to any program; None for an error of ours."""
    if isinstance(error, OSError):
        return errors.SystemRefusedError(_of_file(error), hint=_HINT)
    text = str(error)
    if isinstance(error, MemoryError) or (
        isinstance(error, ImportError) and any(sign in text.lower() for sign in _NO_LIBRARY)
    ):
        return errors.SystemRefusedError(words.NO_MEMORY, hint=words.see_memory(_HINT))
    if isinstance(error, RuntimeError) and _NO_THREAD in text:
        message = words.NO_THREADS
        return errors.SystemRefusedError(message, hint=words.see_threads(_HINT))
    return None


def _of_file(error: OSError) -> str:
    if error.errno in _NO_ROOM:
        return words.no_memory(error.strerror)
    why = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {why}." if error.filename else words.refused(why)


def _bug(error: Exception) -> int:
    log = _log(error)
    text.say(words.bug(type(error).__name__, error))
    where = words.bug_log(log) if log else ""
    text.say(words.nothing_lost(where))
    return BUG


def _log(error: Exception) -> str:
    """Write what went wrong to a file of its own; return where, or nothing if there is no place."""
    import platform

    import batchgen

    when = dt.datetime.now().astimezone()
    lines = [
        f"batchgen {batchgen.__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"{when.isoformat(timespec='seconds')}, command: {' '.join(sys.argv[1:2])}",
        "".join(traceback.format_exception(error)),
    ]
    try:
        handle, path = tempfile.mkstemp(prefix=f"batchgen-{when:%Y%m%d-%H%M%S}-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(text.redact("\n".join(lines)))
    except OSError:
        return ""
    return path
