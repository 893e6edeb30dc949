"""The one tree of exceptions: what batchgen raises, and the exit code that each kind ends a command with."""

from __future__ import annotations

from batchgen import words


class BatchgenError(Exception):
    """Base of everything that batchgen raises on purpose.

    The text says what, where (sheet, row, column) and, in `hint`, what to do next. It is shown to the user as
    it stands, so it holds no secret and no traceback. `kind` is a stable slug for programs (`run --json`):
    that of the class, unless one error of it is told apart from the others.
    """

    exit_code = 2
    kind = "error"

    def __init__(self, message: str, *, hint: str = "", kind: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.kind = kind or self.kind

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class UsageError(BatchgenError):
    """Options that contradict each other, or a question that was declined."""

    kind = "usage"


class SettingsError(BatchgenError):
    """A setting that is unknown, malformed or missing: campaign file, environment or flag."""

    kind = "settings"


class SheetError(BatchgenError):
    """A sheet that cannot be read, or written, as a whole."""

    kind = "sheet"


class SheetLockedError(SheetError):
    """A sheet that another program holds open, or a place where nothing can be written."""

    exit_code = 1
    kind = "sheet-locked"


class CellEditError(SheetError):
    """A cell that is not changed: `kind` says why, in a word that stays the same.

    "other-text": the cell does not hold the old text; "formula": it, or what is calculated from it; "merged",
    "ours" (a result column), "no-cell" (no such row or column), "format" (a kind of file that is only read),
    "text" (a text that the file cannot hold), "form" (a file whose form leaves doubts).
    """

    def __init__(self, message: str, *, kind: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.kind = kind


class TemplateError(BatchgenError):
    """A template that cannot be found, parsed or rendered for any row."""

    kind = "template"


class PlanError(BatchgenError):
    """A plan that must not be carried out: problems in rows, a limit passed, the guard (design 4)."""

    kind = "plan"


class StateError(BatchgenError):
    """A state file that cannot be used: damaged, newer, foreign, of another service, or no place to write."""

    kind = "state"


class SpendingError(BatchgenError):
    """The file of what was spent cannot be read or written."""

    kind = "spending"


class StateMovedError(StateError):
    """A state file whose campaign is in a database: the campaign `name` at the address `url`."""

    kind = "moved"

    def __init__(self, text: str, *, hint: str, url: str, name: str) -> None:
        super().__init__(text, hint=hint)
        self.url = url
        self.name = name


class StateInUseError(StateError):
    """A state file that another run holds."""

    kind = "in-use"


class OutputError(BatchgenError):
    """Standard output took no more: a full disk, a device that is gone."""

    kind = "output"

    def __init__(self, error: OSError) -> None:
        super().__init__(
            words.not_printed(error.strerror or error),
            hint=words.PRINT_AGAIN,
        )


class SystemRefusedError(BatchgenError):
    """The system refused what any program needs: a file, a thread, memory."""

    kind = "system"


class OwnedVideoError(StateError):
    """A video that another request has already: it is never given to a second one."""

    kind = "owned-video"


class MissingExtraError(BatchgenError):
    """A feature whose optional packages are not installed."""

    kind = "missing-extra"


class ServiceError(BatchgenError):
    """The service did not do what was asked. `exit_code` 4: fix and run again."""

    exit_code = 4
    kind = "service"


class NotSentError(ServiceError):
    """No byte of the request left this machine: DNS, connection refused, TLS, no free connection."""

    kind = "not-sent"


class NoAnswerError(ServiceError):
    """The request may have arrived, and no whole answer came back: time-out, reset, end of stream."""

    kind = "no-answer"


class BadAnswerError(ServiceError):
    """An answer that is not what the API documents: HTML, half a body, wrong types, a redirect.

    `status` is the HTTP status.
    """

    kind = "bad-answer"

    def __init__(self, message: str, *, status: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.status = status


NO_SUCH_CALL = frozenset({404, 405, 501})
"""HTTP statuses of a service that does not know what it is asked."""


class RefusedError(ServiceError):
    """The API's own refusal: a status of 400 or more with a JSON `error` or `message`.

    `status` is the HTTP status, `words` the API's text, `retry_after` seconds (already parsed) or None.
    """

    kind = "refused"

    def __init__(self, said: str, *, status: int, retry_after: float | None = None, hint: str = "") -> None:
        super().__init__(words.tavus_answered(status, said), hint=hint)
        self.status = status
        self.words = said
        self.retry_after = retry_after


class StoppedError(ServiceError):
    """The account or the service stopped a run; the rest of the rows were not sent."""

    kind = "stopped"


class AccountRefusedError(StoppedError):
    """The account itself is refused: a key that is wrong or revoked, no credits, no rights."""

    kind = "account-refused"


class InterruptedRunError(BatchgenError):
    """Ctrl-C, SIGTERM or a hang-up: everything is kept, the same command goes on."""

    exit_code = 130
    kind = "interrupted"
