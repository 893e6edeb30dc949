"""Page codes: the page of a job, its random name, what was made and sent of it, and whether it answered."""

from __future__ import annotations

import abc
import dataclasses
import datetime as dt
import json
import secrets
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from batchgen.state import sql_tables

T = TypeVar("T")

TABLE = """
CREATE TABLE IF NOT EXISTS pages (
  job_id          INTEGER PRIMARY KEY REFERENCES jobs (id),
  code            TEXT NOT NULL UNIQUE,       -- 32 hex digits, 128 random bits: the name of its folder
  made            TEXT NOT NULL DEFAULT '',   -- JSON: file -> SHA-256, as made in the folder of pages
  video_id        TEXT NOT NULL DEFAULT '',   -- whose page that is: a redone video's page is made again
  sent            TEXT NOT NULL DEFAULT '',   -- JSON: file -> SHA-256, what lies whole on the web space
  space           TEXT NOT NULL DEFAULT '',   -- the web space as publish --to names it
  base_url        TEXT NOT NULL DEFAULT '',   -- under which the page is reached
  answered_at     TEXT NOT NULL DEFAULT '',   -- UTC; when it was read back whole from base_url
  unpublished_at  TEXT NOT NULL DEFAULT ''    -- UTC; when it was taken back
);
"""
COLUMNS = (
    *("job_id", "code", "made", "video_id", "sent"),
    *("space", "base_url", "answered_at", "unpublished_at"),
)

_ALL = f"SELECT {', '.join(COLUMNS)} FROM pages ORDER BY job_id"
_ONE = f"SELECT {', '.join(COLUMNS)} FROM pages WHERE job_id = ?"
_VIDEO = (
    "coalesce((SELECT attempts.video_id FROM jobs JOIN attempts ON attempts.id = jobs.attempt"
    " WHERE jobs.id = pages.job_id), '')"
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PageCode:
    """The page of a job. `made` and `sent` say the SHA-256 of each file, by its name in the page's folder.

    `video_id` is the video that the page was made of. An empty SHA-256 in `sent`: that file's way began.
    """

    job_id: int
    code: str
    made: Mapping[str, str]
    video_id: str
    sent: Mapping[str, str]
    space: str
    base_url: str
    answered_at: str
    unpublished_at: str

    @property
    def answers(self) -> bool:
        """Whether its address may be shown: it was read back from there, and not taken back since."""
        return bool(self.answered_at) and not self.unpublished_at


class Pages(abc.ABC):
    """What a state file remembers of pages. A redone video keeps its page, and so its link."""

    @abc.abstractmethod
    def _read(self, sql: str, values: Iterable[object] = ()) -> list[tuple[object, ...]]:
        """Return the rows of a query."""

    @abc.abstractmethod
    def _has_table(self, name: str) -> bool:
        """Return whether there is a table: a file of before, which is only read, may not have it."""

    @abc.abstractmethod
    def _write_beside(self, work: Callable[[sql_tables.Tables], T]) -> T:
        """Carry out work in a transaction, beside a run too: no run writes pages."""

    def page_codes(self) -> list[PageCode]:
        """Return all pages, in the order of their jobs."""
        return [_page_from(row) for row in self._read(_ALL)] if self._has_table("pages") else []

    def page_of(self, job_id: int) -> PageCode | None:
        """Return the page of a job, None if it has none yet."""
        rows = self._read(_ONE, (job_id,)) if self._has_table("pages") else []
        return _page_from(rows[0]) if rows else None

    def page_code(self, job_id: int) -> PageCode:
        """Return the page of a job; its code is made, and safe on disk, when it is first asked for."""
        return self.make_page_codes([job_id])[job_id]

    def make_page_codes(self, job_ids: Iterable[int]) -> dict[int, PageCode]:
        """Return the pages of jobs by their ids; codes that are missing are made, and safe on disk."""
        known = {page.job_id: page for page in self.page_codes()}
        wanted = list(dict.fromkeys(job_ids))
        fresh = [(job_id, secrets.token_hex(16)) for job_id in wanted if job_id not in known]
        if fresh:
            self._change("INSERT INTO pages (job_id, code) VALUES (?, ?) ON CONFLICT DO NOTHING", fresh)
            known = {page.job_id: page for page in self.page_codes()}
        return {job_id: known[job_id] for job_id in wanted}

    def page_made(self, made: Mapping[int, Mapping[str, str]]) -> None:
        """Write what was made in the folder of pages: by job id, the SHA-256 of each file.

        The page of another video has not answered yet, although its address is the same.
        """
        self._change(
            f"UPDATE pages SET made = ?, video_id = {_VIDEO},"
            f" answered_at = CASE WHEN video_id = {_VIDEO} THEN answered_at ELSE '' END WHERE job_id = ?",
            [(_text(files), job_id) for job_id, files in made.items()],
        )

    def page_sent(self, job_id: int, sent: Mapping[str, str], *, space: str, base_url: str) -> None:
        """Write which files of a page lie whole on the web space; another address has not answered yet."""
        self._change(
            "UPDATE pages SET sent = ?, space = ?, unpublished_at = '', base_url = ?,"
            " answered_at = CASE WHEN base_url = ? THEN answered_at ELSE '' END WHERE job_id = ?",
            [(_text(sent), space, base_url, base_url, job_id)],
        )

    def page_answered(self, job_ids: Iterable[int], *, base_url: str) -> None:
        """Write that pages were read back whole from their address."""
        now = _now()
        self._change(
            "UPDATE pages SET answered_at = ?, base_url = ?, unpublished_at = '' WHERE job_id = ?",
            [(now, base_url, job_id) for job_id in job_ids],
        )

    def page_unanswered(self, job_ids: Iterable[int]) -> None:
        """Write that pages do not answer at their address any more."""
        self._change("UPDATE pages SET answered_at = '' WHERE job_id = ?", [(job_id,) for job_id in job_ids])

    def page_unpublished(self, job_ids: Iterable[int]) -> None:
        """Write that pages were taken back from the web space; their codes stay."""
        now = _now()
        self._change(
            "UPDATE pages SET sent = '', answered_at = '', unpublished_at = ? WHERE job_id = ?",
            [(now, job_id) for job_id in job_ids],
        )

    def page_kept(self, pages: Iterable[PageCode]) -> None:
        """Write that pages were to be taken back, and may still lie there: they stay away until sent anew."""
        now = _now()
        self._change(
            "UPDATE pages SET sent = ?, answered_at = '', unpublished_at = ? WHERE job_id = ?",
            [(_text(dict.fromkeys(page.sent or page.made, "")), now, page.job_id) for page in pages],
        )

    def forget_pages(self, job_ids: Iterable[int]) -> None:
        """Forget pages with their codes: a later page of the same job has another address."""
        self._change("DELETE FROM pages WHERE job_id = ?", [(job_id,) for job_id in job_ids])

    def _change(self, sql: str, values: Sequence[tuple[object, ...]]) -> None:
        if values:
            self._write_beside(lambda db: _all(db, sql, values))


def _all(db: sql_tables.Tables, sql: str, values: Sequence[tuple[object, ...]]) -> None:
    db.executemany(sql, values)


def _page_from(values: tuple[object, ...]) -> PageCode:
    row = dict(zip(COLUMNS, values, strict=True))
    return PageCode(
        job_id=int(str(row["job_id"])),
        code=str(row["code"]),
        made=_hashes(str(row["made"])),
        video_id=str(row["video_id"]),
        sent=_hashes(str(row["sent"])),
        space=str(row["space"]),
        base_url=str(row["base_url"]),
        answered_at=str(row["answered_at"]),
        unpublished_at=str(row["unpublished_at"]),
    )


def _hashes(text: str) -> dict[str, str]:
    found = json.loads(text) if text else {}
    return {str(name): str(value) for name, value in found.items()}


def _text(hashes: Mapping[str, str]) -> str:
    return json.dumps(dict(hashes), sort_keys=True)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
