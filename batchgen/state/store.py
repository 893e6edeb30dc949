"""The store of a campaign, whatever holds it: what the rest of batchgen asks of a state file.

Five groups: reading, the life of an attempt, planning, pages, and what is remembered by name. `StateFile` is
the one for a file of SQLite. Whatever else is one gives the same promises: an intent is safe before `begin`
returns, `start_seq` and `end_seq` are drawn from one counter, and only one run plans at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from batchgen import models
    from batchgen.state import fixes, integrity, plan_execution, records, runlock
    from batchgen.state import page_codes as codes
    from batchgen.state.postgres import joint_work
    from batchgen.state.reading import job_pages

T_co = TypeVar("T_co", covariant=True)


class Promise(Protocol[T_co]):
    """Something that is being written."""

    def wait(self) -> T_co:
        """Return its result when it is safe. Raises errors.StateError."""


class Reader(Protocol):
    """What is known of jobs and attempts; streamed where there may be many."""

    def job(self, job_id: int) -> records.Job:
        """Return one job. Raises LookupError."""

    def of_video(self, video_id: str) -> records.Job | None:
        """Return the job that has this video now, None if none has."""

    def jobs(self, *stages: models.Stage, go: int | None = None) -> Iterator[records.Job]:
        """Stream jobs in the order of the sheet as first seen; of some stages, or confirmed by run `go`."""

    def jobs_by_row(self) -> Iterator[list[records.Job]]:
        """Stream all jobs, up to 1,000 at once, in the order of the sheet as last seen; gone rows last."""

    def page(
        self,
        *,
        status: Collection[str] = (),
        words: str = "",
        order: job_pages.Order = "row",
        offset: int = 0,
        limit: int = 100,
    ) -> job_pages.Page:
        """Return some of the jobs, and the number of all that are meant."""

    def changed_since(self, moment: str, *, limit: int = 1000) -> list[records.Job]:
        """Return jobs that reached their stage at a moment or later, in that order; at most 1,000."""

    def counts(self) -> dict[models.Stage, int]:
        """Return how many jobs are in each stage."""

    def count_open(self) -> int:
        """Return how many videos the service has not finished."""

    def attempts(self, job_id: int) -> list[records.Attempt]:
        """Return all attempts of a job, oldest first."""

    def attempt(self, attempt_id: int) -> records.Attempt:
        """Return one attempt. Raises LookupError."""

    def unknown_attempts(self) -> list[records.Attempt]:
        """Return all attempts whose outcome is not known, of redone jobs too, oldest first."""

    def open_attempts(self) -> list[records.Attempt]:
        """Return the unknown attempts, and those that are in the air or were so when a run died."""

    def start_times(self, attempts: Iterable[int]) -> dict[int, str]:
        """Return when some attempts (a few thousand at most) were started (UTC), by their ids."""

    def known_ids(self, *, deleted: bool = False) -> set[str]:
        """Return the ids of all videos ever made here, those that the service deleted only if asked for."""

    def tokens_by_id(self) -> dict[str, str]:
        """Return the token of every video made here that the service has not deleted, by video id."""

    def spoken_for(self) -> set[str]:
        """Return the tokens whose videos have their job, or are looked for: all but those never made."""

    def owned_ids(self) -> set[str]:
        """Return the ids of all videos that a job has or had."""

    def made_since(self, sequence: int) -> set[str]:
        """Return ids of videos of ours whose POST was started after `sequence` (an attempt's `end_seq`)."""

    def in_the_air(self) -> int:
        """Return how many creates have neither an outcome nor an end on disk."""

    def sent_since(self, sequence: int) -> Iterator[records.Sent]:
        """Stream the attempts that were started after a number of the counter, without adopted ones."""

    def sent_as(self, token: str) -> records.Sent | None:
        """Return the attempt with a token, if there is one."""

    def find(self, *, key_hash: str, cells_hash: str, occurrence: int = 0) -> records.Job | None:
        """Return the job that a row is known by: its key if it has one, else its cells."""

    def of_key(self, key_hash: str) -> list[records.Job]:
        """Return all jobs with a key: rows that share it and ask for different videos have one each."""

    def outlines(self) -> Iterator[records.Outline]:
        """Stream what is needed to count all jobs."""

    def measured(self) -> dict[str, tuple[float, float]]:
        """Return, by replica, the estimated and real minutes of finished, spoken videos of known length."""

    def audio_seconds(self, url: str) -> float | None:
        """Return the length of a sound file, if it was read before."""

    def count_found(self) -> int:
        """Return how many jobs have a video that was found in the account, where no answer named it."""

    def without_row(self) -> Iterator[records.Job]:
        """Stream the jobs that have a video, or had one asked for, and no row in the sheet any more."""


class Life(Protocol):
    """The life of an attempt: every call returns when its rows are safe."""

    def begin(self, job_id: int, *, token: str, request_json: str) -> records.Attempt:
        """Write the intent of one POST; the POST may start when this has returned."""

    def finish_made(self, attempt_id: int, facts: records.VideoFacts, *, others: Iterable[str] = ()) -> bool:
        """Write the id of the video that the attempt made, from an answer or found in the account."""

    def finish_made_soon(self, attempt_id: int, facts: records.VideoFacts) -> Promise[bool]:
        """Do as `finish_made` without waiting: its `wait` returns when the id is on disk."""

    def finish_not_made(self, attempt_id: int, *, reason: str, stage: models.Stage, words: str) -> None:
        """Write that nothing was made: `stage` NEW (cool-down, not sent, account, absent) or REJECTED."""

    def finish_unknown(self, attempt_id: int, *, why: str, reason: str = "no_answer") -> None:
        """Write that the outcome of the POST is not known; it is settled later."""

    def disown(self, job_id: int, *, why: str) -> None:
        """Write that a job's video turned out to be another request's: the job is unknown, without links."""

    def note_look(self, attempt_id: int, words: str) -> None:
        """Write that the account was searched for an unknown attempt, and what was seen, in words."""

    def record_poll(self, updates: Iterable[records.PollUpdate]) -> None:
        """Write what the service says about videos; a power cut may undo it, it can be asked again."""

    def note_deleted(self, video_id: str) -> None:
        """Write that the service has a video no more, whichever attempt made it."""

    def note_seconds(self, video_id: str, seconds: float) -> None:
        """Write how long a finished video really is, when somebody learned it."""

    def keep_audio(self, lengths: Mapping[str, float]) -> None:
        """Remember the seconds of sound files, by their address."""


class Planning(Protocol):
    """What a plan asks of the jobs that there are, and how it becomes jobs."""

    def known(self) -> Iterator[records.Known]:
        """Stream the identity of every job, for a Roster."""

    def cells(self) -> Iterator[tuple[int, str]]:
        """Stream the cells of every job, as JSON by folded header, with its id."""

    def has_cell(self, name: str) -> bool:
        """Return whether a job's row fills the column with this folded header. Reads all jobs, at worst."""

    def fixes(self) -> dict[int, fixes.Fix]:
        """Return the jobs whose request was fixed in a failures file, and how."""

    def last_start(self) -> str:
        """Return when the last attempt began, in UTC; empty if there is none."""

    def pairs(self) -> dict[int, tuple[str, str]]:
        """Return key hash and cells hash of the rows that wait, by the job whose person each seems to be."""

    def shared(self) -> dict[str, int]:
        """Return the jobs whose videos rows of other keys or cells show, by their key hash or cells hash."""

    def earlier_requests(self) -> list[tuple[int, str]]:
        """Return jobs, by id, and the request hashes of their attempts before the last one."""

    def unfinished_redo(self, kind: str) -> int:
        """Count the jobs that a --redo of this kind marked and that are not finished."""

    def carry_out(
        self, changes: plan_execution.Changes, orders: plan_execution.Orders
    ) -> plan_execution.Carried:
        """Take a plan over in one transaction; return the run's number and the new jobs."""

    def forget(self, job_ids: Collection[int], mentions: Iterable[str] = ()) -> None:
        """Erase jobs with all texts about them, and what names them beside other jobs: the `mentions`.

        Attempts keep token, ids, outcome and times; of the rest `close` leaves no byte.
        """


class Pages(Protocol):
    """The pages of jobs. A redone video keeps its page, and so its link.

    All of them may be called on a store that was opened for reading, while a run writes its own.
    """

    def page_of(self, job_id: int) -> codes.PageCode | None:
        """Return the page of a job, None if it has none yet."""

    def page_codes(self) -> list[codes.PageCode]:
        """Return all pages, in the order of their jobs."""

    def page_code(self, job_id: int) -> codes.PageCode:
        """Return the page of a job; its code is made, and safe, when it is first asked for."""

    def make_page_codes(self, job_ids: Iterable[int]) -> dict[int, codes.PageCode]:
        """Return the pages of jobs by their ids; codes that are missing are made, and safe."""

    def page_made(self, made: Mapping[int, Mapping[str, str]]) -> None:
        """Write what was made in the folder of pages: by job id, the SHA-256 of each file."""

    def page_sent(self, job_id: int, sent: Mapping[str, str], *, space: str, base_url: str) -> None:
        """Write which files of a page lie whole on the web space; another address has not answered yet."""

    def page_answered(self, job_ids: Iterable[int], *, base_url: str) -> None:
        """Write that pages were read back whole from their address."""

    def page_unanswered(self, job_ids: Iterable[int]) -> None:
        """Write that pages do not answer at their address any more."""

    def page_kept(self, pages: Iterable[codes.PageCode]) -> None:
        """Write that pages were to be taken back, and may still lie there."""

    def page_unpublished(self, job_ids: Iterable[int]) -> None:
        """Write that pages were taken back from the web space; their codes stay."""

    def forget_pages(self, job_ids: Iterable[int]) -> None:
        """Forget pages with their codes: a later page of the same job has another address."""


class Meta(Protocol):
    """What a campaign remembers by name, and the store itself."""

    @property
    def path(self) -> Path:
        """Where the store is; results and their copies are remembered as they lie beside it."""

    @property
    def place(self) -> str:
        """Where it is, in words: the file, or the campaign and its database."""

    @property
    def joint(self) -> joint_work.JointWork | None:
        """What many workers do together; None for a file, and for a store that is only read."""

    @property
    def home(self) -> str | None:
        """The mark of the database, which the names of its videos carry; None for a file."""

    @property
    def service(self) -> str:
        """The base URL of the service that the campaign belongs to."""

    @property
    def reading(self) -> bool:
        """Whether nothing can be written."""

    def meta(self, name: str, default: str = "") -> str:
        """Return a remembered setting: service, key, name, rate, result_headers, ..."""

    def set_meta(self, name: str, value: str) -> None:
        """Remember a setting."""

    def campaign_id(self) -> str:
        """Return the random id of this campaign; empty if a file of before 0.2 sent nothing."""

    def holder(self) -> runlock.Holder | None:
        """Return who runs the campaign now, None if nobody does."""

    def where_results_are(self, command: str) -> str:
        """Return in words where results are that were not written, and which command writes them."""

    def check_sound(self, kinds: integrity.Kinds | None = None) -> None:
        """Read the whole file; raise errors.StateError that names the first wrong value, if there is one."""

    def explain(self, error: BaseException | None, kinds: integrity.Kinds | None = None) -> None:
        """Raise errors.StateError if an error looks like that of a wrong value, and the file has one."""

    def close(self) -> None:
        """Finish all writes, mark the file as cleanly closed and give the lock back; safe to call twice."""


class Store(Reader, Life, Planning, Pages, Meta, Protocol):
    """All five groups. May be used from any thread."""
